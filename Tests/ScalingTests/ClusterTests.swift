import AgentConfig
import Testing

@testable import Scaling

/// What is different where replicas are pods, and agents several.
@Suite struct ClusterTests {
    /// A scaler of a cluster that decides, or one that follows.
    private static func scaler(leading: Bool = true, _ models: ScalingConfig.Model..., budget: Int = 8) -> FleetScaler {
        let config = ScalingConfig(
            fleet: "fleet",
            environment: "test",
            driver: .keda,
            gpuBudget: budget,
            pools: [.init(name: "pool", nodes: 1, gpusPerNode: 8)],
            teams: [],
            models: models.map { model in
                var model = model
                model.process = nil
                model.target = .init(apiVersion: "apps/v1", kind: "Deployment", name: model.name, namespace: "llm")
                return model
            }
        )
        var scaler = FleetScaler(config, at: 0)
        if leading { _ = scaler.handle(.lead(true), at: 0) }
        return scaler
    }

    private static func expect(
        _ scaler: inout FleetScaler,
        _ event: FleetEvent,
        at time: Double,
        _ expected: [FleetAction],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let actions = scaler.handle(event, at: time)
        #expect(actions == expected, sourceLocation: sourceLocation)
    }

    private func expect(
        _ scaler: inout FleetScaler,
        _ event: FleetEvent,
        at time: Double,
        _ expected: [FleetAction],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        Self.expect(&scaler, event, at: time, expected, sourceLocation: sourceLocation)
    }

