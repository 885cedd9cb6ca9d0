import AgentConfig
import Scaling
import Testing

@testable import Agent

/// What is told of time that models did not use.
@Suite struct SavingsTests {
    /// Models that sleep until somebody asks, at 3.6 an hour.
    private func files(_ most: (name: String, max: Int)...) throws -> AgentFiles {
        var fleet = TestFleet()
        fleet.models = most.map { name, max in TestFleet.Model(name).with { ($0.min, $0.max) = (0, max) } }
        return try AgentFiles(router: fleet.router, scaling: fleet.scaling(ports: 20000...20100))
    }

    private func report(_ state: DispatchState, _ files: AgentFiles, at now: Double) -> FleetReport {
        FleetReport(state, files, digest: "", at: now, uptime: now, time: now)
    }

    @Test func alwaysOnFollowsTheConfigurationThatHeld() throws {
        let before = try files(("m", 1))
        var state = DispatchState(before, learned: nil, at: 0)
        #expect(report(state, before, at: 3600).cost.gpuSecondsAlwaysOn == 3600)
        #expect(report(state, before, at: 3600).cost.alwaysOn == 3.6)

        // From then on two replicas at most, and a model that was not there before.
        let after = try files(("m", 2), ("n", 1))
        _ = state.configure(after, at: 3600)
        #expect(report(state, after, at: 7200).cost.gpuSecondsAlwaysOn == 3600 + 2 * 3600 + 3600)
        #expect(report(state, after, at: 7200).cost.alwaysOn == 4 * 3.6)

        // Who is gone counts on neither side.
        _ = state.configure(before, at: 7200)
        #expect(report(state, before, at: 7200).cost.gpuSecondsAlwaysOn == 3 * 3600)
        #expect(report(state, before, at: 7200).cost.spent == 0)
    }

    @Test func aReplicaCountsFromItsOrderToItsEnd() throws {
        let files = try files(("m", 1))
        var state = DispatchState(files, learned: nil, at: 0)
        _ = state.acquire("m", priority: 0, prefix: nil, at: 100) { _ in }
        #expect(report(state, files, at: 160).cost.gpuSeconds == 60)
        let replica = try #require(state.scaler.status(at: 160).first?.replicas.first?.id)
        _ = state.note(.failedToStart(replica, reason: "it exited"), at: 200)
        #expect(report(state, files, at: 200).cost.gpuSeconds == 100)
        #expect(report(state, files, at: 200.5).cost.gpuSeconds == 100)
    }
}
