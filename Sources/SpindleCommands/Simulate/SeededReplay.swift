import Parallel
import Simulation

/// One trace with several seeds, for fleets that are to be compared.
struct SeededReplay {
    private let trace: Trace
    private let options: TrafficOptions
    private let prompts: PromptSet

    init(_ trace: Trace, _ options: TrafficOptions) throws(CommandFailure) {
        self.trace = trace
        self.options = options
        prompts = try options.promptSet()
    }

    /// - Parameters:
    ///   - first: added to the seed that was asked for.
    /// - Returns: for each fleet, one result a seed.
    func run(_ fleets: [SimulatedFleet], seeds: Int, from first: UInt64) -> [[SimulationResult]] {
        let numbers = (0..<UInt64(seeds)).map { options.seed &+ first &+ $0 }
        let traffic = numbers.concurrentMap { Traffic(trace, prompts: prompts, seed: $0) }
        let strategy = Strategy(.spec, .hybrid)
        return fleets.concurrentMap { fleet in
            zip(numbers, traffic).map { seed, traffic in
                var settings = options.settings
                settings.seed = seed
                return fleet.run(strategy, traffic, settings)
            }
        }
    }
}
