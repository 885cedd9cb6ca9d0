/// What the configuration does not say.
package struct ScalerTuning: Sendable, Equatable {
    /// λ: how many seconds of the model's GPUs one second of a request's wait for a cold start is worth.
    package var waitWeight = 1.0
    /// Seconds until a start that failed is tried again; twice as many after each failure that follows, up to the longest.
    package var firstBackoff = 1.0
    package var longestBackoff = 300.0
    /// A replica that was ready for so many seconds had started well, whatever became of it.
    package var stableSeconds = 60.0
    /// Failures in a row after which requests wait no longer for the next try.
    package var patientFailures = 3
    /// Seconds after which a replica that does not answer for its health is replaced.
    package var unhealthySeconds = 60.0

    /// Seconds that a cluster may take, before a start begins, to find a node for a pod and to pull its image.
    package var placementSeconds = 600.0

    package init() {}

    func backoff(after failures: Int) -> Double {
        min(longestBackoff, firstBackoff * Double(sign: .plus, exponent: min(failures - 1, 60), significand: 1))
    }
}
