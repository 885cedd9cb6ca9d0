/// A minute on the wall clock of some time zone.
package struct CivilMinute: Sendable, Equatable {
    package var year: Int
    /// From 1.
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int

    package init(year: Int, month: Int, day: Int, hour: Int, minute: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
    }

    var isLeapYear: Bool { year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) }

    var daysInMonth: Int {
        switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// 0 is Sunday (Sakamoto's method).
    var weekday: Int {
        let offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
        let year = month < 3 ? year - 1 : year
        return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day) % 7
    }

    var startOfNextDay: CivilMinute {
        var next = CivilMinute(year: year, month: month, day: day + 1, hour: 0, minute: 0)
        if next.day > daysInMonth { (next.day, next.month) = (1, month + 1) }
        if next.month > 12 { (next.month, next.year) = (1, year + 1) }
        return next
    }

    func isBefore(_ other: CivilMinute) -> Bool {
        (year, month, day, hour, minute) < (other.year, other.month, other.day, other.hour, other.minute)
    }
}

/// The minutes that a cron expression names: five fields as KEDA reads them, with lists, ranges, steps and names.
struct CronTimes: Sendable, Equatable {
    /// One bit a value.
    private var minutes: UInt64
    private var hours: UInt64
    private var days: UInt64
    private var months: UInt64
    private var weekdays: UInt64
    /// Where both the day of the month and the weekday are named, either is enough.
    private var isEitherDay: Bool

    /// - Returns: `nil` for text that is no cron expression.
    init?(_ text: String) {
        let fields = text.split(separator: " ")
        guard fields.count == 5,
            let minutes = Self.bits(fields[0], 0...59),
            let hours = Self.bits(fields[1], 0...23),
            let days = Self.bits(fields[2], 1...31),
            let months = Self.bits(
                fields[3],
                1...12,
                ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            ),
            let weekdays = Self.bits(fields[4], 0...6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays
        isEitherDay = !Self.isAny(fields[2]) && !Self.isAny(fields[4])
    }

    /// The first minute after another; `nil` if there is none in the next eight years, in which every day comes.
    func next(after minute: CivilMinute) -> CivilMinute? {
        var day = minute
        var earliest = minute.hour * 60 + minute.minute + 1
        for _ in 0..<(8 * 366) {
            if names(day) {
                for time in earliest..<max(earliest, 24 * 60)
                where hours >> (time / 60) & 1 == 1 && minutes >> (time % 60) & 1 == 1 {
                    return CivilMinute(
                        year: day.year,
                        month: day.month,
                        day: day.day,
                        hour: time / 60,
                        minute: time % 60
                    )
                }
            }
            day = day.startOfNextDay
            earliest = 0
        }
        return nil
    }

    private func names(_ day: CivilMinute) -> Bool {
        guard months >> day.month & 1 == 1 else { return false }
        let (isDay, isWeekday) = (days >> day.day & 1 == 1, weekdays >> day.weekday & 1 == 1)
        return isEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    /// A day that is named by no more than a star does not narrow the other; with a step it does.
    private static func isAny(_ field: Substring) -> Bool {
        field.split(separator: ",").contains { $0 == "*" || $0 == "*/1" }
    }

    private static func bits(_ field: Substring, _ range: ClosedRange<Int>, _ names: [String] = []) -> UInt64? {
        var bits: UInt64 = 0
        for item in field.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let step = parts.count == 2 ? Int(parts[1]) : 1, step > 0 else { return nil }
            let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { end in
                Int(end) ?? names.firstIndex(of: end.lowercased()).map { $0 + range.lowerBound } ?? -1
            }
            var (first, last) = (range.lowerBound, range.upperBound)
            if parts[0] != "*" {
                guard ends.count <= 2, ends.allSatisfy(range.contains), ends[0] <= ends[ends.count - 1] else {
                    return nil
                }
                first = ends[0]
                // `5/10` goes on to the end, `5` does not.
                last = ends.count == 2 ? ends[1] : parts.count == 2 ? range.upperBound : first
            }
            for value in stride(from: first, through: last, by: step) { bits |= 1 << value }
        }
        return bits
    }
}
