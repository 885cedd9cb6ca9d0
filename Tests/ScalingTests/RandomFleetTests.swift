import AgentConfig
import TestSupport
import Testing

@testable import Scaling

/// Whole fleets at random. `FleetWorld` checks after everything that happens: budgets, pools and teams; nothing cut off
/// before its time; residency; `min` and `max`; the same counts on both sides.
@Suite struct RandomFleetTests {
    private static func config(_ generator: inout SplitMix, models: Int) -> ScalingConfig {
        func pick<Value>(_ values: [Value], _ generator: inout SplitMix) -> Value {
            values[.random(in: values.indices, using: &generator)]
        }
        let pools = [
            ScalingConfig.Pool(name: "pool", nodes: 1, gpusPerNode: 8),
            ScalingConfig.Pool(name: "other", nodes: 2, gpusPerNode: 4),
        ]
        let sleepy = ScalingConfig.Dormancy(level: 1, wake: ColdStart(seconds: 1, estimated: true))
        let models = (0..<models).map { index in
            ScalingConfig.Model.sample(
                "model-\(index)",
                team: pick([nil, "team"], &generator),
                pool: pick(["pool", "pool", "other"], &generator),
                gpus: pick([0, 1, 2, 4], &generator),
                // One with `min` fits beside all others: a compiler has seen to that.
                min: index == 0 ? 1 : 0,
                max: pick([1, 2, 3], &generator),
                idle: pick([.fixed(seconds: 20), .adaptive(minSeconds: 5, maxSeconds: 300), .never], &generator),
                coldStart: pick([2, 5, 20], &generator),
                dormancy: pick([nil, nil, sleepy], &generator),
                residency: pick([0, 5, 30], &generator),
                concurrency: pick([1, 2, 8], &generator),
                queue: pick([2, 100], &generator),
                hold: pick([30, 60], &generator)
            )
        }
        return .sample(
            models,
            budget: pick([9, 10, 16], &generator),
            pools: pools,
            teams: [.init(name: "team", gpus: pick([8, 10], &generator))]
        )
    }

    private static func world(seed: UInt64, meddling: Double? = nil) -> FleetWorld {
        var generator = SplitMix(seed: seed)
        let count = Int.random(in: 2...7, using: &generator)
        let config = config(&generator, models: count)
        let pace = (0..<count).map { _ in Double.random(in: 1...60, using: &generator) }
        let isTroubled = Bool.random(using: &generator)
        return FleetWorld(
            config,
            pace: pace,
            work: .random(in: 0.5...10, using: &generator),
            trouble: isTroubled ? .init(failedStart: 0.3, crash: 0.3, illness: 0.2) : .init(),
            meddling: meddling,
            seed: seed
        )
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func holds(seed: UInt64) {
        var world = Self.world(seed: seed)
        world.run(until: 4000, closing: 1500)
        #expect(world.isQuiet, "after the last client has left, all is quiet")
        #expect(world.isAllAnswered, "an answer, a refusal, a failure or the client's own deadline")
        #expect(world.answered > 0)
        // Whatever crashed has been started anew: the longest backoff and the longest start have passed.
        #expect(world.ready(0) >= 1 || world.trouble.failedStart > 0, "min")
    }

    /// The same while people wake, pin and put to sleep, the schedule comes and goes, and settings change under load.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func holdsWhilePeopleMeddle(seed: UInt64) {
        var world = Self.world(seed: seed, meddling: 10)
        world.run(until: 4000, closing: 1500)
        #expect(world.isQuiet)
        #expect(world.isAllAnswered)
        #expect(world.answered > 0)
        #expect(world.ready(0) >= 1 || world.trouble.failedStart > 0, "min, after all have let go")
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func sameEventsGiveSameActions(seed: UInt64) {
        var (first, second) = (Self.world(seed: seed), Self.world(seed: seed))
        first.run(until: 1000, closing: 900)
        second.run(until: 1000, closing: 900)
        #expect(first.log == second.log)
        #expect(first.log.count > 10)
        #expect(first.scaler.learned == second.scaler.learned)
        #expect(first.scaler.status(at: 1000) == second.scaler.status(at: 1000))
    }

    /// Models that are always busy share one GPU, and each is served again within the bound of `FleetScaler`: for each
    /// model before it a patience, the rest of a start and a residency, the longest answer and the end of a process.
    @Test(arguments: [2, 3, 5], 1...4 as ClosedRange<UInt64>)
    func nobodyStarves(models: Int, seed: UInt64) {
        let specs = (0..<models).map {
            ScalingConfig.Model.sample("model-\($0)", idle: .never, coldStart: 5, residency: 10, stream: 20, hold: 25)
        }
        var world = FleetWorld(
            .sample(specs, budget: 1),
            pace: Array(repeating: 1, count: models),
            work: 3,
            seed: seed
        )
        world.run(until: 3000, closing: 2900)
        // Patience (25 − 5) ÷ 2, at most one and a half starts, residency, longest answer, end of the process.
        let turn = 10.0 + 7.5 + 10 + 20 + 2
        for drought in world.longestDrought {
            #expect(drought > 0, "they do compete")
            #expect(drought <= Double(models) * turn + 7.5, "\(world.longestDrought)")
        }
        #expect(world.answered > 500)
    }

    /// A large model gets its turn among small ones that would fit into what is free, each busy all the time.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func aLargeModelGetsItsTurn(seed: UInt64) {
        let small = (0..<12).map {
            ScalingConfig.Model.sample("small-\($0)", gpus: 1, idle: .fixed(seconds: 1), residency: 3, stream: 20)
        }
        let large = ScalingConfig.Model.sample("large", gpus: 8, residency: 3, stream: 20)
        var world = FleetWorld(
            .sample([large] + small, budget: 8),
            pace: [3] + Array(repeating: 4, count: small.count),
            work: 3,
            seed: seed
        )
        world.run(until: 2000, closing: 1900)
        #expect(world.longestDrought[0] > 0)
        // Its own end; a turn of the small ones that have none, as above; its own turn; its start.
        #expect(world.longestDrought[0] <= 22 + 2 * (10 + 7.5 + 3 + 20 + 2) + 7.5, "\(world.longestDrought[0])")
    }
}
