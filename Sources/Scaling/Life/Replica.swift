/// A model of the configuration, by its place in a scaler; it stays the same through every reload.
package struct ModelID: Sendable, Hashable {
    package let index: Int
}

/// A process or pod that serves a model. No number is given twice.
package struct ReplicaID: Sendable, Hashable {
    package let model: ModelID
    package let number: Int

    package init(model: ModelID, number: Int) {
        self.model = model
        self.number = number
    }
}

/// One replica, from the order to start it until it is gone. Until then its GPUs are its own.
struct Replica: Sendable, Equatable {
    enum State: Sendable, Equatable {
        /// - Parameter since: when the process began, or its start was ordered.
        case starting(since: Double)
        case ready(since: Double)
        /// It was ready `since`, and has not answered for its health since `lost`.
        case unhealthy(since: Double, lost: Double, reason: String)
        /// It gets no more requests and ends those it has.
        case draining(since: Double, Cause)
        /// Its engine was told to empty its GPUs, and why.
        case dozing(since: Double, Cause)
        /// It runs, and holds no GPUs.
        case dormant(since: Double)
        /// It was told to stop, and why.
        case stopping(since: Double, Cause)
    }

    var number: Int
    var state: State
    /// Of this agent.
    var inFlight = 0
    /// Of the other agents.
    var elsewhere = 0
    /// Whether something runs: a process, or a pod with an address.
    var isLaunched = false
    /// Whether it has served and has not lost its health since.
    var isLoaded = false
    /// Whether its pod ends already, whoever wanted that.
    var isEnding = false
    var claim: GPULedger.Claim
    /// Whether its GPUs are its own; those of a dormant one are for others.
    var holdsGPUs = true
    /// Whether its start is only a waking up.
    var isRousing = false
    /// When its start was ordered; `nil` for one that an earlier agent started.
    var orderedAt: Double?
    /// Of the model's settings that a process is started with.
    var generation: Int

    /// Requests of all agents.
    var load: Int { inFlight + elsewhere }

    /// Whether the cluster is to run a pod for it: until it is told to stop.
    var needsPod: Bool {
        switch state {
        case .starting, .ready, .unhealthy: true
        case .draining, .dozing, .dormant: !isEnding
        case .stopping: false
        }
    }

    /// Whether it serves, or will.
    var isActive: Bool {
        switch state {
        case .starting, .ready: true
        case .unhealthy, .draining, .dozing, .dormant, .stopping: false
        }
    }

    var isDozing: Bool { if case .dozing = state { true } else { false } }

    var isDormant: Bool { if case .dormant = state { true } else { false } }

    var isReady: Bool { if case .ready = state { true } else { false } }

    /// Whether its GPUs will be free without another decision.
    var isLeaving: Bool {
        switch state {
        case .draining, .dozing, .stopping: true
        case .starting, .ready, .unhealthy, .dormant: false
        }
    }

    /// When it became ready, if it is still meant to serve.
    var readySince: Double? {
        switch state {
        case .ready(let since), .unhealthy(let since, _, _): since
        case .starting, .draining, .dozing, .dormant, .stopping: nil
        }
    }
}
