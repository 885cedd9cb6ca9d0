import AgentConfig
import Routing
import Scaling

/// The fleet as the admin API tells of it.
package struct FleetReport: Codable, Sendable {
    package var fleet: String
    package var environment: String
    /// Of the configuration that holds.
    package var digest: String
    /// Why the configuration in the folder was refused, if it was.
    package var refusal: String?
    /// The classifier that judges what keywords leave open, or why there is none; absent where the configuration wants none.
    package var classifier: String?
    /// Seconds since 1970.
    package var time: Double
    /// Seconds that the agent has run.
    package var uptime: Double
    /// Whether it is shutting down and takes no more requests.
    package var isDraining = false
    /// The agent that decides, where that is another than this one.
    package var decider: String?
    /// Changes of phases that the history knows of, and decisions that there have been: who has seen as many has seen all.
    package var changes: Int
    package var decisions = 0
    package var gpuBudget: Int
    package var gpusInUse: Int
    /// Models that wait for GPUs, in the order of their turns.
    package var wakeQueue: [String]
    /// What the models of the configuration have cost so far, and what they would have if each had been awake at its `max`
    /// all the time.
    package var cost: Cost
    package var models: [Model]

    package struct Cost: Codable, Sendable {
        package var spent: Double
        package var alwaysOn: Double
        package var gpuSeconds: Double
        package var gpuSecondsAlwaysOn: Double
    }

    package struct Model: Codable, Sendable {
        package var name: String
        package var phase: String
        /// Seconds that it has been in the phase.
        package var phaseSeconds: Double
        /// Seconds until a start that failed is tried again.
        package var retryIn: Double?
        /// Why it started or went last.
        package var cause: String?
        package var causeSeconds: Double?
        package var isPinned: Bool
        package var replicas: [Replica]
        package var min: Int
        package var max: Int
        /// Requests that one replica works on at a time, and the most that wait.
        package var concurrency: Int
        package var queueSize: Int
        /// Whether a replica would have room if nothing else ran.
        package var fits: Bool
        package var gpus: Int
        package var gpusOfReplica: Int
        package var inFlight: Int
        package var queued: Int
        /// Seconds.
        package var idleTimeout: Double?
        package var idleTimeoutBy: String?
        package var idleTimeoutReason: String?
        package var idleIn: Double?
        package var wait: Double
        package var position: Int?
        package var coldStart: Double
        /// Nine of ten starts are done by then.
        package var coldStartLate: Double
        package var coldStartsSeen: Int
        package var failure: String?
        package var failures: Int
        /// Tokens a second of one request, as seen.
        package var decode: Double?
        package var gpuSeconds: Double
        package var cost: Double?
    }

    package struct Replica: Codable, Sendable {
        package var number: Int
        package var phase: String
        package var phaseSeconds: Double
        package var inFlight: Int
        package var address: String?
        package var isEjected: Bool
    }
}

extension FleetReport {
    /// - Parameters:
    ///   - uptime: seconds that the agent has run.
    ///   - time: seconds since 1970.
    init(_ state: DispatchState, _ files: AgentFiles, digest: String, at now: Double, uptime: Double, time: Double) {
        let statuses = state.scaler.status(at: now)
        fleet = files.router.fleet
        environment = files.router.environment
        self.digest = digest
        self.time = time
        self.uptime = uptime
        changes = state.history.changes
        gpuBudget = files.scaling.gpuBudget
        gpusInUse = statuses.reduce(0) { $0 + $1.gpus }
        let waiting = statuses.compactMap { status in status.wait.position.map { (name: status.name, position: $0) } }
        wakeQueue = waiting.sorted { $0.position < $1.position }.map(\.name)
        let desks = Dictionary(state.models.map { ($0.spec.name, $0) }) { first, _ in first }
        let prices = Dictionary(files.router.models.map { ($0.name, $0.costPerHour) }) { first, _ in first }
        models = statuses.map { Model($0, desks[$0.name], price: prices[$0.name] ?? nil, at: now) }
        cost = Cost(spent: 0, alwaysOn: 0, gpuSeconds: 0, gpuSecondsAlwaysOn: 0)
        for desk in files.scaling.models.compactMap({ desks[$0.name] }) {
            let (used, most) = (desk.replicaSeconds(at: now), desk.alwaysOnSeconds(at: now))
            let price = ((prices[desk.spec.name] ?? nil) ?? 0) / 3600
            cost.gpuSeconds += used * Double(desk.spec.gpus)
            cost.gpuSecondsAlwaysOn += most * Double(desk.spec.gpus)
            cost.spent += used * price
            cost.alwaysOn += most * price
        }
    }
}

