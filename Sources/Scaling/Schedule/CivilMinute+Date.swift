package import Foundation

extension CivilMinute {
    /// What the clock on the wall of a time zone shows.
    /// - Parameter zone: its IANA name; one that does not exist counts as UTC, and no compiler writes such.
    package init(_ date: Date, in zone: String) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        self.init(
            year: parts.year ?? 1970,
            month: parts.month ?? 1,
            day: parts.day ?? 1,
            hour: parts.hour ?? 0,
            minute: parts.minute ?? 0
        )
    }
}
