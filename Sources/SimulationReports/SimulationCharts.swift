import Foundation

/// Colours that are told apart by most eyes (Okabe and Ito, 2008), on light and dark paper.
private let palette = ["#3b82c4", "#e08a1e", "#1f9e77", "#c65b8e", "#8a6fd1", "#c4b01e", "#59b3d9", "#a0674b"]

/// A drawing area with axes.
private struct Plot {
    var width = 560.0
    var height = 320.0
    var left = 46.0
    var bottom = 34.0
    var top = 12.0
    var right = 12.0
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>
    var isLogarithmicX = false
    var isLogarithmicY = false

    func place(_ px: Double, _ py: Double) -> (Double, Double) {
        let across = share(px, x, isLogarithmicX), up = share(py, y, isLogarithmicY)
        return (left + across * (width - left - right), height - bottom - up * (height - bottom - top))
    }

    private func share(_ value: Double, _ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> Double {
        guard range.upperBound > range.lowerBound else { return 0.5 }
        if isLogarithmic { return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound) }
        return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    func svg(_ label: String, _ body: String) -> String {
        "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" aria-label=\"\(label.escaped)\">\(body)</svg>"
    }

    func gridX(_ values: [Double], _ words: (Double) -> String) -> String {
        values.map { value in
            let (px, _) = place(value, y.lowerBound)
            return
                "<line class=\"axis\" x1=\"\(px.short)\" x2=\"\(px.short)\" y1=\"\(top.short)\" y2=\"\((height - bottom).short)\"/>"
                + text(words(value), px, height - bottom + 16, anchor: "middle")
        }
        .joined()
    }

    func gridY(_ values: [Double], _ words: (Double) -> String) -> String {
        values.map { value in
            let (_, py) = place(x.lowerBound, value)
            return
                "<line class=\"axis\" x1=\"\(left.short)\" x2=\"\((width - right).short)\" y1=\"\(py.short)\" y2=\"\(py.short)\"/>"
                + text(words(value), left - 6, py + 4, anchor: "end")
        }
        .joined()
    }

    func text(_ words: String, _ px: Double, _ py: Double, anchor: String = "start", label: Bool = false) -> String {
        "<text x=\"\(px.short)\" y=\"\(py.short)\" text-anchor=\"\(anchor)\"\(label ? " class=\"label\"" : "")>\(words.escaped)</text>"
    }
}

extension Double {
    fileprivate var short: String { String(format: "%.1f", self) }

    /// Without zeros that say nothing.
    fileprivate var plain: String { String(format: "%g", (self * 1000).rounded() / 1000) }
}

/// Round numbers within a range, about so many.
private func ticks(_ range: ClosedRange<Double>, about count: Double = 5) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard span > 0 else { return [range.lowerBound] }
    let power = pow(10, (log10(span / count)).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { span / $0 <= count } ?? power
    return stride(from: (range.lowerBound / step).rounded(.up) * step, through: range.upperBound + step / 1e6, by: step)
        .map { $0 }
}

/// 1, 2 and 5 times powers of ten within a range.
private func logarithmicTicks(_ range: ClosedRange<Double>) -> [Double] {
    let powers = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
    let steps = powers.count > 4 ? [1.0] : powers.count > 2 ? [1.0, 3.0] : [1.0, 2.0, 5.0]
    return powers.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }.filter(range.contains)
}

/// GPUs that each model holds, one upon the other, and the budget.
struct TimelineChart {
    private let report: SimulationReport

    init(_ report: SimulationReport) { self.report = report }

