/// What a scaler wants done, in this order.
package enum FleetAction: Sendable, Equatable {
    case start(ReplicaID)
    /// Requests that wait may go there.
    case serve(ReplicaID)
    /// It gets no more requests; `stop` follows when those that it has have ended, or have had their time.
    case drain(ReplicaID)
    /// It drains no more.
    case resume(ReplicaID)
    /// Its engine is to empty its GPUs; `dozed` is to follow, or its end.
    case doze(ReplicaID)
    /// Its engine is to fill its GPUs again; `becameReady` is to follow, or its end.
    case rouse(ReplicaID)
    /// To be told to end, and killed if it does not; `stopped` is to follow. Requests in flight there are cut off.
    case stop(ReplicaID)
    /// The request that has just arrived does not wait.
    case refuse(ModelID, Refusal)
    /// No request of the model waits any longer.
    case fail(ModelID, Refusal)
}

/// Why a request is not served.
package struct Refusal: Sendable, Equatable {
    package var reason: Reason
    /// Seconds after which it is worth trying again; `nil` where it never is.
    package var retryAfter: Double?

    package init(reason: Reason, retryAfter: Double? = nil) {
        self.reason = reason
        self.retryAfter = retryAfter
    }

    package enum Reason: Sendable, Equatable {
        /// As many requests wait as may.
        case queueFull
        /// Start after start has failed, the last for this cause.
        case cannotStart(Cause)
        /// No node, or no budget, is large enough for one replica.
        case doesNotFit
        /// The model is no longer in the configuration.
        case removed
    }
}
