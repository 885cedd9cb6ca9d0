import AgentConfig

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A process that the supervisor watches, from its start or adoption until it is gone.
struct Child {
    enum Stage {
        /// Started or adopted, and expected to be ready in time.
        case starting(deadline: ContinuousClock.Instant, seconds: Double)
        case ready
        case ending(Ending)
    }

    enum Ending: Equatable {
        case stopped
        case startTimedOut(seconds: Double, HealthProblem?)
        /// It was started by an earlier agent, in a way that is not wanted now.
        case leftover
        /// Its record could not be written, so that no other agent would ever find it.
        case unrecorded(StartFailure)
    }

    let group: ProcessGroup
    let exit: ExitWatch
    let port: Int
    let log: ReplicaLog
    private let healthPath: String
    var stage: Stage
    var pace: HealthPace
    var probe: HealthProbe?
    var nextProbe: ContinuousClock.Instant
    /// When the group is killed, unless it has ended.
    var killAt: ContinuousClock.Instant?

    /// - Parameter launch: `nil` for what is to end.
    init(
        group: ProcessGroup,
        exit: ExitWatch,
        port: Int,
        log: ReplicaLog,
        launch: Launch?,
        tuning: DriverTuning,
        now: ContinuousClock.Instant
    ) {
        self.group = group
        self.exit = exit
        self.port = port
        self.log = log
        healthPath = launch?.process.health ?? "/"
        let seconds = launch?.startupTimeout ?? 0
        stage = .starting(deadline: now.after(seconds: seconds), seconds: seconds)
        pace = HealthPace(tuning)
        nextProbe = now
    }

    var isEnding: Bool {
        if case .ending = stage { true } else { false }
    }

    /// When something is to be done next, if nothing happens before.
    var nextDeadline: ContinuousClock.Instant? {
        switch stage {
        case .ending: killAt
        case .starting(let deadline, _): min(deadline, probe?.deadline ?? nextProbe)
        case .ready: probe?.deadline ?? nextProbe
        }
    }

    /// Tells the group to end, and kills it when it has not within `grace` seconds. A shorter grace overrides.
    mutating func end(_ ending: Ending, grace: Double, now: ContinuousClock.Instant) {
        let deadline = now.after(seconds: grace)
        if isEnding {
            if let killAt { self.killAt = min(killAt, deadline) }
            return
        }
        stage = .ending(ending)
        probe = nil
        killAt = deadline
        if grace > 0 { group.signal(SIGTERM) }
    }

    /// Asks for the health, or takes the answer, as far as it is time for that.
    /// - Returns: what the answer changed.
    mutating func checkHealth(
        at address: ListenAddress,
        tuning: DriverTuning,
        now: ContinuousClock.Instant
    ) -> HealthPace.Change? {
        guard !isEnding else { return nil }
        do throws(HealthProblem) {
            if probe == nil {
                guard now >= nextProbe else { return nil }
                let deadline = now + .seconds(tuning.answerTimeout)
                probe = try HealthProbe(address, port: port, path: healthPath, deadline: deadline)
            }
            guard try probe?.proceed() == true else {
                if let probe, now >= probe.deadline { throw .timeout }
                return nil
            }
            return take(nil, now: now)
        } catch {
            return take(error, now: now)
        }
    }

    private mutating func take(_ answer: HealthProblem?, now: ContinuousClock.Instant) -> HealthPace.Change? {
        probe = nil
        let change = pace.take(answer)
        nextProbe = now + .seconds(pace.delay)
        if change == .ready { stage = .ready }
        return change
    }
}

extension ContinuousClock.Instant {
    /// Settings may be any number, and durations may not.
    func after(seconds: Double) -> Self { self + .seconds(seconds > 0 ? min(seconds, 1e9) : 0) }
}
