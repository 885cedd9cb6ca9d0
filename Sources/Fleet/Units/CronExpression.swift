package import SpecSyntax

/// A cron expression of five fields, as KEDA's cron scaler reads it: minute, hour, day, month, weekday.
package struct CronExpression: SpecText, Hashable, Sendable {
    package var text: String

    package static let scalar = Shape.Scalar(
        .text,
        "a cron expression",
        examples: ["45 7 * * 1-5"],
        pattern: "^ *[0-9A-Za-z*,/-]+( +[0-9A-Za-z*,/-]+){4} *$"
    )

    private static let fields: [(range: ClosedRange<Int>, names: [String])] = [
        (0...59, []), (0...23, []), (1...31, []),
        (1...12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0...6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]

    package init?(specText text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == Self.fields.count,
            zip(parts, Self.fields).allSatisfy({ Self.isValid($0, in: $1.range, names: $1.names) })
        else { return nil }
        self.text = parts.joined(separator: " ")
    }

    package static func advice(on text: String) -> Advice? {
        "write five fields: minute, hour, day of the month, month, weekday (0 is Sunday)"
    }

    /// A list of `*`, numbers, names and ranges, each with an optional step.
    private static func isValid(_ field: Substring, in range: ClosedRange<Int>, names: [String]) -> Bool {
        field.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { item in
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return false }
            if parts.count == 2 { guard let step = Int(digits: parts[1]), step > 0 else { return false } }
            if parts[0] == "*" { return true }
            let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { end in
                Int(digits: end) ?? names.firstIndex(of: end.lowercased()).map { $0 + range.lowerBound }
            }
            guard ends.count <= 2, let first = ends[0], range.contains(first) else { return false }
            guard ends.count == 2 else { return true }
            guard let last = ends[1] else { return false }
            return range.contains(last) && first <= last
        }
    }
}
