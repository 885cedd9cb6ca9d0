import Simulation
import Synchronization

/// Says on a terminal how far simulations are.
final class SimulationProgress: Sendable {
    private let total: Int
    private let done = Mutex([Strategy: Int]())

    init(requests: Int, runs: Int) { total = requests * runs }

    func report(_ requests: Int, of strategy: Strategy) {
        let sum = done.withLock { done in
            done[strategy] = requests
            return done.values.reduce(0, +)
        }
        Console.standard.progress("simulated \(total > 0 ? 100 * sum / total : 100) % of \(total) requests …")
    }

    func end() { Console.standard.progress("") }
}
