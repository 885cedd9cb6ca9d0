package import AgentConfig
package import Foundation
import Scaling

/// What the windows of the models' schedules ask for at a moment.
package enum Schedule {
    /// Replicas by model, of every model that has a schedule.
    package static func replicas(_ config: ScalingConfig, at date: Date) -> [String: Int] {
        var wanted: [String: Int] = [:]
        for model in config.models {
            let windows = model.schedule.compactMap(ScheduleWindow.init)
            guard !windows.isEmpty else { continue }
            wanted[model.name] = windows.map { $0.replicas(at: minute(of: date, in: $0.timezone)) }.max()
        }
        return wanted
    }

    /// What the clock on the wall shows.
    private static func minute(of date: Date, in zone: String) -> CivilMinute {
        var calendar = Calendar(identifier: .gregorian)
        // The compiler refuses names of zones that do not exist.
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        return CivilMinute(
            year: parts.year ?? 1970,
            month: parts.month ?? 1,
            day: parts.day ?? 1,
            hour: parts.hour ?? 0,
            minute: parts.minute ?? 0
        )
    }
}
