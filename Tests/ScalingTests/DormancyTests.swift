import AgentConfig
import Testing

@testable import Scaling

/// Models whose engines sleep in place of being stopped.
@Suite struct DormancyTests {
    private static let sleepy = ScalingConfig.Dormancy(level: 1, wake: ColdStart(seconds: 2, estimated: true))

    private static func model(_ name: String) -> ScalingConfig.Model {
        .sample(name, idle: .fixed(seconds: 10), coldStart: 60, dormancy: sleepy, residency: 0)
    }

    /// A scaler with one GPU, and what it says of events.
    private struct World {
        var scaler: FleetScaler

        init(_ models: ScalingConfig.Model..., budget: Int = 1) {
            scaler = FleetScaler(.sample(models, budget: budget), at: 0)
        }

        func id(_ name: String) throws -> ModelID { try #require(scaler.id(of: name)) }

        mutating func tell(
            _ event: FleetEvent,
            at time: Double,
            _ expected: FleetAction...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let actions = scaler.handle(event, at: time)
            #expect(actions == expected, sourceLocation: sourceLocation)
        }

        func status(_ model: ModelID, at time: Double) throws -> ModelStatus {
            try #require(scaler.status(of: model, at: time))
        }
    }

    /// A world whose only model is dormant at 20.
    private static func dormant(_ others: ScalingConfig.Model...) throws -> (World, ModelID, ReplicaID) {
        var world = World(model("a"))
        if let other = others.first { world = World(model("a"), other) }
        let a = try world.id("a")
        let replica = ReplicaID(model: a, number: 1)
        world.tell(.arrived(a), at: 0, .start(replica))
        world.tell(.becameReady(replica), at: 5, .serve(replica))
        world.tell(.abandoned(a), at: 5)
        world.tell(.timer, at: 15, .doze(replica))
        world.tell(.dozed(replica), at: 20)
        return (world, a, replica)
    }

    @Test func itIsRousedAndNotStarted() throws {
        var (world, a, replica) = try Self.dormant()
        #expect(try world.status(a, at: 21).phase == .dormant)
        #expect(try world.status(a, at: 21).gpus == 0)
        world.tell(.arrived(a), at: 30, .rouse(replica))
        #expect(try world.status(a, at: 30).gpus == 1)
        world.tell(.becameReady(replica), at: 31, .serve(replica))
        #expect(try world.status(a, at: 31).phase == .ready)
    }

    /// A waking up is learned as such: what a whole start takes says nothing of it.
    @Test func whatItTakesIsLearned() throws {
        var (world, a, replica) = try Self.dormant()
        #expect(try world.status(a, at: 21).coldStart.mean == 2)
        world.tell(.arrived(a), at: 30, .rouse(replica))
        world.tell(.becameReady(replica), at: 33, .serve(replica))
        #expect(try world.status(a, at: 33).coldStart == .init(mean: 3, late: 3, seen: 1))
        var next = FleetScaler(.sample([Self.model("a")]), learned: world.scaler.learned, at: 0)
        _ = next.handle(.timer, at: 0)
        #expect(next.lives[0].wakings.count == 1)
        #expect(next.lives[0].coldStarts.count == 1)
    }

    /// Its GPUs are for others meanwhile, and it gets them back in its turn.
    @Test func modelsTakeTurnsOnOneGPU() throws {
        var (world, a, first) = try Self.dormant(Self.model("b"))
        let b = try world.id("b")
        let second = ReplicaID(model: b, number: 2)
        world.tell(.arrived(b), at: 30, .start(second))
        world.tell(.becameReady(second), at: 40, .serve(second))
        world.tell(.abandoned(b), at: 40)
        world.tell(.arrived(a), at: 41, .doze(second))
        world.tell(.dozed(second), at: 43, .rouse(first))
        world.tell(.becameReady(first), at: 44, .serve(first))
        #expect(try world.status(b, at: 44).phase == .dormant)
    }

    @Test func oneThatDiesIsStartedAnew() throws {
        var (world, a, replica) = try Self.dormant()
        world.tell(.crashed(replica, reason: "killed"), at: 25)
        #expect(try world.status(a, at: 25).gpus == 0)
        world.tell(.arrived(a), at: 30, .start(ReplicaID(model: a, number: 2)))
    }

    @Test func oneThatDoesNotWakeIsStartedAnew() throws {
        var (world, a, replica) = try Self.dormant()
        world.tell(.arrived(a), at: 30, .rouse(replica))
        world.tell(.stopped(replica), at: 31)
        world.tell(.timer, at: 40, .start(ReplicaID(model: a, number: 2)))
    }

    @Test func aRequestWhileItFallsAsleepWakesItThen() throws {
        var world = World(Self.model("a"))
        let a = try world.id("a")
        let replica = ReplicaID(model: a, number: 1)
        world.tell(.arrived(a), at: 0, .start(replica))
        world.tell(.becameReady(replica), at: 5, .serve(replica))
        world.tell(.abandoned(a), at: 5)
        world.tell(.timer, at: 15, .doze(replica))
        world.tell(.arrived(a), at: 16)
        world.tell(.dozed(replica), at: 17, .rouse(replica))
    }

    @Test func aModelThatIsRemovedOrChangedIsStopped() throws {
        var (world, _, replica) = try Self.dormant()
        world.tell(.configured(.sample([])), at: 30, .stop(replica))
        world.tell(.stopped(replica), at: 31)
        var (changed, _, other) = try Self.dormant()
        var model = Self.model("a")
        model.process?.command = ["other"]
        changed.tell(.configured(.sample([model], budget: 1)), at: 30, .stop(other))
    }

    @Test func toPutItToSleepLeavesItDormant() throws {
        var (world, a, _) = try Self.dormant()
        world.tell(.sleep(a), at: 30)
        #expect(try world.status(a, at: 30).phase == .dormant)
    }
}
