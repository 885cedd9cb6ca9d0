import AgentConfig
import Fleet
import FoundationEssentials
import Simulation
import SpecSyntax

/// Times the simulation of a million requests on one thread against its bar and its floor.
///
/// With `--speeds FILE`, Splitwise's measurements, it also says how far the formula of an engine is from them; with
/// `--traces FOLDER`, how far ways to let a model sleep are from the best that could have been done.
@main
struct SimulationBenchmark {
    /// Seconds.
    private static let bar = 10.0
    private static let requests = 1_000_000

    static func main() throws {
        let traffic = Traffic(BenchmarkFleet.trace(requests), seed: 1)
        let fleet = BenchmarkFleet.four
        let clock = ContinuousClock()
        var rows: [(name: String, seconds: Double, result: SimulationResult)] = []
        for strategy in [Strategy(.spec, .hybrid), Strategy(.spec, .random), Strategy(.adaptive, .keywords)] {
            var result: SimulationResult?
            let time = clock.measure { result = fleet.run(strategy, traffic, SimulationSettings(seed: 1)) }
            if let result { rows.append((strategy.name, time / .seconds(1), result)) }
        }
        let floor = clock.measure { precondition(Floor.run(traffic.trace) > 0) } / .seconds(1)
        print(
            "| a million requests, four models | seconds | over the floor | served | starts |\n|---|---:|---:|---:|---:|"
        )
        for row in rows {
            print(
                "| \(row.name) | \(rounded(row.seconds)) | \(rounded(row.seconds / floor))× | \(row.result.served) | \(row.result.coldStarts) |"
            )
        }
        print("| floor: three events a request through a heap | \(rounded(floor)) | | | |")
        let slowest = rows.map(\.seconds).max() ?? .infinity
        print(
            """

            | bar | measured | wanted | |
            |---|---:|---:|---|
            | a million requests on one thread | \(rounded(slowest)) s | < \(rounded(bar)) s | \(slowest < bar ? "met" : "**not met**") |
            """
        )
        if let speeds = argument("--speeds") { print("\n" + (try EngineErrors(speeds).render())) }
        if let traces = argument("--traces") { print("\n" + (try IdlePolicies(traces).render())) }
    }

    private static func argument(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
        return arguments[place + 1]
    }

    private static func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}

/// What any simulation of this kind has to do: every request comes, begins and ends, in the order of time.
private enum Floor {
    static func run(_ trace: Trace) -> Int {
        var heap: [(time: Double, left: Int)] = []
        heap.reserveCapacity(1024)
        var (done, next) = (0, 0)
        while next < trace.requests.count || !heap.isEmpty {
            let arrival = next < trace.requests.count ? trace.requests[next].time : .infinity
            if let first = heap.first, first.time <= arrival {
                let last = heap.removeLast()
                if !heap.isEmpty {
                    heap[0] = last
                    sink(&heap)
                }
                if first.left > 0 { push(&heap, (first.time + 2, first.left - 1)) } else { done += 1 }
            } else {
                push(&heap, (arrival, 1))
                next += 1
            }
        }
        return done
    }

    private static func push(_ heap: inout [(time: Double, left: Int)], _ event: (Double, Int)) {
        heap.append((event.0, event.1))
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private static func sink(_ heap: inout [(time: Double, left: Int)]) {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1].time < heap[child].time { child += 1 }
            guard heap[child].time < heap[parent].time else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
