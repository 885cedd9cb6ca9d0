/// What is known of a model at a moment. Live figures replace those of the configuration where there are any.
package struct ModelState: Sendable, Equatable {
    package var phase: Phase
    package var isHealthy: Bool
    /// Seconds until a replica is free, besides what is left of a cold start.
    package var queueWait: Double
    /// Tokens a second.
    package var prefill: Double?
    /// Tokens a second of one request.
    package var decode: Double?
    /// Seconds from nothing to the first answer, as learned.
    package var coldStart: Double?

    package enum Phase: Sendable, Equatable {
        /// At zero: a request would wake it.
        case cold
        /// On its way, with seconds left.
        case starting(rest: Double)
        case warm
    }

    package init(
        _ phase: Phase = .warm,
        isHealthy: Bool = true,
        queueWait: Double = 0,
        prefill: Double? = nil,
        decode: Double? = nil,
        coldStart: Double? = nil
    ) {
        self.phase = phase
        self.isHealthy = isHealthy
        self.queueWait = queueWait
        self.prefill = prefill
        self.decode = decode
        self.coldStart = coldStart
    }
}
