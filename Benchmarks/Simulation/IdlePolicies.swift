import AgentConfig
import FoundationEssentials
import Simulation

/// One model under ways to let it sleep, on traces of real traffic made so sparse that it matters: what each costs beside the
/// best that anybody could have done who starts it only when a request comes.
struct IdlePolicies {
    private static let coldStart = 180.0
    /// Mean seconds between requests.
    private static let sparsities = [30.0, 120, 600]
    private static let fixed = [0.0, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200]

    private struct Row {
        var trace: String
        var requests: Int
        /// Cost over the optimum's at the same price of waiting.
        var adaptive: Double
        /// GPU time over that of the optimum which makes requests wait as long.
        var adaptiveAtEqualWait: Double
        /// The best fixed timeout in hindsight, and the same two figures of it.
        var best: (seconds: Double, cost: Double, atEqualWait: Double)
        var keda: Double
        /// What is saved against a model that is always on.
        var saved: Double
    }

    private var rows: [Row] = []

    init(_ folder: String) throws {
        let files = ["AzureLLMInferenceTrace_conv.csv", "AzureLLMInferenceTrace_code.csv", "servegen-rate-10min.csv"]
        for file in files {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else { continue }
            let bytes = Array(data)
            guard let format = TraceFormat(guessing: bytes) else { continue }
            let series = format == .rates ? ["m-large", "m-mid", "m-small"] : [""]
            for name in series {
                for sparsity in Self.sparsities {
                    let trace = try Self.trace(bytes, format, name, sparsity)
                    let title =
                        name.isEmpty ? String(file.dropLast(4).dropFirst("AzureLLMInferenceTrace_".count)) : name
                    rows.append(Self.row("\(title), one in \(Int(sparsity)) s", trace))
                }
            }
        }
    }

    /// An hour of Azure's would hold only a few requests: its gaps are stretched instead.
    private static func trace(
        _ bytes: [UInt8],
        _ format: TraceFormat,
        _ series: String,
        _ sparsity: Double
    ) throws -> Trace {
        if format == .rates {
            let whole = try RateTable(bytes).series.first { $0.name == series }?.points ?? []
            let mean = whole.reduce(0) { $0 + $1.rate } / Double(max(1, whole.count))
            return try format.read(bytes, draw: RateDraw(seed: 1, factor: 1 / sparsity / mean, names: [series]))
        }
        let dense = try format.read(bytes, draw: RateDraw(seed: 1))
        let factor = sparsity * Double(dense.requests.count) / dense.duration
        return Trace(
            dense.requests.map { request in
                var request = request
                request.time *= factor
                return request
            }
        )
    }

    private static func row(_ name: String, _ trace: Trace) -> Row {
        let traffic = Traffic(trace, seed: 1)
        let fleet = BenchmarkFleet.one(coldStart: coldStart)
        let work = trace.requests.map { request in
            (time: request.time, seconds: Double(request.answerTokens - 1) / BenchmarkFleet.decode)
        }
        func run(_ policy: ScalingPolicy) -> (held: Double, wait: Double) {
            var settings = SimulationSettings(seed: 1)
            (settings.coldStartVariation, settings.stopSeconds) = (0, 0)
            let result = fleet.run(Strategy(policy, .hybrid), traffic, settings)
            precondition(result.served == result.requests)
            return (result.gpuHours * 3600, result.coldWait)
        }
        func cost(_ run: (held: Double, wait: Double)) -> Double { run.held + run.wait }
        let optimum = ReactiveOptimum(work, coldStart: coldStart, weight: 1)
        let least = optimum.held + optimum.wait
        func atEqualWait(_ run: (held: Double, wait: Double)) -> Double {
            run.held / ReactiveOptimum.within(wait: run.wait, work, coldStart: coldStart).held
        }
        let adaptive = run(.spec)
        let timeouts = fixed.map { (seconds: $0, run: run(.fixed(seconds: $0))) }
        let best = timeouts.min { cost($0.run) < cost($1.run) } ?? (0, adaptive)
        return Row(
            trace: name,
            requests: trace.requests.count,
            adaptive: cost(adaptive) / least,
            adaptiveAtEqualWait: atEqualWait(adaptive),
            best: (best.seconds, cost(best.run) / least, atEqualWait(best.run)),
            keda: cost(run(.keda)) / least,
            saved: 1 - adaptive.held / trace.duration
        )
    }

    func render() -> String {
        var text = """
            | one model, cold start \(Int(Self.coldStart)) s | requests | adaptive ÷ optimum | held, at equal wait | best fixed | ÷ optimum | held, at equal wait | KEDA ÷ optimum | GPU time saved |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|

            """
        for row in rows {
            text +=
                "| \(row.trace) | \(row.requests) | \(two(row.adaptive)) | \(two(row.adaptiveAtEqualWait)) "
                + "| \(Int(row.best.seconds)) s | \(two(row.best.cost)) | \(two(row.best.atEqualWait)) | \(two(row.keda)) | \(Int((100 * row.saved).rounded())) % |\n"
        }
        let worst = rows.map(\.adaptiveAtEqualWait).max() ?? .infinity
        let better = rows.count { $0.adaptive <= $0.best.cost }
        let regret = rows.map { $0.adaptive / $0.best.cost }.max() ?? .infinity
        return text + """

            | bar | measured | wanted | |
            |---|---:|---:|---|
            | held by adaptive over the optimum's at equal wait, worst trace | \(two(worst)) | ≤ 1.25 | \(worst <= 1.25 ? "met" : "**not met**") |
            | traces on which adaptive is at least as good as the best fixed timeout | \(better) of \(rows.count) | all | \(better == rows.count ? "met" : "**not met**") |
            | adaptive over the best fixed timeout, worst trace | \(three(regret)) | ≤ 1 | \(regret <= 1 ? "met" : "**not met**") |

            """
    }

    private func three(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

    private func two(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
