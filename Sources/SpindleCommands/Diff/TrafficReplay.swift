import Compiler
import Fleet
import FleetDiff
import FleetPlan
import Simulation
import SpecSyntax

/// Traffic of the past, to see what a change would have done to it.
struct TrafficReplay {
    private let options: TrafficOptions
    private let seeds: Int
    private let trace: Trace
    private let replay: SeededReplay

    init(_ options: TrafficOptions, seeds: Int) throws(CommandFailure) {
        self.options = options
        self.seeds = seeds
        trace = try options.readTrace()
        replay = try SeededReplay(trace, options)
    }

    /// Adds to each environment that is on both sides what the traffic would have met there.
    func add(
        to report: inout DiffReport,
        _ before: CompileResult?,
        _ after: CompileResult?
    ) throws(CommandFailure) {
        for index in report.diff?.environments.indices ?? 0..<0 {
            guard let name = report.diff?.environments[index].name, let old = fleet(name, of: before),
                let new = fleet(name, of: after)
            else { continue }
            for side in [old, new] { try options.checkNames(trace, side.router) }
            let sides = replay.run([old, new], seeds: seeds, from: 0)
            report.diff?.environments[index].replay = ReplayedChange(sides[0], sides[1])
        }
    }

    private func fleet(_ environment: String, of result: CompileResult?) -> SimulatedFleet? {
        guard let result, let plan = result.plans.first(where: { $0.environment.name.value == environment }) else {
            return nil
        }
        return SimulatedFleet(plan, fleet: result.fleet?.name.value ?? "")
    }
}
