import OpenAIWire
import Scaling

extension UpstreamFailure {
    /// Without addresses, so that it may be told to clients.
    var words: String {
        switch self {
        case .unreachable: "it cannot be reached"
        case .hungUp: "it closed the connection"
        case .malformed: "it sent something that is not HTTP"
        case .refused(let status, _): "it answered with status \(status)"
        }
    }

    /// What it says of the replica.
    var outcome: LeaseOutcome {
        switch self {
        // No more than that there is too much to do.
        case .refused(429, _): .abandoned
        case .refused: .refused
        case .unreachable: .unreachable
        case .hungUp: .hungUp
        case .malformed: .failed
        }
    }

    func error(of model: String) -> APIError {
        switch self {
        case .refused(429, let wait): return .upstreamBusy(model, retryAfter: wait ?? 1)
        case .refused(503, let wait): return .upstreamUnavailable(model, words, retryAfter: wait ?? 1)
        default: return .upstreamFailed(model, words)
        }
    }
}

extension NoReplica {
    func error(of model: String, _ queueSize: Int) -> APIError {
        switch self {
        case .ejected(let wait):
            return .upstreamUnavailable(model, "it has failed several times in a row", retryAfter: wait.wholeSeconds)
        case .refused(let refusal):
            let wait = refusal.retryAfter?.wholeSeconds
            switch refusal.reason {
            case .queueFull: return .queueFull(model, waiting: queueSize, retryAfter: wait ?? 1)
            case .removed: return .unknownModel(model, known: [])
            case .doesNotFit:
                return APIError(
                    503,
                    .server,
                    "`\(model)` does not fit on the GPUs that there are.",
                    code: "model_does_not_fit"
                )
            case .cannotStart(let cause):
                return APIError(
                    503,
                    .server,
                    "`\(model)` cannot be started: \(cause.words).",
                    code: "model_cannot_start",
                    retryAfter: wait
                )
            }
        }
    }
}

extension Cause {
    /// Why, as the rest of a sentence.
    var words: String {
        switch self {
        case .request: "a request came"
        case .load: "there were more requests than its replicas work on"
        case .minimum: "the spec wants it awake"
        case .schedule: "its schedule wants it awake"
        case .pin: "it is pinned"
        case .wake: "somebody woke it"
        case .wanted: "prompts would have gone there"
        case .adopted: "an earlier agent left it running"
        case .found: "the cluster runs it"
        case .idle(let timeout): "nobody asked for it for \(timeout.seconds.shown)"
        case .surplus(let timeout): "fewer replicas were enough for \(timeout.seconds.shown)"
        case .sleep: "somebody put it to sleep"
        case .evicted(let model, _): "it was idle, and `\(model)` needed its GPUs"
        case .yielded(let model): "`\(model)` had waited long enough for its GPUs"
        case .overBudget: "more GPUs were in use than the budget allows"
        case .changed: "its settings have changed"
        case .released: "the agent that decides for all let it go"
        case .removed: "it is no longer in the configuration"
        case .failedToStart(let reason): reason
        case .startTimedOut(let seconds): "its start took longer than \(seconds.shown)"
        case .crashed(let reason): reason
        case .unhealthy(let reason): "it did not answer for its health: \(reason)"
        }
    }
}

extension Double {
    /// Seconds for people.
    var shown: String {
        let tenths = (self * 10).rounded() / 10
        return self < 10 ? "\(tenths) s" : self < 600 ? "\(Int(rounded())) s" : "\(Int((self / 60).rounded())) min"
    }
}
