import AgentConfig
import Testing

@testable import Simulation

@Suite struct SimulatorTests {
    private func near(_ value: Double, _ expected: Double, within: Double = 1e-6) -> Bool {
        abs(value - expected) <= within
    }

    /// 30 s to start, 2 s of work, 60 s idle, at one GPU: all of it by hand.
    @Test func aColdRequestWaitsForTheStartAndTheModelGoesWhenItIsIdle() {
        let result = SimulatedFleet.sample([SampleModel(name: "a")]).run([10], duration: 1000)
        #expect(result.served == 1 && result.coldStarts == 1 && result.coldRequests == 1)
        #expect(near(result.latency.p50, 32))
        #expect(near(result.firstToken.p50, 31))
        #expect(near(result.coldWait, 30))
        #expect(near(result.gpuHours * 3600, 92))
        #expect(near(result.cost, 92.0 / 3600 * 2))
    }

    @Test func whatComesWhileItIsAwakeWaitsForNobody() {
        let result = SimulatedFleet.sample([SampleModel(name: "a")]).run([0, 50, 100], duration: 1000)
        #expect(result.coldStarts == 1 && result.coldRequests == 1)
        #expect(near(result.latency.p50, 2))
        #expect(near(result.gpuHours * 3600, 30 + 2 + 18 + 2 + 48 + 2 + 60))
    }

