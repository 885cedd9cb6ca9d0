import AgentConfig
import Foundation
import Scaling
import Schedules

// Windows in which replicas are awake whatever the traffic.

extension Simulator {
    /// A Monday, for traces that count from zero.
    static let defaultStart = 1_704_067_200.0

    mutating func startSchedule() {
        if !schedule.isEmpty { meetMinute() }
    }

    /// Asks once a minute, as the agent does.
    mutating func meetMinute() {
        let date = Date(timeIntervalSince1970: (traffic.trace.start ?? Self.defaultStart) + now)
        let replicas = schedule.replicas(at: date)
        for model in models.indices {
            guard let wanted = replicas[models[model].spec.name], wanted != models[model].scheduled else { continue }
            models[model].scheduled = wanted
            perform(scaler.handle(.scheduled(models[model].id, replicas: wanted), at: now))
        }
        if now + 60 <= traffic.trace.duration { events.add(.init(.minute, at: now + 60)) }
    }
}
