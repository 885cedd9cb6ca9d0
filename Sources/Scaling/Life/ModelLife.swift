import AgentConfig

/// The life of one model: its replicas, its requests, what is wanted of it and what was learned.
///
/// It starts nothing, since that takes GPUs that others may want: it says how many replicas are `missing`.
struct ModelLife: Sendable {
    /// A time without requests.
    struct Idleness: Sendable, Equatable {
        var since: Double
        var timeout: IdleTimeout
        /// What the timeout was decided with.
        var policy: IdlePolicy
        var wakeUp: Double
        /// Whether a request ended when it began, so that it is a gap between requests.
        var isGap: Bool
    }

    /// A time in which fewer replicas were enough.
    struct Surplus: Sendable, Equatable {
        var since: Double
        /// How long that has to last.
        var timeout: IdleTimeout
    }

    /// A place in the queue for GPUs.
    struct Place: Sendable, Equatable {
        var since: Double
        var rank: Rank

        /// Who comes first.
        enum Rank: Int, Comparable, Sendable {
            /// A replica that `min`, the schedule or a pin asks for.
            case kept
            /// The one that the model cannot do without.
            case first
            case further

            static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
        }

        /// When the place is lost, if nobody asks for the model until then.
        var leaves: Double?
    }

    struct Change: Sendable, Equatable {
        var at: Double
        var cause: Cause
    }

    let id: ModelID
    var spec: ScalingConfig.Model
    var isRemoved = false
    /// Whether a replica has room when nothing else runs.
    var fits = true
    /// Goes up when settings change that a process is started with.
    var generation = 0

    var replicas: [Replica] = []
    /// Over all replicas.
    var inFlight = 0
    var queued = 0
    /// What other agents have of its requests.
    var others = OtherAgents()

    var isPinned = false
    var isAsleep = false
    /// Replicas that the schedule asks for.
    var scheduled = 0
    /// Why it is to be awake although no request waits, until it is.
    var summons: Cause?
    /// Until when prompts count that would have gone to it.
    var wantedUntil = 0.0

    var idleness: Idleness?
    var surplus: Surplus?
    /// Replicas that it wants now and has not.
    var missing = 0
    var place: Place?

    /// In a row.
    var failures = 0
    var retryAt: Double?
    var failure: Change?
    /// Why it is as it is.
    var change: Change?
    /// Since when it has had no replica.
    var goneAt: Double

    var learner = IdleLearner()
    var work: WorkTime
    var coldStarts = ColdStartHistory()
    /// Of its engine's waking up, rather than of whole starts.
    var wakings = ColdStartHistory()

    init(_ spec: ScalingConfig.Model, id: ModelID, at now: Double) {
        self.id = id
        self.spec = spec
        goneAt = now
        work = WorkTime(at: now)
    }
}

// MARK: Figures

extension ModelLife {
    var active: Int { replicas.reduce(0) { $0 + ($1.isActive ? 1 : 0) } }
    var ready: Int { replicas.reduce(0) { $0 + ($1.isReady ? 1 : 0) } }
    var isBusy: Bool { inFlight + queued > 0 || others.isBusy }

    /// Whether its replicas are pods, which another may start and end, rather than processes of this machine.
    var isInCluster: Bool { spec.target != nil }

    /// Requests that replicas could begin at once.
    var freeSlots: Int {
        replicas.reduce(0) { $0 + ($1.isReady ? max(0, spec.concurrency - $1.load) : 0) }
    }

    /// Replicas that are awake whatever the traffic.
    var floor: Int {
        guard !isAsleep, !isRemoved else { return 0 }
        return min(spec.max, max(spec.min, scheduled, isPinned ? 1 : 0))
    }

    /// Replicas that it should have. What drains keeps its requests, so that they ask for none.
    var desired: Int {
        guard !isRemoved else { return 0 }
        let load = replicas.reduce(queued + others.queued) { $0 + ($1.isLeaving ? 0 : $1.load) }
        let loaded = (load + spec.concurrency - 1) / spec.concurrency
        return min(spec.max, max(loaded, floor, summons == nil ? 0 : 1))
    }

    /// Why it should have one more.
    var reasonToStart: Cause {
        if isBusy { return active == 0 ? .request : .load }
        if let summons { return summons }
        if isPinned { return .pin }
        return scheduled > active ? .schedule : .minimum
    }

    /// What it takes to have it back once it is let go, or until it serves.
    var coldStart: Double { starts.mean(startSpec) }

    /// What is learned of the way in which it would start next.
    var starts: ColdStartHistory { startsByWaking ? wakings : coldStarts }

    var startSpec: ColdStart { startsByWaking ? spec.dormancy?.wake ?? spec.coldStart : spec.coldStart }

    private var startsByWaking: Bool {
        spec.dormancy != nil && replicas.contains { $0.isDormant || $0.isReady || $0.isRousing || $0.isDozing }
    }

    /// How long it waits for GPUs before it takes those of busy models: half of what its requests can wait besides the
    /// cold start, so that the other half is left for requests in flight there to end.
    var patience: Double { max(0, spec.queue.timeoutSeconds - coldStart) / 2 }

    /// When a replica may go if nobody needs it.
    func residencyEnd(_ replica: Replica) -> Double? {
        replica.readySince.map { $0 + spec.minResidencySeconds }
    }

    func index(of replica: ReplicaID) -> Int? { replicas.firstIndex { $0.number == replica.number } }

    func replicaID(_ index: Int) -> ReplicaID { ReplicaID(model: id, number: replicas[index].number) }
}