extension FleetReport.Model {
    init(_ status: ModelStatus, _ desk: Desk?, price: Double?, at now: Double) {
        let seconds = desk?.replicaSeconds(at: now) ?? 0
        let gpusOfReplica = desk?.spec.gpus ?? 0
        name = status.name
        phase = status.phase.token
        phaseSeconds = now - status.since
        if case .backoff(let until) = status.phase { retryIn = Swift.max(0, until - now) }
        cause = status.change?.cause.words
        causeSeconds = status.change.map { now - $0.at }
        isPinned = status.isPinned
        replicas = status.replicas.map { replica in
            let seat = desk?.seats.first { $0.id == replica.id }
            return FleetReport.Replica(
                number: replica.id.number,
                phase: replica.phase.token,
                phaseSeconds: now - replica.since,
                inFlight: replica.inFlight,
                address: seat?.address?.authority,
                isEjected: seat.map { !$0.breaker.admits(at: now) } ?? false
            )
        }
        min = desk?.spec.min ?? 0
        max = desk?.spec.max ?? 0
        concurrency = desk?.spec.concurrency ?? 0
        queueSize = desk?.spec.queue.size ?? 0
        fits = status.fits
        gpus = status.gpus
        self.gpusOfReplica = gpusOfReplica
        inFlight = status.inFlight
        queued = status.queued
        idleTimeout = status.idleTimeout?.seconds
        idleTimeoutBy = status.idleTimeout?.basis.token
        idleTimeoutReason = status.idleTimeout?.basis.words
        idleIn = status.idleDeadline.map { $0 - now }
        wait = status.wait.seconds
        position = status.wait.position
        coldStart = status.coldStart.mean
        coldStartLate = status.coldStart.late
        coldStartsSeen = status.coldStart.seen
        failure = status.failure?.cause.words
        failures = status.failures
        decode = desk?.figures.decode.value
        gpuSeconds = seconds * Double(gpusOfReplica)
        cost = price.map { $0 * seconds / 3600 }
    }
}

extension IdleTimeout.Basis {
    /// One word.
    var token: String {
        switch self {
        case .never: "never"
        case .fixed: "fixed"
        case .breakEven: "break-even"
        case .learned: "learned"
        case .guarded: "guarded"
        }
    }

    /// Why so long, as a clause.
    var words: String {
        switch self {
        case .never: "the spec lets it stay awake"
        case .fixed: "the spec says so"
        case .breakEven(let gaps): "still learning, \(Self.counted(gaps)) seen so far"
        case .learned(let gaps): "the cheapest for the \(Self.counted(gaps)) seen"
        case .guarded(let learned):
            "\(learned.shown) was learned, but could cost more than twice the optimum"
        }
    }

    /// Days before today count as less, so that it need not be a whole number.
    private static func counted(_ gaps: Double) -> String {
        let count = gaps.isFinite ? Int(gaps.rounded()) : 0
        return count == 1 ? "1 gap" : "\(count) gaps"
    }
}

extension ModelStatus.Phase {
    /// One word.
    var token: String {
        switch self {
        case .zero: "zero"
        case .waiting: "waiting"
        case .starting: "starting"
        case .ready: "ready"
        case .unhealthy: "unhealthy"
        case .draining: "draining"
        case .dormant: "dormant"
        case .backoff: "backoff"
        case .removed: "removed"
        }
    }
}
