import Fleet
package import SpecSyntax

/// A day of the Gregorian calendar, in UTC: `2026-06-30`.
package struct CalendarDay: SpecText, Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package var number: Int

    package static let scalar = Shape.Scalar(.text, "a day", examples: ["2026-06-30"])

    /// The day that a moment lies in.
    package init(secondsSince1970 seconds: Int) {
        number = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
    }

    /// - Returns: `nil` for a day that the calendar has not.
    package init?(year: Int, month: Int, day: Int) {
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        number = Self.days(before: year) + Self.days(before: month, in: year) + day - 1
        guard day <= Self.days(before: month + 1, in: year) - Self.days(before: month, in: year) else { return nil }
    }

    package init?(specText text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package static func help(for text: String) -> String? { "write year, month and day, such as `2026-06-30`" }

    package static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }

    package func days(until other: CalendarDay) -> Int { other.number - number }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// From 1970-01-01 to the start of a year.
    private static func days(before year: Int) -> Int {
        let last = year - 1
        // 477 days of February 29th lie before 1970.
        return 365 * (year - 1970) + last / 4 - last / 100 + last / 400 - 477
    }

    private static func days(before month: Int, in year: Int) -> Int {
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.prefix(month - 1).reduce(0, +)
    }
}

extension CalendarDay: CustomStringConvertible {
    package var description: String {
        var year = 1970 + number / 366
        while Self.days(before: year + 1) <= number { year += 1 }
        let rest = number - Self.days(before: year)
        var month = 1
        while month < 12, Self.days(before: month + 1, in: year) <= rest { month += 1 }
        let day = rest - Self.days(before: month, in: year) + 1
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
