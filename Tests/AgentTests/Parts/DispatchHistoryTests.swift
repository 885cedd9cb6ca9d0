import AgentConfig
import Scaling
import Testing

@testable import Agent

/// What is remembered of the phases when requests and replicas change them.
@Suite struct DispatchHistoryTests {
    private func phases(_ state: DispatchState, _ model: String = "m", at now: Double) -> [String] {
        state.history.spans(of: model, at: now).map(\.phase)
    }

    /// Models of one GPU each, which share one and sleep after 30 s.
    private func state(_ names: String...) throws -> DispatchState {
        var fleet = TestFleet()
        fleet.gpuBudget = 1
        fleet.models = names.map { name in
            TestFleet.Model(name).with { ($0.min, $0.idle, $0.concurrency) = (0, .fixed(seconds: 30), 20) }
        }
        return DispatchState(
            try AgentFiles(router: fleet.router, scaling: fleet.scaling(ports: 20000...20100)),
            learned: nil,
            at: 0
        )
    }

    private func ask(_ state: inout DispatchState, _ model: String = "m", at now: Double) -> TicketID? {
        let (acquisition, _) = state.acquire(model, priority: 0, prefix: nil, at: now) { _ in }
        guard case .waiting(let ticket) = acquisition else { return nil }
        return ticket
    }

    private func replica(_ state: DispatchState, _ model: String = "m", at now: Double) throws -> ReplicaID {
        try #require(state.scaler.id(of: model).flatMap { state.scaler.status(of: $0, at: now) }?.replicas.first?.id)
    }

    @Test func aRequestWakesAModelThatThenSleepsAgain() throws {
        var state = try state("m")
        #expect(phases(state, at: 0) == ["zero"])
        let ticket = try #require(ask(&state, at: 10))
        let replica = try replica(state, at: 10)
        _ = state.note(.becameReady(replica), at: 15)
        _ = state.cancel(ticket, at: 16)
        _ = state.tick(at: 60)
        _ = state.note(.stopped(replica), at: 61)
        let spans = state.history.spans(of: "m", at: 70)
        #expect(spans.map(\.phase) == ["zero", "starting", "ready", "draining", "zero"])
        #expect(spans.map(\.start) == [0, 10, 15, 60, 61])
        #expect(spans.last?.cause == "nobody asked for it for 30 s")
    }

    @Test func whoWaitsForGPUsAndGivesUpHasWaited() throws {
        var state = try state("m", "n")
        _ = ask(&state, "m", at: 1)
        _ = state.note(.becameReady(try replica(state, "m", at: 1)), at: 2)
        let ticket = try #require(ask(&state, "n", at: 3))
        #expect(phases(state, "n", at: 4) == ["zero", "waiting"])
        _ = state.cancel(ticket, at: 5)
        #expect(phases(state, "n", at: 6) == ["zero", "waiting", "zero"])
    }

    @Test func aStartThatFailsBacksOffWithItsReason() throws {
        var state = try state("m")
        _ = ask(&state, at: 1)
        _ = state.note(.failedToStart(try replica(state, at: 1), reason: "it exited with status 3"), at: 2)
        let last = state.history.spans(of: "m", at: 3).last
        #expect(last?.phase == "backoff")
        #expect(last?.cause == "it exited with status 3")
    }

    @Test func requestsThatAreServedAtOnceChangeNothing() throws {
        var state = try state("m")
        _ = ask(&state, at: 1)
        _ = state.note(.becameReady(try replica(state, at: 1)), at: 2)
        let before = state.history
        for second in 3..<10 { _ = ask(&state, at: Double(second)) }
        #expect(state.history == before)
    }
}