    func render() -> String {
        guard let first = report.strategies.first, let parts = first.timeline.first?.count, parts > 0 else { return "" }
        let sums = (0..<parts).map { part in first.timeline.reduce(0) { $0 + $1[part] } }
        let most = max(Double(report.gpuBudget), sums.max() ?? 0) * 1.05
        let hours = report.trace.seconds / 3600
        var plot = Plot(x: 0...max(hours, 1e-9), y: 0...max(most, 1))
        (plot.width, plot.height, plot.right) = (1140, 300, 26)
        let unit = hours >= 48 ? 24.0 : 1
        var body = plot.gridY(ticks(plot.y)) { $0.plain }
        body += plot.gridX(ticks(0...hours / unit, about: 12).map { $0 * unit }) {
            unit > 1 ? "day \(($0 / unit).plain)" : "\($0.plain) h"
        }
        var below = [Double](repeating: 0, count: parts)
        for (model, gpus) in first.timeline.enumerated() {
            let above = zip(below, gpus).map { $0 + $1 }
            body += area(plot, below, above, hours, palette[model % palette.count])
            below = above
        }
        let (from, line) = plot.place(0, Double(report.gpuBudget))
        body +=
            "<line class=\"budget\" x1=\"\(from)\" x2=\"\(plot.width - plot.right)\" y1=\"\(line.short)\" y2=\"\(line.short)\"/>"
        body += plot.text("budget", plot.width - plot.right - 4, line - 5, anchor: "end", label: true)
        let keys = first.models.enumerated().map { model, figures in
            "<li><i style=\"background:\(palette[model % palette.count])\"></i>\(figures.name.escaped): "
                + "\(String(format: "%.1f", figures.gpuHours)) GPU hours, \(figures.requests) requests</li>"
        }
        return plot.svg("GPUs by model over time", body) + "<ul class=\"key\">\(keys.joined())</ul>"
    }

    /// Steps, since replicas come and go at once.
    private func area(_ plot: Plot, _ below: [Double], _ above: [Double], _ hours: Double, _ color: String) -> String {
        guard zip(below, above).contains(where: { $1 > $0 }) else { return "" }
        let step = hours / Double(above.count)
        func edge(_ values: [Double]) -> [(Double, Double)] {
            values.enumerated().flatMap { index, value in
                [plot.place(Double(index) * step, value), plot.place(Double(index + 1) * step, value)]
            }
        }
        let points = (edge(above) + edge(below).reversed()).map { "\($0.0.short),\($0.1.short)" }.joined(separator: " ")
        return "<polygon points=\"\(points)\" fill=\"\(color)\" fill-opacity=\".85\"/>"
    }
}

/// What kind of strategy a colour stands for.
private enum Family: Int, CaseIterable {
    case first, scaling, routing, always, bound

    init(_ name: String, isFirst: Bool) {
        if isFirst {
            self = .first
        } else if name.hasPrefix("clairvoyant") {
            self = .bound
        } else if name.hasPrefix("always-on") {
            self = .always
        } else {
            self = name.hasPrefix("spec/") ? .routing : .scaling
        }
    }

    var words: String {
        switch self {
        case .first: "this fleet"
        case .scaling: "other idle timeouts"
        case .routing: "other routing"
        case .always: "always on"
        case .bound: "clairvoyant bound"
        }
    }

    var color: String {
        switch self {
        case .first: palette[0]
        case .scaling: palette[2]
        case .routing: palette[4]
        case .always: palette[1]
        case .bound: palette[3]
        }
    }

    static func key(_ present: Set<Family>) -> String {
        let items = allCases.filter(present.contains).map {
            "<li><i style=\"background:\($0.color)\"></i>\($0.words)</li>"
        }
        return "<ul class=\"key\">\(items.joined())</ul>"
    }
}

/// Each strategy by what it costs and how long it takes.
struct ScatterChart {
    private let report: SimulationReport

    init(_ report: SimulationReport) { self.report = report }

