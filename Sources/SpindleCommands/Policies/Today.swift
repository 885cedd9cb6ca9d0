import Compiler
import FoundationEssentials
import Policies

/// The day on which a command runs, which decides which exemptions count.
enum Today {
    /// By the clock, or by `SOURCE_DATE_EPOCH` (reproducible-builds.org), so that a run can be repeated later.
    static func day() throws(SpecFolder.Unreadable) -> CalendarDay {
        let variable = "SOURCE_DATE_EPOCH"
        guard let text = Console.standard.value(variable), !text.isEmpty else {
            return CalendarDay(secondsSince1970: Int(Date().timeIntervalSince1970))
        }
        guard let seconds = Int(text), seconds >= 0 else {
            throw SpecFolder.Unreadable(message: "`\(variable)` is a number of seconds since 1970, not `\(text)`")
        }
        return CalendarDay(secondsSince1970: seconds)
    }
}
