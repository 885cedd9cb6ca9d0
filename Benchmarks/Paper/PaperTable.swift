import Foundation
import Simulation

/// The table, in Markdown: figures of every deployment, and what the fleet gains against the static ones.
struct PaperTable {
    private let deployments: [Strategy]
    private var text = ""
    private var requests: [Int] = []

    /// What the paper reports at best (arXiv 2512.22402).
    private static let theirs = "+21.6 % | −30 % | −33 %"

    init(_ deployments: [Strategy]) { self.deployments = deployments }

    /// - Parameter results: of all seeds of the first deployment, then of the next.
    mutating func add(_ inference: InferenceStrategy, _ results: [SimulationResult], seeds: Int) {
        let runs = deployments.indices.map { Array(results[($0 * seeds)..<(($0 + 1) * seeds)]) }
        requests += results.map(\.requests)
        text += """

            ## \(inference.name)

            | deployment | good answers | seconds, mean | cost of 1,000 | GPU hours |
            |---|---:|---:|---:|---:|

            """
        for (deployment, runs) in zip(deployments, runs) {
            let cells = [
                Self.words(runs.map { 100 * $0.success }, digits: 2, unit: " %"),
                Self.words(runs.map(\.latency.mean), digits: 2),
                Self.words(runs.map { 1000 * ($0.costPerQuery ?? 0) }, digits: 2),
                Self.words(runs.map(\.gpuHours), digits: 0),
            ]
            text += "| `\(deployment.name)` | \(cells.joined(separator: " | ")) |\n"
        }
        text += "\n| against | routing | good answers | latency | cost a query |\n|---|---|---:|---:|---:|\n"
        for (place, baseline) in deployments.enumerated() where baseline.scaling == .policy(.alwaysOn) {
            for (mine, deployment) in deployments.enumerated() where deployment.scaling == .policy(.spec) {
                let gains = [
                    Self.gain(runs[mine], runs[place]) { $0.success },
                    Self.gain(runs[mine], runs[place]) { $0.latency.mean },
                    Self.gain(runs[mine], runs[place]) { $0.costPerQuery ?? 0 },
                ]
                text += "| `\(baseline.name)` | \(deployment.routing.name) | \(gains.joined(separator: " | ")) |\n"
            }
        }
        text += "| *the paper, at best* | | \(Self.theirs) |\n"
    }

    func render() -> String {
        let mean = requests.reduce(0, +) / max(1, requests.count)
        return """
            # Results

            Written by `make paper`: about \(mean.formatted(.number.locale(Locale(identifier: "en")))) requests a run, means over \
            seeds with 95 % intervals.

            """ + text
    }

    private static func words(_ values: [Double], digits: Int, unit: String = "") -> String {
        let interval = ReplayedChange.Interval(values)
        return String(format: "%.\(digits)f%@ ± %.\(digits)f", interval.mean, unit, interval.high - interval.mean)
    }

    /// Seed by seed, so that what lots make of both is not counted.
    private static func gain(
        _ ours: [SimulationResult],
        _ baseline: [SimulationResult],
        _ measure: (SimulationResult) -> Double
    ) -> String {
        let interval = ReplayedChange.Interval(zip(ours, baseline).map { 100 * (measure($0) / measure($1) - 1) })
        return String(format: "%+.1f ± %.1f %%", interval.mean, interval.high - interval.mean)
            .replacing("-", with: "−")
    }
}
