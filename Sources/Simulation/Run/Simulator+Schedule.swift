import AgentConfig
import Foundation
import Scaling

// Windows in which replicas are awake whatever the traffic.

extension Simulator {
    /// A Monday, for traces that count from zero.
    static let defaultStart = 1_704_067_200.0

    mutating func startSchedule() {
        guard models.contains(where: { !$0.spec.schedule.isEmpty }) else { return }
        meetMinute()
    }

    /// Asks once a minute, as the agent does.
    mutating func meetMinute() {
        let date = Date(timeIntervalSince1970: (traffic.trace.start ?? Self.defaultStart) + now)
        for model in models.indices where !models[model].spec.schedule.isEmpty {
            let windows = models[model].spec.schedule.compactMap(ScheduleWindow.init)
            let wanted = windows.map { $0.replicas(at: CivilMinute(date, in: $0.timezone)) }.max() ?? 0
            guard wanted != models[model].scheduled else { continue }
            models[model].scheduled = wanted
            perform(scaler.handle(.scheduled(models[model].id, replicas: wanted), at: now))
        }
        if now + 60 <= traffic.trace.duration { events.add(.init(.minute, at: now + 60)) }
    }
}
