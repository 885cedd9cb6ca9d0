import AgentConfig

@testable import Scaling

extension IdleLearner {
    /// A gap that ends with a request of a second. A start takes no time, but costs what it costs: nobody else can come in it,
    /// so that costs are those of gaps alone.
    mutating func live(gap: Double, timeout: Double, _ policy: IdlePolicy, wakeUp: Double, at now: Double) {
        meet(.init(at: now, after: gap, work: 1, coldStart: wakeUp / 1e9, waitWeight: 1e9), policy)
        observe(gap: gap, timeout: timeout, policy, wakeUp: wakeUp, at: now)
    }
}
