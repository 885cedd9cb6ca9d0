package import AgentConfig

/// What a scaler is told.
///
/// Whoever tells it keeps the requests, and counts as the scaler does: a request `arrived`, and unless it was refused it
/// waits until it `began` or was `abandoned`, or until all that wait are told that they failed. What began on a replica
/// that crashed has ended with it.
package enum FleetEvent: Sendable, Equatable {
    // MARK: Requests
    case arrived(ModelID)
    /// One that waited is on its way to a replica.
    case began(ReplicaID)
    case ended(ReplicaID)
    /// One that waited is gone: its client left, or its own deadline passed.
    case abandoned(ModelID)

    /// Prompts would go to a model that sleeps (`WakeLedger` of `Routing`): it is woken, unless somebody put it to sleep or
    /// all GPUs are busy.
    case wanted(ModelID)

    // MARK: Replicas
    /// The process began, which was ordered before; its start has `startupTimeoutSeconds` from now on.
    case launched(ReplicaID)
    case becameReady(ReplicaID)
    case failedToStart(ReplicaID, reason: String)
    /// It is gone, and was not told to stop.
    case crashed(ReplicaID, reason: String)
    /// It is gone, as it was told to.
    case stopped(ReplicaID)
    /// It still runs and does not answer for its health.
    case healthLost(ReplicaID, reason: String)
    case healthRegained(ReplicaID)
    /// One that an earlier agent started was found running. To be told before the first `timer`, so that none is started
    /// in its place.
    case adopted(ReplicaID, isReady: Bool)

    /// Its engine has emptied its GPUs, as it was told to.
    case dozed(ReplicaID)

    // MARK: Clusters
    /// Its pod ends already, so that it cannot be taken back; `stopped` is to follow.
    case ending(ReplicaID)
    /// So many replicas are asked of the cluster, by an earlier agent or by the one that decides.
    case expected(ModelID, replicas: Int)
    /// What the other agents of a cluster have of a model's requests.
    case elsewhere(ModelID, OtherAgents)
    /// Whether this agent decides. Another only follows: it starts and stops nothing, and takes replicas as they come and go.
    case lead(Bool)
    /// What another agent learned until now.
    indirect case learned(LearnedState)

    // MARK: People
    /// Awake now, and then as long as the idle policy says.
    case wake(ModelID)
    /// Asleep now, until a request, `wake` or `pin`, whatever `min` and the schedule say; a pin is taken off. Requests in
    /// flight end first, and those that wait wake it again.
    case sleep(ModelID)
    /// Awake until `unpin`, and never evicted.
    case pin(ModelID)
    case unpin(ModelID)
    /// The replicas that windows of the schedule ask for at the moment: `ScheduleWindow` tells them.
    case scheduled(ModelID, replicas: Int)
    indirect case configured(ScalingConfig)

    /// `nextDeadline` has come.
    case timer
}

/// Requests of one model at all other agents.
package struct OtherAgents: Sendable, Equatable {
    package var queued = 0
    /// By replica; those that this agent does not know of are under none.
    package var inFlight: [ReplicaID: Int] = [:]
    package var unplaced = 0
    /// Requests that came in all, on a counter that only rises: one that was over before anybody looked is seen by it.
    package var arrivals = 0

    package init() {}

    var isBusy: Bool { queued + unplaced > 0 || inFlight.values.contains { $0 > 0 } }
}
