import Diagnostics
import FleetPlan
package import Simulation

// The words for what traffic of the past would have met.

extension ReplayedChange {
    /// `costs 700.00 more a month and saves 4.2 h of waiting`.
    var headline: String {
        let cost = self[.costPerMonth]?.difference ?? .init([0])
        let wait = self[.waitHoursPerMonth]?.difference ?? .init([0])
        let money =
            abs(cost.mean) < 0.005
            ? "costs the same" : "costs \(abs(cost.mean).money) \(cost.mean > 0 ? "more" : "less") a month"
        let hours = Self.number(abs(wait.mean), digits: 1)
        let waiting =
            abs(wait.mean) < 0.05
            ? "nobody waits longer or shorter for starts"
            : wait.mean < 0
                ? "saves \(hours) h of waiting for starts" : "makes requests wait \(hours) h longer for starts"
        return "\(money)\(cost.doubt), \(waiting)\(wait.doubt)"
    }

    /// `29,058 requests in 14.0 days, 5 seeds`.
    var source: String {
        let hours = seconds / 3600
        let span = hours >= 48 ? "\(Self.number(hours / 24, digits: 1)) days" : "\(Self.number(hours, digits: 1)) hours"
        return "\(requests.counting("request")) in \(span), \(seeds.counting("seed"))"
    }

    /// Title, before, after, difference, and its 95 % interval.
    var rows: [[String]] {
        measures.map { measure in
            let words = measure.kind.words
            let span = "\(words.signed(measure.difference.low)) to \(words.signed(measure.difference.high))"
            let isSame = measure.difference.mean == 0 && measure.difference.low == measure.difference.high
            return [
                words.title, words.plain(measure.before), words.plain(measure.after),
                isSame ? "" : words.signed(measure.difference.mean), isSame || seeds < 2 ? "" : span,
            ]
        }
    }

    /// All of it, for a terminal.
    package var table: String {
        var table = TextTable([
            .text("TRAFFIC"), .number("BEFORE"), .number("AFTER"), .number("DIFFERENCE"), .number("95 %"),
        ])
        for row in rows { table.add(row) }
        return "replayed traffic (\(source)): \(headline)\n\(table.render())"
    }

    fileprivate static func number(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        var text = String(Int(rounded.rounded(.towardZero)))
        if digits > 0 {
            let fraction = String(Int(((rounded - rounded.rounded(.towardZero)) * scale).rounded().magnitude))
            text += "." + String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
        }
        return text
    }
}

extension ReplayedChange.Interval {
    /// Whether it may be chance.
    fileprivate var doubt: String { low < 0 && high > 0 ? " (which may be chance)" : "" }
}

extension ReplayedChange.Kind {
    fileprivate struct Words {
        var title: String
        /// What numbers are multiplied by, their digits, and what follows them.
        var factor = 1.0
        var digits = 1
        var unit = ""
        /// What follows differences, where that is another unit.
        var step: String?
        var isMoney = false

        func plain(_ value: Double) -> String {
            isMoney ? value.money : ReplayedChange.number(value * factor, digits: digits) + unit
        }

        func signed(_ value: Double) -> String {
            var text = plain(abs(value))
            if let step { text = text.dropLast(unit.count) + step }
            let isZero = text.allSatisfy { !("1"..."9").contains($0) }
            return (isZero ? "±" : value < 0 ? "−" : "+") + text
        }
    }

    fileprivate var words: Words {
        switch self {
        case .success: Words(title: "good answers", factor: 100, digits: 2, unit: " %", step: " points")
        case .latencyP50: Words(title: "whole answer, median", digits: 2, unit: " s")
        case .latencyP95: Words(title: "whole answer, 95 %", digits: 2, unit: " s")
        case .firstTokenP95: Words(title: "first token, 95 %", digits: 2, unit: " s")
        case .waitsPerMonth: Words(title: "requests that wait for a start, a month", digits: 0)
        case .waitHoursPerMonth: Words(title: "their waiting, a month", digits: 2, unit: " h")
        case .startsPerMonth: Words(title: "starts, a month", digits: 0)
        case .refused: Words(title: "refused or cut off", factor: 100, digits: 2, unit: " %", step: " points")
        case .gpuHoursPerMonth: Words(title: "GPU hours, a month", digits: 1)
        case .costPerMonth: Words(title: "cost, a month", isMoney: true)
        }
    }
}
