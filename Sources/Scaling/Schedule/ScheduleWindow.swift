package import AgentConfig

/// A window in which replicas are awake whatever the traffic, ready to be asked once a minute.
///
/// It knows no time zones: who asks says what the clock on the wall of `timezone` shows.
package struct ScheduleWindow: Sendable, Equatable {
    package let timezone: String
    private let replicas: Int
    private let start: CronTimes
    private let end: CronTimes

    /// - Returns: `nil` for expressions that are no cron expressions; no compiler writes such.
    package init?(_ window: ScalingConfig.Window) {
        guard let start = CronTimes(window.start), let end = CronTimes(window.end) else { return nil }
        timezone = window.timezone
        replicas = window.replicas
        self.start = start
        self.end = end
    }

    /// The replicas that it asks for: in the window if it will end before it starts, as KEDA sees it.
    package func replicas(at minute: CivilMinute) -> Int {
        guard let start = start.next(after: minute), let end = end.next(after: minute) else { return 0 }
        return end.isBefore(start) ? replicas : 0
    }
}
