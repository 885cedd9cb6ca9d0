import TestSupport
import Testing

@testable import Agent

@Suite struct CircuitBreakerTests {
    /// A breaker after so many failures at a time.
    private func breaker(failures: Int, at now: Double = 0) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<failures { breaker.fail(at: now) }
        return breaker
    }

    @Test func opensAtTheThreshold() {
        #expect(breaker(failures: CircuitBreaker.threshold - 1).admits(at: 0))
        #expect(!breaker(failures: CircuitBreaker.threshold).admits(at: 0))
        #expect(breaker(failures: CircuitBreaker.threshold).reopens == CircuitBreaker.firstEjection)
    }

    @Test func aSuccessForgetsFailures() {
        var breaker = breaker(failures: CircuitBreaker.threshold - 1)
        breaker.succeed()
        for _ in 1..<CircuitBreaker.threshold { breaker.fail(at: 0) }
        #expect(breaker.admits(at: 0))
    }

    @Test func letsOneTryAndNoMore() {
        var breaker = breaker(failures: 5)
        #expect(!breaker.admits(at: 1.99))
        #expect(breaker.admits(at: 2))
        breaker.begin(at: 2)
        #expect(!breaker.admits(at: 100), "a trial is under way")
        breaker.succeed()
        #expect(breaker.admits(at: 2))
    }

    @Test func aTrialThatLearnsNothingIsFollowedByAnother() {
        var breaker = breaker(failures: 5)
        breaker.begin(at: 2)
        breaker.giveUp(at: 3)
        #expect(breaker.admits(at: 3))
    }

    @Test func ejectsForTwiceAsLongEachTime() {
        var breaker = breaker(failures: 5)
        var lengths = [breaker.reopens ?? 0]
        for _ in 0..<8 {
            let now = breaker.reopens ?? 0
            breaker.begin(at: now)
            breaker.fail(at: now)
            lengths.append((breaker.reopens ?? 0) - now)
        }
        #expect(lengths == [2, 4, 8, 16, 32, 60, 60, 60, 60])
    }

    /// Whatever happens, it admits again within the longest ejection once trials end.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func neverStaysShut(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        var breaker = CircuitBreaker()
        var now = 0.0
        for _ in 0..<200 {
            now += Double.random(in: 0...30, using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: if breaker.admits(at: now) { breaker.begin(at: now) }
            case 1: breaker.succeed()
            case 2: breaker.fail(at: now)
            default: breaker.giveUp(at: now)
            }
            var later = breaker
            later.giveUp(at: now)
            #expect(later.admits(at: now + CircuitBreaker.longestEjection))
        }
    }
}
