package import AgentConfig

/// Decides how long a model waits for its next request before it sleeps.
///
/// Costs are counted in seconds of the model's own GPUs. Awake, a second costs 1. A wake-up of C seconds costs
///
///     B = C · (1 + λ)
///
/// its GPUs, which work for nobody meanwhile, and the wait of the request that wakes it, λ for each second. B is also the
/// break-even time: who has waited that long has paid as much as a wake-up costs.
///
/// The adaptive policy takes the timeout that would have been cheapest for the requests seen (`TimeoutTrials`), as far as the
/// `CompetitiveGuard` permits. Until enough gaps have been longer than the shortest timeout it is the break-even time.
///
/// The guarantee is the guard's, about the cost of the timeouts that are chosen: never above twice that of a clairvoyant
/// with the same bounds, plus one B of the first gap, once. While few gaps have been seen it holds without that addition,
/// and for each gap alone. What others impose is no part of it: a residency, a pin, an eviction, a crash.
package struct IdleLearner: Sendable, Equatable, Codable {
    /// Gaps that must have been longer than the shortest timeout before anything is learned from them.
    static let fewestGaps = 16.0

    package private(set) var gaps = GapHistogram()
    /// `nil` before the first request of an adaptive policy, as is the next.
    private var trials: TimeoutTrials?
    private var trust: CompetitiveGuard?

    package init() {}

    /// - Parameter wakeUp: B, in seconds awake.
    package func timeout(_ policy: IdlePolicy, wakeUp: Double) -> IdleTimeout {
        switch policy {
        case .never: return IdleTimeout(seconds: .infinity, basis: .never)
        case .fixed(let seconds): return IdleTimeout(seconds: seconds, basis: .fixed)
        case .adaptive(let shortest, let longest):
            let bounds = shortest...max(shortest, longest)
            let known = trials?.bounds == bounds ? trials : nil
            let seen = known?.gaps ?? 0
            guard let cheapest = known?.cheapest, seen >= Self.fewestGaps else {
                return IdleTimeout(seconds: bounds.nearest(to: wakeUp), basis: .breakEven(gaps: seen))
            }
            let permitted = (trust ?? CompetitiveGuard(credit: wakeUp)).permitted(wakeUp: wakeUp, in: bounds)
            guard permitted.contains(cheapest) else {
                return IdleTimeout(seconds: permitted.nearest(to: cheapest), basis: .guarded(learned: cheapest))
            }
            return IdleTimeout(seconds: cheapest, basis: .learned(gaps: seen))
        }
    }

    /// Learns from a request that comes, whatever the model does.
    package mutating func meet(_ request: TimeoutTrials.Request, _ policy: IdlePolicy) {
        guard case .adaptive(let shortest, let longest) = policy else { return }
        let bounds = shortest...max(shortest, longest)
        if trials?.bounds != bounds { trials = TimeoutTrials(within: bounds) }
        trials?.meet(request)
    }

    /// Learns from a gap that has ended.
    ///
    /// - Parameters:
    ///   - timeout: what was decided when it began, with this `policy` and `wakeUp`.
    package mutating func observe(gap: Double, timeout: Double, _ policy: IdlePolicy, wakeUp: Double, at now: Double) {
        gaps.add(gap, at: now)
        guard case .adaptive(let shortest, let longest) = policy else { return }
        var settled = trust ?? CompetitiveGuard(credit: wakeUp)
        settled.settle(gap: gap, timeout: timeout, wakeUp: wakeUp, in: shortest...max(shortest, longest))
        trust = settled
    }

    mutating func shiftClock(by seconds: Double) {
        gaps.shiftClock(by: seconds)
        trials?.shiftClock(by: seconds)
    }
}

extension ClosedRange<Double> {
    fileprivate func nearest(to value: Double) -> Double { Swift.min(Swift.max(value, lowerBound), upperBound) }
}
