import TestSupport
import Testing

@testable import Agent

@Suite struct BalancerTests {
    private func candidates(_ loads: Int...) -> [Balancer.Candidate<Int>] {
        loads.enumerated().map { .init(id: $0, identity: UInt64($0), inFlight: $1) }
    }

    @Test func takesTheLeastLoaded() {
        #expect(Balancer.choose(candidates(3, 1, 2), prefix: nil) == 1)
        #expect(Balancer.choose(candidates(), prefix: 7) == nil)
        #expect(Balancer.choose(candidates(9), prefix: 7) == 0)
    }

    @Test func equalPromptsMeetAtOneReplica() {
        for prefix in 0..<100 as Range<UInt64> {
            let chosen = Balancer.choose(candidates(0, 0, 0, 0), prefix: prefix)
            #expect(Balancer.choose(candidates(0, 0, 0, 0), prefix: prefix) == chosen)
        }
    }

    @Test func promptsSpread() {
        var counts = [0, 0, 0, 0]
        for prefix in 0..<4000 as Range<UInt64> {
            counts[Balancer.choose(candidates(0, 0, 0, 0), prefix: prefix) ?? 0] += 1
        }
        #expect(counts.allSatisfy { (800...1200).contains($0) }, "\(counts)")
    }

    /// Nobody waits behind more than the slack for the sake of a cache.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func neverFarAboveTheLeastLoaded(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        let loads = (0..<Int.random(in: 1...6, using: &dice)).map { _ in Int.random(in: 0...9, using: &dice) }
        let all = loads.enumerated().map { Balancer.Candidate(id: $0, identity: UInt64($0), inFlight: $1) }
        for prefix in [nil, UInt64.random(in: 0...UInt64.max, using: &dice)] {
            let chosen = Balancer.choose(all, prefix: prefix) ?? -1
            #expect(loads[chosen] <= (loads.min() ?? 0) + Balancer.slack)
        }
    }

    @Test func fewMoveWhenAReplicaGoes() {
        let (all, fewer) = (candidates(0, 0, 0, 0), candidates(0, 0, 0))
        for prefix in 0..<1000 as Range<UInt64> {
            let before = Balancer.choose(all, prefix: prefix)
            if before != 3 { #expect(Balancer.choose(fewer, prefix: prefix) == before) }
        }
    }
}
