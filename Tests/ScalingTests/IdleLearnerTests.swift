import AgentConfig
import TestSupport
import Testing

@testable import Scaling

/// The learned timeout against what calculation says is best.
@Suite struct IdleLearnerTests {
    @Test(arguments: GapDistribution.known)
    func findsTheOptimumWithinOneBucket(_ law: GapDistribution) {
        let policy = IdlePolicy.adaptive(minSeconds: law.bounds.lowerBound, maxSeconds: law.bounds.upperBound)
        var learner = IdleLearner()
        var now = 0.0
        for gap in law.gaps(8192) {
            let timeout = learner.timeout(policy, wakeUp: law.wakeUp).seconds
            now += gap + 1
            learner.live(gap: gap, timeout: timeout, policy, wakeUp: law.wakeUp, at: now)
        }
        let learned = learner.timeout(policy, wakeUp: law.wakeUp)
        let distance = GapHistogram.bucket(of: learned.seconds) - GapHistogram.bucket(of: law.optimum)
        #expect(abs(distance) <= 1, "\(learned) instead of \(law.optimum)")
        guard case .learned = learned.basis else {
            Issue.record("\(learned)")
            return
        }
    }

    /// The best cost by calculation, and what the learned timeout costs on gaps drawn at random: few per cent more.
    @Test(arguments: GapDistribution.known, [1, 2, 3] as [UInt64])
    func costsLittleMoreThanTheOptimum(_ law: GapDistribution, seed: UInt64) {
        let policy = IdlePolicy.adaptive(minSeconds: law.bounds.lowerBound, maxSeconds: law.bounds.upperBound)
        var learner = IdleLearner()
        var generator = SplitMix(seed: seed)
        var now = 0.0
        var (cost, best) = (0.0, 0.0)
        for _ in 0..<3000 {
            let gap = law.quantile(.random(in: 0..<1, using: &generator))
            let timeout = learner.timeout(policy, wakeUp: law.wakeUp).seconds
            now += gap + 1
            learner.live(gap: gap, timeout: timeout, policy, wakeUp: law.wakeUp, at: now)
            cost += CompetitiveGuard.cost(of: gap, timeout: timeout, wakeUp: law.wakeUp)
            best += CompetitiveGuard.cost(of: gap, timeout: law.optimum, wakeUp: law.wakeUp)
        }
        #expect(cost <= best * 1.06, "\(cost / best)")
        #expect(abs(best / 3000 - law.cost) < law.cost * 0.06, "the calculation itself: \(best / 3000), \(law.cost)")
    }

    @Test func fewGapsGiveTheBreakEvenTimeWithinBounds() {
        var learner = IdleLearner()
        let policy = IdlePolicy.adaptive(minSeconds: 60, maxSeconds: 3600)
        #expect(learner.timeout(policy, wakeUp: 900) == IdleTimeout(seconds: 900, basis: .breakEven(gaps: 0)))
        #expect(learner.timeout(policy, wakeUp: 9000).seconds == 3600)
        #expect(learner.timeout(policy, wakeUp: 9).seconds == 60)
        // Short gaps teach nothing: they cost the same with every timeout.
        for index in 0..<1000 {
            learner.live(gap: 5, timeout: 900, policy, wakeUp: 900, at: Double(index) * 6)
        }
        #expect(learner.timeout(policy, wakeUp: 900) == IdleTimeout(seconds: 900, basis: .breakEven(gaps: 0)))
        for index in 0..<15 {
            learner.live(gap: 100, timeout: 900, policy, wakeUp: 900, at: 6095 + Double(index) * 101)
        }
        #expect(learner.timeout(policy, wakeUp: 900).basis == .breakEven(gaps: 15))
        learner.live(gap: 100, timeout: 900, policy, wakeUp: 900, at: 6095 + 15 * 101)
        #expect(learner.timeout(policy, wakeUp: 900) == IdleTimeout(seconds: 104, basis: .learned(gaps: 16)))
    }

    @Test func otherPoliciesLearnNothing() {
        var learner = IdleLearner()
        for index in 0..<100 {
            learner.live(gap: 99, timeout: 30, .fixed(seconds: 30), wakeUp: 9, at: Double(index) * 100)
        }
        let fixed = learner.timeout(.fixed(seconds: 30), wakeUp: 9)
        #expect(fixed == IdleTimeout(seconds: 30, basis: .fixed))
        #expect(learner.timeout(.never, wakeUp: 9) == IdleTimeout(seconds: .infinity, basis: .never))
    }

    /// A habit that is four weeks old counts less than one of the last few days.
    @Test func oldHabitsAreForgotten() {
        let policy = IdlePolicy.adaptive(minSeconds: 10, maxSeconds: 3600)
        var learner = IdleLearner()
        for index in 0..<1000 {
            learner.live(gap: 300, timeout: 300, policy, wakeUp: 400, at: Double(index) * 301)
        }
        #expect(learner.timeout(policy, wakeUp: 400).seconds == 320)
        let later = 28 * DailyDecay.day
        for index in 0..<200 {
            let now = later + Double(index) * 2001
            learner.live(gap: 2000, timeout: 320, policy, wakeUp: 400, at: now)
        }
        #expect(learner.timeout(policy, wakeUp: 400).seconds == 10)
    }
}
