import AgentConfig

/// What tells requests that went to a model apart in the metrics.
struct RequestKind: Hashable, Sendable {
    var model: String
    var tenant: String
    var status: Int
    /// Why the model was chosen, and for which route; `nil` when nothing was decided.
    var decision: Decision?

    struct Decision: Hashable, Sendable {
        /// Empty for a name that is no route.
        var route: String
        var reason: String
    }
}

/// Everything that is counted of requests of one kind, found by one look in a table. Prometheus' series are made of it when
/// they are asked for.
struct RequestTally: Sendable {
    var requests = 0
    var requestSeconds = Histogram(.requestSeconds)
    var firstByteSeconds = Histogram(.firstByteSeconds)
    var waitSeconds = Histogram(.waitSeconds)
    var overheadSeconds = Histogram(.overheadSeconds)
    var promptTokens = 0
    /// `nil` until an answer had any.
    var completionTokens: Int?
    /// `nil` for a model that is not configured any more.
    var gpuSeconds: Double?
    /// `nil` without a price.
    var cost: Double?

    func counters(_ kind: RequestKind) -> [(Metrics.Key, Double)] {
        let model = kind.model
        var counters: [(Metrics.Key, Double)] = [
            (.init(metric: .requests, labels: [model, kind.tenant, "\(kind.status)"]), Double(requests)),
            (.init(metric: .tokens, labels: [model, kind.tenant, "prompt"]), Double(promptTokens)),
        ]
        if let decision = kind.decision {
            let labels = [decision.route, model, decision.reason]
            counters.append((.init(metric: .decisions, labels: labels), Double(requests)))
        }
        if let completionTokens {
            counters.append(
                (.init(metric: .tokens, labels: [model, kind.tenant, "completion"]), Double(completionTokens))
            )
        }
        if let gpuSeconds {
            counters.append((.init(metric: .tenantGPUSeconds, labels: [model, kind.tenant]), gpuSeconds))
        }
        if let cost { counters.append((.init(metric: .tenantCost, labels: [model, kind.tenant]), cost)) }
        return counters
    }

    func histograms(_ kind: RequestKind) -> [(Metrics.Key, Histogram)] {
        let all: [(Metrics.Key, Histogram)] = [
            (.init(metric: .requestSeconds, labels: [kind.model]), requestSeconds),
            (.init(metric: .firstByteSeconds, labels: [kind.model]), firstByteSeconds),
            (.init(metric: .waitSeconds, labels: [kind.model]), waitSeconds),
            (.init(metric: .overheadSeconds, labels: []), overheadSeconds),
        ]
        return all.filter { !$0.1.isEmpty }
    }
}
