import Diagnostics
package import SpecSyntax

/// A length of time as people write it: `90s`, `10m`, `1h30m`, `500ms`, `2d`.
package struct SpecDuration: SpecText, SpecNumber, Hashable, Sendable {
    package var milliseconds: Int

    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    package static func seconds(_ seconds: Int) -> SpecDuration { SpecDuration(milliseconds: seconds * 1000) }

    package static func minutes(_ minutes: Int) -> SpecDuration { .seconds(minutes * 60) }

    /// Whole seconds, rounded up: a timeout must not become shorter than it was written.
    package var seconds: Int { (milliseconds + 999) / 1000 }

    package static let scalar = Shape.Scalar(
        .text,
        "a duration",
        examples: ["90s", "10m", "1h30m"],
        pattern: "^(?=[0-9])\(units.map { "([0-9]+\($0.name))?" }.joined())$"
    )

    private static let units: [(name: String, milliseconds: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    package init?(specText text: String) {
        var rest = text.utf8[...]
        var total = 0
        var nextUnit = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            rest = rest[digits.endIndex...]
            let name = rest.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
            rest = rest[name.endIndex...]
            // Units go from large to small, each once: `30m1h` is more likely a slip than meant.
            guard let count = Int(digits: Substring(digits)),
                let unit = Self.units.indices.first(where: { Self.units[$0].name == Substring(name) }), unit >= nextUnit
            else { return nil }
            let (product, overflows) = count.multipliedReportingOverflow(by: Self.units[unit].milliseconds)
            let (sum, sumOverflows) = total.addingReportingOverflow(product)
            guard !overflows, !sumOverflows, sum <= Self.longest else { return nil }
            total = sum
            nextUnit = unit + 1
        }
        milliseconds = total
    }

    /// Ten years: longer ones are a slip, and would overflow the seconds of other systems.
    private static let longest = 3650 * 86_400_000

    package static func advice(on text: String) -> Advice? {
        if Int(digits: text) != nil, let seconds = proposal(text + "s", .maybe) {
            let minutes = proposal(text + "m", .maybe)
            return Advice(
                "add a unit: `\(text)s` for seconds" + (minutes == nil ? "" : ", `\(text)m` for minutes"),
                seconds.proposals + (minutes?.proposals ?? [])
            )
        }
        let compact = text.lowercased().filter { $0 != " " }
        if let proposal = proposal(compact, .safe) { return proposal }
        if let number = SuffixedNumber(compact), let unit = Self.unit(called: number.suffix) {
            let exact = number.number * Double(unit)
            guard exact <= Double(Self.longest) else { return "the longest duration is 3650d" }
            let rounded = SpecDuration(milliseconds: Int(exact.rounded()))
            return proposal(rounded.description, exact == exact.rounded() ? .safe : .maybe)
        }
        return "a duration is whole numbers with the units d, h, m, s, ms, largest first"
    }

    /// Milliseconds of a unit by one of the names that people write.
    private static func unit(called name: String) -> Int? {
        switch name {
        case "d", "day", "days": 86_400_000
        case "h", "hr", "hrs", "hour", "hours": 3_600_000
        case "m", "min", "mins", "minute", "minutes": 60_000
        case "s", "sec", "secs", "second", "seconds": 1000
        case "ms", "msec", "millisecond", "milliseconds": 1
        default: nil
        }
    }

    package static func < (a: SpecDuration, b: SpecDuration) -> Bool { a.milliseconds < b.milliseconds }

    package static func bounds(_ range: ClosedRange<SpecDuration>) -> Bounds {
        Bounds("from \(range.lowerBound) to \(range.upperBound)")
    }
}

extension SpecDuration: CustomStringConvertible {
    /// The canonical form, which reads back as the same duration: `1h30m`.
    package var description: String {
        guard milliseconds > 0 else { return "0s" }
        var rest = milliseconds
        var text = ""
        for unit in Self.units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }
}

extension Substring {
    var trimmed: String {
        var slice = self
        while slice.last == " " { slice.removeLast() }
        while slice.first == " " { slice.removeFirst() }
        return String(slice)
    }
}
