import Scaling

/// What one agent tells the others.
struct AgentReport: Codable, Sendable, Equatable {
    /// Of the process: a restarted agent is another.
    var agent: String
    /// Goes up with each report, so that one that was overtaken on its way is known.
    var number: Int
    /// Whether it is about to end, and its requests have ended.
    var isLeaving = false
    /// Of its own requests, by model; models without any are left out.
    var models: [String: Counts] = [:]
    /// What holds for all, from the agent that decides.
    var decisions: FleetDecisions?
    /// From time to time, from the agent that decides.
    var learned: LearnedState?

    func saysTheSame(as other: AgentReport) -> Bool {
        var numbered = other
        numbered.number = number
        return self == numbered
    }

    struct Counts: Codable, Sendable, Equatable {
        var queued = 0
        /// By the address of the pod.
        var inFlight: [String: Int] = [:]
        /// Since it began.
        var arrivals = 0
    }
}

/// What the agent that decides has decided.
struct FleetDecisions: Codable, Sendable, Equatable {
    /// Of the Lease: a higher one is a later agent's.
    var term: Int
    var models: [String: Model]

    struct Model: Codable, Sendable, Equatable {
        /// Pods that the cluster is to run.
        var replicas: Int
        /// How many of them get no more requests and end those that they have.
        var draining = 0
        /// Requests of all agents, within what that many replicas may be for the autoscaler.
        var load: Double
        /// Addresses of pods that are to end, or whose replicas drain: they get no more requests.
        var drained: [String] = []
    }
}
