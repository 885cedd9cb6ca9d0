import AgentConfig
import Foundation
import Scaling

/// What the windows of the models' schedules ask for at a moment.
enum Schedule {
    /// Replicas by model, of every model that has a schedule.
    static func replicas(_ config: ScalingConfig, at date: Date) -> [String: Int] {
        var wanted: [String: Int] = [:]
        for model in config.models {
            let windows = model.schedule.compactMap(ScheduleWindow.init)
            guard !windows.isEmpty else { continue }
            wanted[model.name] = windows.map { $0.replicas(at: CivilMinute(date, in: $0.timezone)) }.max()
        }
        return wanted
    }
}