    /// Two prompts are read one after the other; then both get tokens at a time.
    @Test func prefillHoldsUpTheOthers() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a", min: 1)])
        let result = fleet.run([0, 0], duration: 100)
        #expect(near(result.firstToken.p50, 1) && near(result.firstToken.p99, 2))
        #expect(near(result.latency.p50, 3) && near(result.latency.p99, 3))
        let later = fleet.run([0, 1.5], duration: 100)
        #expect(near(later.latency.p99, 3), "the first has half its answer when the second's prompt comes")
        #expect(near(later.latency.p50, 2))
    }

    @Test func whoFindsTheQueueFullIsToldSoAndWhoWaitsTooLongAsWell() {
        let full = SimulatedFleet.sample([SampleModel(name: "a", concurrency: 1, queue: 2)])
        let first = full.run([0, 0, 0, 0], duration: 1000)
        #expect(first.served == 2 && first.tooMany == 2)
        let patient = SimulatedFleet.sample([SampleModel(name: "a", patience: 20)])
        let second = patient.run([0, 15], duration: 1000)
        #expect(second.unavailable == 1 && second.served == 1)
        #expect(near(second.latency.p50, 17))
    }

    /// `a` is the better one, and has room for two; `c` has a queue of none.
    @Test func whoFindsTheQueueFullAsksTheNextModelOfTheRoute() {
        let models = [
            SampleModel(name: "a", min: 1, concurrency: 1, queue: 1, quality: (1, 1, 1)),
            SampleModel(name: "b", min: 1, concurrency: 1, queue: 1, quality: (0, 0, 0)),
            SampleModel(name: "c", coldStart: 100, queue: 0, quality: (0, 0, 0)),
        ]
        func result(_ fallback: [String], _ routing: RoutingPolicy = .hybridWithoutWarmth) -> SimulationResult {
            SimulatedFleet.sample(models, fallback: fallback).run(
                [0, 0, 0, 0, 0],
                duration: 100,
                Strategy(.spec, routing)
            )
        }
        #expect(result([]).models.map(\.requests) == [5, 0, 0] && result([]).tooMany == 3)
        let next = result(["c", "a", "b"])
        #expect(next.models.map(\.requests) == [2, 3, 0])
        #expect(next.served == 4 && next.tooMany == 1, "there is room for four")
        #expect(near(next.latency.p50, 2) && near(next.latency.p99, 4))
        #expect(result(["b"], .only("a")).tooMany == 3, "a model that stands alone has nothing beside it")
    }

    /// `a` never loads. Whoever waits for it is sent to `b`, and waits there for as long as `b` lets it.
    @Test func whoFallsBackWaitsAnew() {
        func result(_ patience: Double, _ second: SampleModel) -> SimulationResult {
            let first = SampleModel(name: "a", coldStart: 30, startup: 10, patience: patience, quality: (1, 1, 1))
            let fleet = SimulatedFleet.sample([first, second], fallback: ["b"])
            return fleet.run([0], duration: 600, Strategy(.spec, .hybridWithoutWarmth))
        }
        let awake = result(600, SampleModel(name: "b", min: 1, quality: (0, 0, 0)))
        let sent = awake.latency.p50 - 2
        #expect(sent > 30 && awake.models.map(\.requests) == [0, 1])
        let asleep = result(sent + 10, SampleModel(name: "b", coldStart: 50, patience: 60, quality: (0, 0, 0)))
        #expect(near(asleep.latency.p50, sent + 52), "the first model's patience is over by then")
        let hasty = result(sent + 10, SampleModel(name: "b", coldStart: 50, patience: 40, quality: (0, 0, 0)))
        #expect(hasty.unavailable == 1)
    }

    /// The one that is idle makes room for the other.
    @Test func aBudgetIsKeptByEviction() {
        let models = [
            SampleModel(name: "a", gpus: 4, idle: .fixed(seconds: 10_000)),
            SampleModel(name: "b", gpus: 4, idle: .fixed(seconds: 10_000)),
        ]
        let result = SimulatedFleet.sample(models, gpus: 4).run(
            [0, 100, 200],
            duration: 300,
            Strategy(.spec, .roundRobin)
        )
        #expect(result.served == 3 && result.coldStarts == 3 && result.evictions == 2)
    }

    @Test func whatIsAlwaysOnWaitsForNothingAndIsPaidAllTheTime() {
        let models = [SampleModel(name: "a", gpus: 2, max: 3), SampleModel(name: "b", max: 2)]
        let fleet = SimulatedFleet.sample(models, gpus: 2)
        let result = fleet.run([5, 500], duration: 1000, Strategy(.alwaysOn, .roundRobin))
        #expect(result.coldStarts == 0 && near(result.latency.p99, 2))
        #expect(near(result.gpuHours * 3600, 3000), "one replica of each is enough for the peak")
        let alone = fleet.run([5, 500], duration: 1000, Strategy(.alwaysOn, .only("b")))
        #expect(near(alone.gpuHours * 3600, 1000), "the others are not deployed")
    }

    @Test func kedaLooksOnlyEveryHalfMinute() {
        let result = SimulatedFleet.sample([SampleModel(name: "a")]).run([10], duration: 1000, Strategy(.keda, .hybrid))
        #expect(near(result.latency.p50, 20 + 30 + 2))
        #expect(near(result.gpuHours * 3600, 30 + 2 + 300))
    }

    /// From 6 to 7 on Monday, the first of January 2024.
    @Test func windowsKeepAModelAwake() {
        let window = ScalingConfig.Window(start: "0 6 * * *", end: "0 7 * * *", timezone: "Etc/UTC", replicas: 1)
        let fleet = SimulatedFleet.sample([SampleModel(name: "a", schedule: [window])], driver: .keda)
        let result = fleet.run([6.5 * 3600], duration: 86400)
        #expect(result.coldRequests == 0 && near(result.latency.p50, 2))
        #expect(near(result.gpuHours, 1, within: 0.05))
    }

    @Test func theSameSeedGivesTheSame() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a"), SampleModel(name: "b", gpus: 2, max: 2)], gpus: 2)
        let times = (0..<500).map { Double($0 * $0 % 9973) }
        func run(_ seed: UInt64) -> SimulationResult {
            fleet.run(times, Strategy(.spec, .random)) {
                $0.seed = seed
                $0.coldStartVariation = 0.3
            }
        }
        #expect(run(1) == run(1))
        #expect(run(1) != run(2))
    }

    /// Every request has one end, and no policy holds more GPUs than there are.
    @Test(arguments: 0..<60)
    func nothingIsLostAndTheBudgetHolds(seed: UInt64) {
        var lots = Lots(seed: seed)
        let models = (0..<(1 + lots.index(below: 4))).map { number in
            SampleModel(
                name: "m\(number)",
                gpus: 1 << lots.index(below: 3),
                max: 1 + lots.index(below: 3),
                concurrency: 1 + lots.index(below: 8),
                idle: lots.share() < 0.5
                    ? .fixed(seconds: 200 * lots.share()) : .adaptive(minSeconds: 10, maxSeconds: 500),
                coldStart: 60 * lots.share(),
                residency: 60 * lots.share(),
                queue: lots.index(below: 30),
                patience: 300 * lots.share()
            )
        }
        let gpus = 4 + lots.index(below: 5)
        let fleet = SimulatedFleet.sample(models, gpus: gpus, driver: lots.share() < 0.5 ? .process : .keda)
        let times = (0..<400).map { _ in lots.share() * 2000 }.sorted()
        let strategies = [
            Strategy(.spec, .hybrid), Strategy(.keda, .random), Strategy(.fixed(seconds: 0), .roundRobin),
        ]
        for strategy in strategies {
            let result = fleet.run(times, duration: 2000, strategy) {
                $0.stopSeconds = 3
                $0.coldStartVariation = 0.2
            }
            #expect(result.served + result.tooMany + result.unavailable + result.cut == 400)
            let held = result.models.indices.map { result.timeline.gpus(of: $0) }
            // A model that KEDA has not looked at yet is counted from when it will have.
            let most = held[0].indices.map { part in held.reduce(0) { $0 + $1[part] } }.max() ?? 0
            #expect(most <= Double(gpus) + 1e-6, "\(strategy.name)")
        }
    }
}
