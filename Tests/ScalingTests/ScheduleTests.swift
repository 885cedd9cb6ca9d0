import AgentConfig
import Testing

@testable import Scaling

@Suite struct ScheduleTests {
    struct Case: Sendable {
        var cron: String
        /// Year, month, day, hour, minute.
        var after: [Int]
        var next: [Int]?

        init(_ cron: String, after: [Int], _ next: [Int]?) {
            self.cron = cron
            self.after = after
            self.next = next
        }
    }

    private static func minute(_ parts: [Int]) -> CivilMinute {
        CivilMinute(year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4])
    }

    /// 1 March 2026 is a Sunday.
    @Test(arguments: [
        Case("* * * * *", after: [2026, 3, 1, 23, 59], [2026, 3, 2, 0, 0]),
        Case("45 7 * * 1-5", after: [2026, 3, 1, 12, 0], [2026, 3, 2, 7, 45]),
        Case("45 7 * * 1-5", after: [2026, 3, 2, 7, 45], [2026, 3, 3, 7, 45]),
        Case("45 7 * * mon-FRI", after: [2026, 3, 6, 7, 46], [2026, 3, 9, 7, 45]),
        Case("*/20 9-10 * * *", after: [2026, 3, 1, 9, 40], [2026, 3, 1, 10, 0]),
        Case("5/20 9 * * *", after: [2026, 3, 1, 9, 5], [2026, 3, 1, 9, 25]),
        Case("0 0 29 2 *", after: [2026, 3, 1, 0, 0], [2028, 2, 29, 0, 0]),
        Case("0 0 31 * *", after: [2026, 3, 31, 0, 0], [2026, 5, 31, 0, 0]),
        Case("0 12 1 jan,Jul *", after: [2026, 3, 1, 0, 0], [2026, 7, 1, 12, 0]),
        // Both days named: either will do. A star with a step narrows nothing away.
        Case("0 0 13 * 5", after: [2026, 3, 1, 0, 0], [2026, 3, 6, 0, 0]),
        Case("0 0 13 * *", after: [2026, 3, 1, 0, 0], [2026, 3, 13, 0, 0]),
        Case("0 0 30 2 *", after: [2026, 3, 1, 0, 0], nil),
    ])
    func comesNext(_ item: Case) throws {
        let times = try #require(CronTimes(item.cron))
        #expect(times.next(after: Self.minute(item.after)) == item.next.map(Self.minute), "\(item.cron)")
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "x * * * *", "*/0 * * * *", "5-1 * * * *", "1-2-3 * * * *",
        "-1 * * * *",
    ])
    func isNoCronExpression(text: String) { #expect(CronTimes(text) == nil) }

    @Test func aWindowIsOpenBetweenItsTimes() throws {
        let window = try #require(
            ScheduleWindow(.init(start: "45 7 * * 1-5", end: "0 18 * * 1-5", timezone: "Europe/Berlin", replicas: 2))
        )
        #expect(window.timezone == "Europe/Berlin")
        let monday = [(7, 44, 0), (7, 45, 2), (12, 0, 2), (17, 59, 2), (18, 0, 0), (23, 0, 0)]
        for (hour, minute, replicas) in monday {
            #expect(window.replicas(at: Self.minute([2026, 3, 2, hour, minute])) == replicas, "\(hour):\(minute)")
        }
        #expect(window.replicas(at: Self.minute([2026, 3, 1, 12, 0])) == 0, "Sunday")
        #expect(window.replicas(at: Self.minute([2026, 3, 7, 12, 0])) == 0, "Saturday")
    }

    @Test func aWindowOverMidnightStaysOpen() throws {
        let window = try #require(
            ScheduleWindow(.init(start: "0 22 * * *", end: "0 6 * * *", timezone: "Etc/UTC", replicas: 1))
        )
        for (hour, replicas) in [(21, 0), (22, 1), (23, 1), (0, 1), (5, 1), (6, 0), (7, 0)] {
            #expect(window.replicas(at: Self.minute([2026, 12, 31, hour, 0])) == replicas, "\(hour)")
        }
    }

    @Test func weekdaysAreThoseOfTheCalendar() {
        let known = [
            ([2026, 3, 1], 0), ([2000, 2, 29], 2), ([2024, 2, 29], 4), ([1999, 12, 31], 5), ([2100, 3, 1], 1),
        ]
        for (day, weekday) in known { #expect(Self.minute(day + [0, 0]).weekday == weekday, "\(day)") }
    }
}