    func render() -> String {
        let points = report.strategies.enumerated().compactMap {
            index,
            row -> (String, Double, Double, Double, Family)? in
            guard let cost = row.costPerQuery, cost > 0, row.latency.p95 > 0 else { return nil }
            return (row.name, 1000 * cost, row.latency.p95, row.success, Family(row.name, isFirst: index == 0))
        }
        guard let plot = plot(points.map(\.1), points.map(\.2)) else {
            return "<p>Nothing with a price was served.</p>"
        }
        var body =
            plot.gridX(logarithmicTicks(plot.x)) { $0.plain }
            + plot.gridY(Self.seconds.filter(plot.y.contains)) { $0.asTick }
        // The first is drawn last, so that nothing hides it.
        for (name, cost, latency, success, family) in points.reversed() {
            let (px, py) = plot.place(cost, latency)
            let title =
                "\(name): \(String(format: "%.2f", cost)) per 1,000, \(latency.asDuration), "
                + String(format: "%.1f %% good", 100 * success)
            let shape =
                family == .bound
                ? "<path d=\"M\(px.short) \((py - 8).short)l8 8-8 8-8-8z\" fill=\"\(family.color)\">"
                : "<circle cx=\"\(px.short)\" cy=\"\(py.short)\" r=\"\((3 + 7 * success).short)\" fill=\"\(family.color)\" fill-opacity=\".8\">"
            body += shape + "<title>\(title.escaped)</title>" + (family == .bound ? "</path>" : "</circle>")
            if family == .first || family == .bound {
                let isLate = px > plot.width * 0.7
                body += plot.text(
                    name,
                    isLate ? px - 12 : px + 12,
                    py + 4,
                    anchor: isLate ? "end" : "start",
                    label: true
                )
            }
        }
        return plot.svg("Latency by cost of each strategy", body) + Family.key(Set(points.map(\.4)))
    }

    /// Round times.
    private static let seconds = [0.1, 0.3, 1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10800, 36000, 86400]

    private func plot(_ costs: [Double], _ latencies: [Double]) -> Plot? {
        guard let (low, high) = bounds(costs), let (fast, slow) = bounds(latencies) else { return nil }
        var plot = Plot(x: low...high, y: fast...slow)
        (plot.isLogarithmicX, plot.isLogarithmicY) = (true, true)
        return plot
    }

    private func bounds(_ values: [Double]) -> (Double, Double)? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return (low / 1.5, high * 1.5)
    }
}

extension Double {
    fileprivate var asTick: String {
        self < 60 ? "\(plain) s" : self < 3600 ? "\((self / 60).plain) m" : "\((self / 3600).plain) h"
    }
}

/// What 1,000 answers cost under each strategy, and what is saved against models that are always on.
struct CostChart {
    private let report: SimulationReport

    init(_ report: SimulationReport) { self.report = report }

    func render() -> String {
        let rows = report.strategies.enumerated().compactMap { index, row in
            row.costPerQuery.map { (name: row.name, cost: 1000 * $0, family: Family(row.name, isFirst: index == 0)) }
        }
        let order = rows.sorted { $0.cost < $1.cost }
        guard let most = order.last?.cost, most > 0 else { return "<p>Nothing with a price was served.</p>" }
        let reference = rows.first { $0.name == "always-on/hybrid" }?.cost
        var plot = Plot(x: 0...most, y: 0...1)
        (plot.left, plot.right, plot.height) = (190, 96, Double(order.count) * 22 + 8)
        var body = ""
        for (index, row) in order.enumerated() {
            let top = Double(index) * 22 + 4
            let (end, _) = plot.place(row.cost, 0)
            body += plot.text(row.name, plot.left - 8, top + 13, anchor: "end", label: row.family == .first)
            body +=
                "<rect x=\"\(plot.left)\" y=\"\(top.short)\" width=\"\(max(1, end - plot.left).short)\" height=\"16\" rx=\"2\" "
                + "fill=\"\(row.family.color)\" fill-opacity=\".85\"/>"
            body += plot.text(words(row.cost, reference), end + 6, top + 13)
        }
        let note =
            reference == nil ? "" : "<p>In brackets: against the same routing with models that are always on.</p>"
        return plot.svg("Cost of 1,000 answers by strategy", body) + note
    }

    private func words(_ cost: Double, _ reference: Double?) -> String {
        let amount = String(format: "%.2f", cost)
        guard let reference, reference > 0, cost != reference else { return amount }
        return amount + String(format: " (%+.0f %%)", 100 * (cost / reference - 1))
    }
}
