import Foundation
import Parallel
import Simulation
import SimulationReports

/// Makes the paper's table: what Spindle gives against static deployments of the same four models, simulated.
///
/// The assumptions are those of docs/paper.md. The table goes into docs/paper/results.md, a page with charts of the first
/// inference strategy into .build/paper/page.html. To be run in the root of the repository.
@main
struct PaperBenchmark {
    private static let page = ".build/paper/page.html"

    static func main() {
        do {
            let arguments = try PaperArguments(CommandLine.arguments.dropFirst())
            guard !arguments.asksForHelp else { return print(PaperArguments.usage) }
            try run(arguments)
        } catch {
            say("\(error)")
            exit(2)
        }
    }

    private static func run(_ arguments: PaperArguments) throws {
        let fleet = try PaperFleet(specs: "specs", environment: "production")
        let source = try PaperTraffic(folder: "docs/paper", rate: arguments.rate, days: arguments.days)
        let seeds = (1...arguments.seeds).map { UInt64($0) }
        var table = PaperTable(fleet.deployments)
        for inference in InferenceStrategy.all {
            let improved = fleet.failingLess(inference)
            let traffic = seeds.concurrentMap { source.draw(inference, seed: $0) }
            let runs = fleet.deployments.flatMap { deployment in seeds.indices.map { (deployment, $0) } }
            let results = runs.concurrentMap { deployment, place in
                improved.run(deployment, traffic[place], settings(seeds[place]))
            }
            table.add(inference, results, seeds: seeds.count)
            say("\(inference.name): \(runs.count) runs of \(traffic[0].trace.requests.count) requests")
            if inference == InferenceStrategy.all.first {
                let first = stride(from: 0, to: results.count, by: seeds.count).map { results[$0] }
                let report = SimulationReport(improved, traffic[0], settings(1), fleet.deployments, first)
                try write(SimulationPage(report).render(), to: page)
            }
        }
        try write(table.render(), to: arguments.out)
        print(table.render())
    }

    private static func settings(_ seed: UInt64) -> SimulationSettings {
        var settings = SimulationSettings(seed: seed)
        settings.route = "auto"
        return settings
    }

    private static func write(_ text: String, to path: String) throws {
        let file = URL(filePath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    private static func say(_ words: String) { FileHandle.standardError.write(Data("paper: \(words)\n".utf8)) }
}
