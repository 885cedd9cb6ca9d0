import AgentConfig
import TestSupport
import Testing

@testable import Scaling

/// The cost of a policy against that of a clairvoyant, on gaps that mean ill.
@Suite struct CompetitiveTests {
    /// A gap that is chosen by who knows the timeout.
    private static func illGap(timeout: Double, wakeUp: Double, _ generator: inout SplitMix) -> Double {
        switch Int.random(in: 0..<7, using: &generator) {
        // Just longer than the timeout: the wake-up was in vain.
        case 0, 1, 2: timeout.nextUp
        // Much longer: the wait was in vain.
        case 3: timeout + wakeUp * 100
        // Just in time.
        case 4: timeout
        case 5: .random(in: 0...(2 * wakeUp + 1), using: &generator)
        default: .random(in: 0...1, using: &generator)
        }
    }

    private static func bounds(_ generator: inout SplitMix) -> ClosedRange<Double> {
        let shortest: Double = [0, 1, 30, 600].randomElement(using: &generator) ?? 0
        let length: Double = [0, 10, 1000, 100_000].randomElement(using: &generator) ?? 0
        return shortest...(shortest + length)
    }

    /// Whatever is learned, whatever comes: Σ cost ≤ 2 · Σ clairvoyant + one wake-up, at every moment.
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func adaptiveNeverCostsMoreThanTwiceTheClairvoyant(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let bounds = Self.bounds(&generator)
        let policy = IdlePolicy.adaptive(minSeconds: bounds.lowerBound, maxSeconds: bounds.upperBound)
        // The cold start changes as it is learned; half of the runs keep it.
        let isSteady = Bool.random(using: &generator)
        var wakeUp = Double.random(in: 1...1000, using: &generator)
        let first = wakeUp
        var learner = IdleLearner()
        var (cost, clairvoyant, now) = (0.0, 0.0, 0.0)
        // A calm time, so that something is learned, and then the adversary; or the adversary alone.
        let calm = Bool.random(using: &generator) ? Int.random(in: 16..<200, using: &generator) : 0
        let habit = Double.random(in: 0...(3 * wakeUp), using: &generator)
        for index in 0..<1000 {
            let timeout = learner.timeout(policy, wakeUp: wakeUp)
            let gap = index < calm ? habit : Self.illGap(timeout: timeout.seconds, wakeUp: wakeUp, &generator)
            cost += CompetitiveGuard.cost(of: gap, timeout: timeout.seconds, wakeUp: wakeUp)
            clairvoyant += CompetitiveGuard.clairvoyantCost(of: gap, wakeUp: wakeUp, in: bounds)
            now += gap + 1
            learner.live(gap: gap, timeout: timeout.seconds, policy, wakeUp: wakeUp, at: now)
            #expect(bounds.contains(timeout.seconds))
            #expect(cost <= (2 * clairvoyant + first) * (1 + 1e-9), "gap \(index): \(gap), \(timeout)")
            if !isSteady { wakeUp *= .random(in: 0.8...1.25, using: &generator) }
        }
    }

    /// While little was seen, there is nothing to add: each single gap costs at most twice the optimum.
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func breakEvenNeverCostsMoreThanTwiceForAnyGap(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let bounds = Self.bounds(&generator)
        let policy = IdlePolicy.adaptive(minSeconds: bounds.lowerBound, maxSeconds: bounds.upperBound)
        let wakeUp = Double.random(in: 0...1000, using: &generator)
        let timeout = IdleLearner().timeout(policy, wakeUp: wakeUp).seconds
        for _ in 0..<100 {
            let gap = Self.illGap(timeout: timeout, wakeUp: wakeUp, &generator)
            let cost = CompetitiveGuard.cost(of: gap, timeout: timeout, wakeUp: wakeUp)
            let clairvoyant = CompetitiveGuard.clairvoyantCost(of: gap, wakeUp: wakeUp, in: bounds)
            #expect(cost <= 2 * clairvoyant * (1 + 1e-9), "\(gap) with \(timeout) in \(bounds)")
        }
    }

    /// The clairvoyant of the proof is the best of all timeouts within the bounds.
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func theClairvoyantIsTheBestOfAll(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let bounds = Self.bounds(&generator)
        let wakeUp = Double.random(in: 0...1000, using: &generator)
        for _ in 0..<100 {
            let gap = Double.random(in: 0...3000, using: &generator)
            let clairvoyant = CompetitiveGuard.clairvoyantCost(of: gap, wakeUp: wakeUp, in: bounds)
            let timeouts = [bounds.lowerBound, bounds.upperBound] + (bounds.contains(gap) ? [gap] : [])
            let best = timeouts.map { CompetitiveGuard.cost(of: gap, timeout: $0, wakeUp: wakeUp) }.min()
            #expect(clairvoyant == best, "\(gap) in \(bounds), wake-up \(wakeUp)")
            for _ in 0..<10 {
                let timeout = Double.random(in: bounds, using: &generator)
                #expect(CompetitiveGuard.cost(of: gap, timeout: timeout, wakeUp: wakeUp) >= clairvoyant)
            }
        }
    }

    /// Without the guard the same adversary makes what was learned cost many times the optimum: it is no ornament.
    @Test func withoutTheGuardLearningCanBeExploited() {
        let (wakeUp, bounds) = (1000.0, 1.0...100_000.0)
        var trials = TimeoutTrials(within: bounds)
        var (cost, clairvoyant, now) = (0.0, 0.0, 0.0)
        var isExploited = false
        for index in 0..<120 {
            let timeout = trials.cheapest
            // Long gaps teach to sleep at once; then come gaps that are just too long for that.
            let gap = index < 20 ? 50_000 : timeout * 1.01
            cost += CompetitiveGuard.cost(of: gap, timeout: timeout, wakeUp: wakeUp)
            clairvoyant += CompetitiveGuard.clairvoyantCost(of: gap, wakeUp: wakeUp, in: bounds)
            trials.meet(.init(at: now, after: gap, work: 1, coldStart: wakeUp / 1e9, waitWeight: 1e9))
            now += gap + 1
            isExploited = isExploited || cost > 2 * clairvoyant + wakeUp
        }
        #expect(isExploited)
    }

    @Test func aGuardedTimeoutSaysSo() {
        let policy = IdlePolicy.adaptive(minSeconds: 0, maxSeconds: 10_000)
        var learner = IdleLearner()
        // Short gaps for a long time would have it sleep late; by then the credit is used up by gaps just too long.
        var now = 0.0
        for _ in 0..<20 {
            now += 5001
            learner.live(gap: 5000, timeout: 100, policy, wakeUp: 100, at: now)
        }
        for _ in 0..<400 {
            let timeout = learner.timeout(policy, wakeUp: 100)
            now += timeout.seconds + 2
            learner.live(gap: timeout.seconds + 1, timeout: timeout.seconds, policy, wakeUp: 100, at: now)
            if case .guarded(let learned) = timeout.basis {
                #expect(learned != timeout.seconds)
                return
            }
        }
        Issue.record("never guarded")
    }
}
