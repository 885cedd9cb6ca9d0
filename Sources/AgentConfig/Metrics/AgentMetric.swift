/// What the agent tells Prometheus: the one table from which it writes `/metrics`, and from which dashboards and alerts are
/// made, so that none names a metric that does not exist.
///
/// Names follow Prometheus' conventions: base units, `_total` for counters. Labels are fixed for each metric; their values
/// come from the configuration, never from a request, so that no client can fill a time series database.
package enum AgentMetric: String, CaseIterable, Sendable {
    case requests = "spindle_requests_total"
    case decisions = "spindle_decisions_total"
    case refusals = "spindle_refusals_total"
    case classifications = "spindle_classifications_total"
    case classificationSeconds = "spindle_classification_seconds"
    case requestSeconds = "spindle_request_seconds"
    case firstByteSeconds = "spindle_first_byte_seconds"
    case waitSeconds = "spindle_wait_seconds"
    case overheadSeconds = "spindle_overhead_seconds"
    case tokens = "spindle_tokens_total"
    case retries = "spindle_retries_total"
    case fallbacks = "spindle_fallbacks_total"
    case coldStarts = "spindle_cold_starts_total"
    case coldStartSeconds = "spindle_cold_start_seconds"
    case failures = "spindle_replica_failures_total"
    case inFlight = "spindle_requests_in_flight"
    case queued = "spindle_requests_queued"
    case replicas = "spindle_replicas"
    case gpuSeconds = "spindle_gpu_seconds_total"
    case cost = "spindle_cost_total"
    case tenantGPUSeconds = "spindle_tenant_gpu_seconds_total"
    case tenantCost = "spindle_tenant_cost_total"
    case gpusInUse = "spindle_gpus_in_use"
    case gpuBudget = "spindle_gpu_budget"
    case idleTimeout = "spindle_idle_timeout_seconds"
    case coldStartEstimate = "spindle_cold_start_estimate_seconds"
    case coldStartPlanned = "spindle_cold_start_planned_seconds"
    case scalerQuestions = "spindle_scaler_questions_total"
    case deciding = "spindle_deciding"
    case lostLines = "spindle_decision_lines_lost_total"
    case reloads = "spindle_config_reloads_total"
    case config = "spindle_config_info"

    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package var kind: Kind {
        switch self {
        case .requestSeconds, .firstByteSeconds, .waitSeconds, .overheadSeconds, .coldStartSeconds,
            .classificationSeconds:
            .histogram
        case .inFlight, .queued, .replicas, .gpusInUse, .gpuBudget, .idleTimeout, .coldStartEstimate, .coldStartPlanned,
            .deciding, .config:
            .gauge
        case .requests, .decisions, .refusals, .classifications, .tokens, .retries, .fallbacks, .coldStarts, .failures,
            .gpuSeconds, .cost, .tenantGPUSeconds, .tenantCost, .scalerQuestions, .lostLines, .reloads:
            .counter
        }
    }

    /// In the order in which they are written.
    package var labels: [String] {
        switch self {
        case .requests: ["model", "tenant", "status"]
        case .decisions: ["route", "model", "reason"]
        case .refusals: ["code"]
        case .tokens: ["model", "tenant", "kind"]
        case .replicas: ["model", "phase"]
        case .tenantGPUSeconds, .tenantCost: ["model", "tenant"]
        case .requestSeconds, .firstByteSeconds, .waitSeconds, .retries, .fallbacks, .coldStarts, .coldStartSeconds,
            .failures, .inFlight, .queued, .gpuSeconds, .cost, .idleTimeout, .coldStartEstimate, .coldStartPlanned,
            .scalerQuestions:
            ["model"]
        case .reloads, .classifications: ["result"]
        case .config: ["fleet", "environment", "digest"]
        case .overheadSeconds, .classificationSeconds, .gpusInUse, .gpuBudget, .deciding, .lostLines: []
        }
    }

    package var help: String {
        switch self {
        case .requests: "Requests that were sent to a model, by what the client got."
        case .decisions: "Decisions of the router, by why the model was chosen."
        case .refusals: "Requests that went to no model, by the code of their error."
        case .classifications: "Prompts that the classifier was asked about, by what came of it."
        case .classificationSeconds: "How long prompts took from the question to the classifier's answer."
        case .requestSeconds: "From the first byte of a request to the last of its answer."
        case .firstByteSeconds: "From the first byte of a request to the first of its answer's content."
        case .waitSeconds: "How long requests waited for a replica, cold starts included."
        case .overheadSeconds: "What the agent itself took until a request was on its way, waits left out."
        case .tokens: "Tokens as engines count them, or as estimated where they do not tell."
        case .retries: "Requests sent again because a replica did not answer."
        case .fallbacks: "Requests that went to another model because the chosen one did not answer."
        case .coldStarts: "Replicas that became ready after a start."
        case .coldStartSeconds: "From the order to start a replica to its readiness."
        case .failures: "Replicas that failed to start, crashed, or lost their health."
        case .inFlight: "Requests that replicas work on."
        case .queued: "Requests that wait for a replica."
        case .replicas: "Replicas by phase."
        case .gpuSeconds: "GPU-seconds that replicas held, starting and draining included."
        case .cost: "What these cost, in the currency of the spec."
        case .tenantGPUSeconds: "GPU-seconds of replicas while they worked, shared among the requests in flight."
        case .tenantCost: "What these cost, in the currency of the spec."
        case .gpusInUse: "GPUs that replicas hold."
        case .gpuBudget: "GPUs that may be held at a time."
        case .idleTimeout: "The idle timeout that holds at present; absent while a model has work."
        case .coldStartEstimate: "The cold start that is expected at present."
        case .coldStartPlanned: "The cold start that the spec says, or that was estimated from the weights."
        case .scalerQuestions: "Questions that KEDA asked about a model."
        case .deciding: "1 on the agent that decides for all, and 0 on the others."
        case .lostLines: "Lines of the decision log that could not be written in time."
        case .reloads: "Configurations that were taken over, and those that were refused."
        case .config: "1, for the configuration that holds."
        }
    }

    /// Upper bounds of the buckets of a histogram, seconds.
    package var buckets: [Double] {
        switch self {
        case .overheadSeconds, .classificationSeconds: Self.overheadBuckets
        case .coldStartSeconds: Self.coldStartBuckets
        case .requestSeconds, .firstByteSeconds, .waitSeconds: Self.requestBuckets
        default: []
        }
    }

    // Made once: every request is counted in them.
    private static let overheadBuckets = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05]
    private static let coldStartBuckets: [Double] = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 960]
    private static let requestBuckets = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
    ]
}
