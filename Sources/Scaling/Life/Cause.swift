/// Why a replica was started or is going.
package enum Cause: Sendable, Equatable {
    // Coming.
    case request
    /// More requests than the replicas work on at a time.
    case load
    /// The model's `min`.
    case minimum
    case schedule
    case pin
    case wake
    /// Prompts would have gone there.
    case wanted
    /// An earlier agent left it running.
    case adopted
    /// It was found in the cluster, or another agent decided so.
    case found

    // Going.
    /// Nobody asked for it for so many seconds.
    case idle(IdleTimeout)
    /// Fewer replicas were enough for so many seconds.
    case surplus(IdleTimeout)
    case sleep
    /// It was idle, and another model wanted its GPUs more: with the loss, in seconds, that was expected of it.
    case evicted(for: String, loss: Double)
    /// It was busy, and another model had waited long enough.
    case yielded(to: String)
    /// More GPUs were in use than the budgets allow.
    case overBudget
    /// The settings that it was started with have changed.
    case changed
    case removed
    /// Another agent decided so.
    case released

    // Gone.
    case failedToStart(String)
    /// So many seconds were not enough for its start.
    case startTimedOut(Double)
    case crashed(String)
    /// It did not answer for its health.
    case unhealthy(String)
}
