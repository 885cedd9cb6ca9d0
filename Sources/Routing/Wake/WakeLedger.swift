#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Adds up, for each model that sleeps, what prompts lose by its sleep.
///
/// A model is to be woken once its sum reaches the charge: the rule of ski rental, by which nobody pays more than twice what
/// it would have cost to know the future. What was lost a cold start ago counts for less by a factor e: to wake a model
/// takes that long, and prompts that came much earlier say nothing of those that would find it awake.
package struct WakeLedger: Sendable {
    private struct Account: Sendable {
        var sum = 0.0
        var at = 0.0
    }

    private var accounts: [Int: Account] = [:]

    package init() {}

    /// - Parameters:
    ///   - weight: how many prompts this one stands for.
    ///   - now: seconds on a clock that does not go back.
    /// - Returns: whether the model is to be woken; then its account is closed.
    package mutating func add(_ wish: WakeWish, weight: Double = 1, at now: Double) -> Bool {
        var account = accounts[wish.model] ?? Account(at: now)
        let age = max(0, now - account.at)
        account.sum = account.sum * exp(-age / max(1, wish.coldStart)) + weight * wish.gain
        account.at = now
        let isDue = account.sum >= wish.charge
        accounts[wish.model] = isDue ? nil : account
        return isDue
    }
}
