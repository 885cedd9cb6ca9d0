import AgentConfig
import Testing

@testable import Simulation

@Suite struct TuningTests {
    private func tune(_ fleet: SimulatedFleet, _ times: [Double]) -> Tuning {
        Tuning(fleet) { fleets in
            fleets.map { fleet in (0..<2).map { seed in fleet.run(times, duration: 100_000) { $0.seed = UInt64(seed) } }
            }
        }
    }

    @Test func aTimeoutThatHelpsNobodyIsShortened() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a", idle: .fixed(seconds: 3600))])
        let tuning = tune(fleet, stride(from: 0, to: 100_000, by: 10_000).map { $0 })
        #expect(tuning.changes.contains(.idle(model: "a", .fixed(seconds: 60))))
        #expect(tuning.fleet.scaling.models[0].idle == .fixed(seconds: 60))
        #expect(tuning.tried > 10)
    }

    /// A request each 100 s: whoever goes after 60 makes each of them wait, whoever stays pays for it. Neither is better on
    /// every axis.
    @Test func whatIsATradeIsNotProposed() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a", idle: .fixed(seconds: 60))])
        let tuning = tune(fleet, stride(from: 0, to: 100_000, by: 100).map { $0 })
        #expect(tuning.changes.isEmpty)
        #expect(tuning.fleet.scaling == fleet.scaling)
    }

    @Test func neighboursDifferInOneSetting() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a", gpus: 4, max: 2), SampleModel(name: "b", min: 1)])
        let neighbours = fleet.neighbours
        for change in neighbours {
            let other = change.applied(to: fleet)
            #expect(other.scaling != fleet.scaling || other.router != fleet.router)
            if case .weights(let weights) = change {
                #expect(abs(weights.accuracy + weights.latency + weights.cost - 1) < 1e-9)
                #expect(other.router.routes.allSatisfy { $0.weights == weights })
            }
        }
        #expect(!neighbours.contains(.max(model: "a", 3)), "three of four GPUs are more than the budget")
        #expect(neighbours.contains(.max(model: "a", 1)) && neighbours.contains(.max(model: "b", 2)))
        #expect(!neighbours.contains { if case .idle("b", _) = $0 { true } else { false } }, "it never sleeps")
    }

    @Test func whatMayBeChanceDoesNotHold() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a")])
        let runs = (0..<5).map { seed in fleet.run([0, 500, 900], duration: 3600) { $0.seed = UInt64(seed) } }
        #expect(!Tuning.holds(ReplayedChange(runs, runs)), "it is the same")
        func cheaper(_ factors: [Double]) -> ReplayedChange {
            ReplayedChange(
                runs,
                zip(runs, factors).map { run, factor in
                    var run = run
                    run.cost *= factor
                    return run
                }
            )
        }
        #expect(Tuning.holds(cheaper([0.9, 0.91, 0.9, 0.89, 0.9])))
        #expect(!Tuning.holds(cheaper([0.5, 1.3, 0.6, 1.4, 0.9])))
        #expect(!Tuning.holds(cheaper([1.1, 1.1, 1.1, 1.1, 1.1])))
    }
}
