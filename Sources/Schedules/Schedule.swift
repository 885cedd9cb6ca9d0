package import AgentConfig
package import Foundation
import Scaling

/// What the windows of the models' schedules ask for, to be asked once a minute.
package struct Schedule: Sendable {
    private let models: [(name: String, windows: [(window: ScheduleWindow, calendar: Calendar)])]

    package init(_ config: ScalingConfig) {
        models = config.models.compactMap { model in
            let windows = model.schedule.compactMap(ScheduleWindow.init)
            return windows.isEmpty ? nil : (model.name, windows.map { ($0, Self.calendar(of: $0.timezone)) })
        }
    }

    /// Whether no model has one.
    package var isEmpty: Bool { models.isEmpty }

    /// Replicas by model, of every model that has a schedule.
    package func replicas(at date: Date) -> [String: Int] {
        var wanted: [String: Int] = [:]
        for model in models {
            wanted[model.name] = model.windows.map { $0.window.replicas(at: Self.minute(of: date, in: $0.calendar)) }
                .max()
        }
        return wanted
    }

    private static func calendar(of zone: String) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        // The compiler refuses names of zones that do not exist.
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        return calendar
    }

    /// What the clock on the wall shows.
    private static func minute(of date: Date, in calendar: Calendar) -> CivilMinute {
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
