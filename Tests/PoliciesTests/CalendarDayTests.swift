import Policies
import SpecSyntax
import Testing

@Suite struct CalendarDayTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1970-12-31", 364), ("1972-02-29", 789), ("1999-12-31", 10956), ("2000-02-29", 11016),
        ("2000-03-01", 11017), ("2026-06-30", 20634), ("2100-03-01", 47541), ("9999-12-31", 2_932_896),
    ])
    func countsFrom1970(text: String, number: Int) throws {
        let day = try #require(CalendarDay(specText: text))
        #expect(day.number == number)
        #expect(day.description == text)
    }

    @Test(arguments: [
        "2026-6-30", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "30.6.2026",
        "2026-06-30T00:00:00Z", "1969-12-31", "", "--", "２０２６-06-30", "2026-+6-30",
    ])
    func refuses(text: String) { #expect(CalendarDay(specText: text) == nil) }

    @Test func everyDayHasOneNumberAndOneText() throws {
        var previous = try #require(CalendarDay(specText: "1970-01-01"))
        for seconds in stride(from: 86_400, to: 86_400 * 60_000, by: 86_400) {
            let day = CalendarDay(secondsSince1970: seconds)
            #expect(previous.days(until: day) == 1 && previous < day)
            #expect(CalendarDay(specText: day.description) == day)
            previous = day
        }
    }

    @Test func aDayLastsUntilMidnight() {
        #expect(CalendarDay(secondsSince1970: 86_399).number == 0)
        #expect(CalendarDay(secondsSince1970: 86_400).number == 1)
        #expect(CalendarDay(secondsSince1970: -1).number == -1)
    }
}
