import AgentConfig
import Testing

@testable import Simulation

@Suite struct BoundTests {
    /// All ways to keep it or let it go after each time of work, tried one by one.
    private func cheapest(
        _ work: [(time: Double, seconds: Double)],
        coldStart: Double,
        weight: Double,
        from index: Int = 0,
        end: Double? = nil
    ) -> Double {
        guard index < work.count else { return 0 }
        func cost(startingAt cold: Double) -> Double {
            let ready = work[index].time + cold
            var (end, next, wait) = (ready, index, 0.0)
            while next < work.count, work[next].time <= end {
                let begin = max(ready, work[next].time)
                wait += begin - work[next].time
                end = max(end, begin + work[next].seconds)
                next += 1
            }
            return end - work[index].time + weight * wait
                + cheapest(work, coldStart: coldStart, weight: weight, from: next, end: end)
        }
        let asleep = cost(startingAt: coldStart)
        guard let end else { return asleep }
        return min(asleep, work[index].time - end + cost(startingAt: 0))
    }

    @Test(arguments: 0..<200)
    func theReactiveOptimumIsTheCheapestOfAll(seed: UInt64) {
        var lots = Lots(seed: seed)
        let count = 1 + lots.index(below: 11)
        let work = (0..<count).map { _ in (time: 300 * lots.share(), seconds: 8 * lots.exponential()) }.sorted {
            $0.time < $1.time
        }
        let (coldStart, weight) = (60 * lots.share(), 3 * lots.share())
        let optimum = ReactiveOptimum(work, coldStart: coldStart, weight: weight)
        let expected = cheapest(work, coldStart: coldStart, weight: weight)
        #expect(abs(optimum.held + weight * optimum.wait - expected) < 1e-6)
    }

    @Test func whoMayNotMakeAnybodyWaitKeepsItAllTheTime() {
        let work = (0..<20).map { (time: Double($0) * 100, seconds: 5.0) }
        let free = ReactiveOptimum(work, coldStart: 10, weight: 0)
        #expect(free.starts == 20 && free.wait == 200)
        let first = ReactiveOptimum.within(wait: 10, work, coldStart: 10)
        #expect(first.starts == 1 && first.wait == 10)
        #expect(ReactiveOptimum([], coldStart: 10, weight: 1) == ReactiveOptimum([], coldStart: 1, weight: 0))
    }

    @Test func aReplicaIsNeededWhenThoseBeforeItAreFull() {
        let work: [(begin: Double, end: Double)] = [(0, 10), (2, 6), (3, 5), (20, 21)]
        let levels = ClairvoyantBound.busy(work, concurrency: 1, most: 2)
        #expect(levels[0].map(\.begin) == [0, 20] && levels[0].map(\.end) == [10, 21])
        #expect(levels[1].map(\.begin) == [2] && levels[1].map(\.end) == [6])
    }

    /// A gap that is shorter than a start is waited through; a longer one costs a start.
    @Test func theBoundIsWhatOneModelCosts() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a")])
        let result = fleet.run([100, 120, 500], duration: 1000, Strategy(.clairvoyant, .hybrid))
        #expect(abs(result.gpuHours * 3600 - (30 + 2 + 18 + 2 + 30 + 2)) < 1e-6)
        #expect(result.coldStarts == 2 && result.coldWait == 0)
    }

    /// Nothing that serves all of the same work holds fewer GPUs.
    @Test(arguments: 0..<40)
    func nobodyIsCheaperThanTheBound(seed: UInt64) {
        var lots = Lots(seed: seed)
        let model = SampleModel(
            name: "a",
            max: 1 + lots.index(below: 3),
            concurrency: 1 + lots.index(below: 4),
            coldStart: 50 * lots.share(),
            queue: 10_000,
            patience: 100_000
        )
        let fleet = SimulatedFleet.sample([model])
        let times = (0..<60).map { _ in lots.share() * 5000 }.sorted()
        let bound = fleet.run(times, duration: 20_000, Strategy(.clairvoyant, .hybrid))
        let policies: [ScalingPolicy] = [.spec, .fixed(seconds: 0), .fixed(seconds: 20), .fixed(seconds: 900), .keda]
        for policy in policies {
            let result = fleet.run(times, duration: 20_000, Strategy(policy, .hybrid))
            #expect(result.served == 60)
            // Requests that wait for a start are worked on together, which is less work for the GPUs.
            let saved = result.coldWait / 3600
            #expect(result.gpuHours + saved >= bound.gpuHours - 1e-9, "\(policy.name)")
        }
    }
}
