import Foundation

/// The success–cost curve of a router as a picture: what it reaches at every cost, beside every model alone.
package struct CurveSVG {
    private let report: ScoreReport
    private let costs: ClosedRange<Double>
    private let successes: ClosedRange<Double>
    private static let (width, height) = (760.0, 460.0)
    private static let (left, right, top, bottom) = (64.0, 24.0, 40.0, 56.0)

    package init(_ report: ScoreReport) {
        self.report = report
        let shown = report.strategies + report.curve
        let costs = shown.map { $0.cost.mean * 1000 }
        let successes = shown.map(\.success.mean)
        self.costs = 0...max((costs.max() ?? 1) * 1.05, 1e-9)
        let (low, high) = (successes.min() ?? 0, successes.max() ?? 1)
        let room = max(0.02, (high - low) * 0.08)
        self.successes = max(0, low - room)...min(1, high + room)
    }

    package func render() -> String {
        var out = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="\(Self.left)" y="22" font-size="14">Success by cost, \(report.prompts) prompts</text>

            """
        for share in steps(successes) {
            let y = y(share)
            out += line(Self.left, y, Self.width - Self.right, y, "#ddd")
            out += text("\(number(share * 100)) %", Self.left - 8, y + 4, anchor: "end")
        }
        for cost in steps(costs) {
            out += line(x(cost), Self.top, x(cost), Self.height - Self.bottom, "#eee")
            out += text(number(cost), x(cost), Self.height - Self.bottom + 18, anchor: "middle")
        }
        out += text(
            "USD a thousand prompts",
            (Self.left + Self.width - Self.right) / 2,
            Self.height - 14,
            anchor: "middle"
        )
        let points = report.curve.map { "\(fixed(x($0.cost.mean * 1000))),\(fixed(y($0.success.mean)))" }
        out +=
            "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"#0a6\" stroke-width=\"2\"/>\n"
        for strategy in report.strategies { out += point(strategy) }
        return out + "</svg>\n"
    }

    private func point(_ strategy: Strategy) -> String {
        let (x, y) = (x(strategy.cost.mean * 1000), y(strategy.success.mean))
        let color =
            switch strategy.kind {
            case .routed: "#0a6"
            case .single: "#36c"
            case .random: "#888"
            case .ceiling: "#c60"
            }
        let isRight = x > Self.width * 0.66
        return "<circle cx=\"\(fixed(x))\" cy=\"\(fixed(y))\" r=\"4\" fill=\"\(color)\"/>\n"
            + text(strategy.name, x + (isRight ? -8 : 8), y + 4, anchor: isRight ? "end" : "start", color: color)
    }

    private func x(_ cost: Double) -> Double {
        Self.left + (cost - costs.lowerBound) / (costs.upperBound - costs.lowerBound)
            * (Self.width - Self.left - Self.right)
    }

    private func y(_ success: Double) -> Double {
        let share = (success - successes.lowerBound) / max(1e-9, successes.upperBound - successes.lowerBound)
        return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }

    /// Round numbers within a range: some five of them.
    private func steps(_ range: ClosedRange<Double>) -> [Double] {
        let rough = max(1e-12, range.upperBound - range.lowerBound) / 5
        let unit = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * unit }.first { $0 >= rough } ?? unit
        let first = (range.lowerBound / step).rounded(.up)
        return (0..<12).map { (first + Double($0)) * step }.filter(range.contains)
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String) -> String {
        "<line x1=\"\(fixed(x1))\" y1=\"\(fixed(y1))\" x2=\"\(fixed(x2))\" y2=\"\(fixed(y2))\" stroke=\"\(color)\"/>\n"
    }

    private func text(_ text: String, _ x: Double, _ y: Double, anchor: String, color: String = "#444") -> String {
        let escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
        return
            "<text x=\"\(fixed(x))\" y=\"\(fixed(y))\" text-anchor=\"\(anchor)\" fill=\"\(color)\">\(escaped)</text>\n"
    }

    private func fixed(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

    private func number(_ number: Double) -> String {
        let rounded = (number * 1e4).rounded() / 1e4
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