    private func id(_ scaler: FleetScaler, _ name: String) throws -> ModelID { try #require(scaler.id(of: name)) }

    /// A model whose replica is ready and has been idle until it was told to stop.
    private static func stopped() throws -> (FleetScaler, ModelID, ReplicaID) {
        var scaler = scaler(.sample("a", idle: .fixed(seconds: 10)))
        let model = try #require(scaler.id(of: "a"))
        guard case .start(let replica)? = scaler.handle(.arrived(model), at: 0).first else {
            throw Problem(description: "nothing was started")
        }
        _ = scaler.handle(.launched(replica), at: 1)
        _ = scaler.handle(.becameReady(replica), at: 2)
        _ = scaler.handle(.abandoned(model), at: 2)
        expect(&scaler, .timer, at: 12, [.stop(replica)])
        return (scaler, model, replica)
    }

    struct Problem: Error { var description: String }

    @Test func aStopIsTakenBackWhileThePodLives() throws {
        var (scaler, model, replica) = try Self.stopped()
        #expect(scaler.podsNeeded(of: model) == 0)
        expect(&scaler, .arrived(model), at: 13, [.resume(replica)])
        #expect(scaler.podsNeeded(of: model) == 1)
    }

    @Test func onceThePodEndsAnotherIsStarted() throws {
        var (scaler, model, replica) = try Self.stopped()
        _ = scaler.handle(.ending(replica), at: 13)
        expect(&scaler, .arrived(model), at: 14, [])
        let actions = scaler.handle(.stopped(replica), at: 15)
        #expect(actions == [.start(ReplicaID(model: model, number: replica.number + 1))])
    }

    @Test func aNodeMayTakeItsTimeToPullTheImage() throws {
        var scaler = Self.scaler(.sample("a", startup: 60))
        let model = try id(scaler, "a")
        let replica = ReplicaID(model: model, number: 1)
        expect(&scaler, .arrived(model), at: 0, [.start(replica)])
        expect(&scaler, .timer, at: 300, [])
        _ = scaler.handle(.launched(replica), at: 300)
        expect(&scaler, .timer, at: 359, [])
        let late = scaler.handle(.timer, at: 361)
        #expect(late.first == .stop(replica))
    }

    @Test func whoFollowsStartsAndStopsNothing() throws {
        var scaler = Self.scaler(leading: false, .sample("a", min: 1, idle: .fixed(seconds: 1)))
        let model = try id(scaler, "a")
        expect(&scaler, .timer, at: 0, [])
        expect(&scaler, .arrived(model), at: 1, [])
        let replica = ReplicaID(model: model, number: 1)
        expect(&scaler, .expected(model, replicas: 1), at: 2, [.start(replica)])
        expect(&scaler, .becameReady(replica), at: 3, [.serve(replica)])
        _ = scaler.handle(.abandoned(model), at: 4)
        expect(&scaler, .timer, at: 100, [])
        expect(&scaler, .expected(model, replicas: 0), at: 101, [.stop(replica)])
        expect(&scaler, .expected(model, replicas: 1), at: 102, [.resume(replica)])
    }

    @Test func whoDecidesThenGoesOnFromThere() throws {
        var scaler = Self.scaler(leading: false, .sample("a", idle: .fixed(seconds: 10)))
        let model = try id(scaler, "a")
        let replica = ReplicaID(model: model, number: 1)
        _ = scaler.handle(.expected(model, replicas: 1), at: 0)
        _ = scaler.handle(.becameReady(replica), at: 1)
        expect(&scaler, .lead(true), at: 5, [])
        expect(&scaler, .timer, at: 12, [.stop(replica)])
    }

    @Test func requestsOfOtherAgentsWakeAndKeepAwake() throws {
        var scaler = Self.scaler(.sample("a", idle: .fixed(seconds: 10)))
        let model = try id(scaler, "a")
        let replica = ReplicaID(model: model, number: 1)
        var others = OtherAgents()
        (others.queued, others.arrivals) = (1, 1)
        expect(&scaler, .elsewhere(model, others), at: 0, [.start(replica)])
        _ = scaler.handle(.becameReady(replica), at: 1)
        (others.queued, others.inFlight) = (0, [replica: 1])
        _ = scaler.handle(.elsewhere(model, others), at: 2)
        expect(&scaler, .timer, at: 60, [])
        #expect(scaler.load(of: model) == 1)
        others.inFlight = [:]
        _ = scaler.handle(.elsewhere(model, others), at: 60)
        expect(&scaler, .timer, at: 69, [])
        expect(&scaler, .timer, at: 71, [.stop(replica)])
    }

    /// It began and ended between two reports.
    @Test func aRequestThatNobodySawCounts() throws {
        var scaler = Self.scaler(.sample("a", idle: .fixed(seconds: 10)))
        let model = try id(scaler, "a")
        let replica = ReplicaID(model: model, number: 1)
        _ = scaler.handle(.wake(model), at: 0)
        _ = scaler.handle(.becameReady(replica), at: 0)
        var others = OtherAgents()
        others.arrivals = 1
        _ = scaler.handle(.elsewhere(model, others), at: 8)
        expect(&scaler, .timer, at: 12, [])
        _ = scaler.handle(.elsewhere(model, others), at: 17)
        expect(&scaler, .timer, at: 18.5, [.stop(replica)])
    }

    @Test func aPodThatIsGoneWaitsForTheNextAndNothingIsCountedDown() throws {
        var scaler = Self.scaler(.sample("a", startup: 60))
        let model = try id(scaler, "a")
        let replica = ReplicaID(model: model, number: 1)
        _ = scaler.handle(.arrived(model), at: 0)
        _ = scaler.handle(.becameReady(replica), at: 1)
        _ = scaler.handle(.healthLost(replica, reason: "its pod is gone"), at: 2)
        #expect(scaler.podsNeeded(of: model) == 1)
        expect(&scaler, .timer, at: 61, [])
        expect(&scaler, .healthRegained(replica), at: 61, [.serve(replica)])
    }

    /// One GPU for two models, and what is idle makes room only when its pod is gone.
    @Test func theBudgetHoldsAcrossModels() throws {
        var scaler = Self.scaler(.sample("a", residency: 0), .sample("b", residency: 0), budget: 1)
        let (a, b) = (try id(scaler, "a"), try id(scaler, "b"))
        let replica = ReplicaID(model: a, number: 1)
        _ = scaler.handle(.arrived(a), at: 0)
        _ = scaler.handle(.becameReady(replica), at: 1)
        _ = scaler.handle(.abandoned(a), at: 1)
        expect(&scaler, .arrived(b), at: 2, [.stop(replica)])
        #expect(scaler.podsNeeded(of: a) == 0)
        #expect(scaler.podsNeeded(of: b) == 0)
        expect(&scaler, .stopped(replica), at: 20, [.start(ReplicaID(model: b, number: 2))])
    }
}
