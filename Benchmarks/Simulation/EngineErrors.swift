import Fleet
import FoundationEssentials
import Simulation
import SpecSyntax

/// The formula of an engine beside what Splitwise measured (github.com/Mutinifni/splitwise-sim, `data/perf_model.csv`).
struct EngineErrors {
    private struct Row {
        var kind: String
        /// Seconds, measured and by the formula.
        var prefill: (measured: Double, formula: Double)
        var step: (measured: Double, formula: Double)
        var batch: Int
    }

    struct Unreadable: Error {}

    private var rows: [Row] = []

    init(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable() }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let head = lines.first else { throw Unreadable() }
        func column(_ name: String) throws -> Int {
            guard let index = head.firstIndex(of: name) else { throw Unreadable() }
            return index
        }
        let places = try ["prompt_size", "batch_size", "token_size", "prompt_time", "token_time", "tensor_parallel"]
            .map(column)
        let (model, hardware) = (try column("model"), try column("hardware"))
        for line in lines.dropFirst() {
            let values = places.compactMap { Double(line[$0]) }
            guard values.count == places.count, let architecture = Self.architectures[line[model]],
                let gpu = Self.gpus[line[hardware]]
            else { continue }
            let (prompt, batch, tokens) = (values[0], values[1], values[2])
            let cache = 2 * architecture.layers * architecture.kvHeads * architecture.headDim * 2
            let speed = EngineSpeed(architecture, .bf16, on: gpu, gpus: Int(values[5]), cachePerToken: cache)
            rows.append(
                Row(
                    kind: "\(line[model]), \(Int(values[5])) × \(line[hardware])",
                    prefill: (values[3] / 1000, speed.prefill(prompt * batch)),
                    step: (values[4] / 1000, speed.step(sequences: Int(batch), cached: batch * (prompt + tokens / 2))),
                    batch: Int(batch)
                )
            )
        }
    }

    private static let architectures: [String: Architecture] = [
        "llama2-70b": Architecture(
            name: "llama2-70b",
            parameters: 68_976_648_192,
            layers: 80,
            heads: 64,
            kvHeads: 8,
            headDim: 128,
            maxContext: 4096
        ),
        "bloom-176b": Architecture(
            name: "bloom-176b",
            parameters: 176_247_271_424,
            layers: 70,
            heads: 112,
            kvHeads: 112,
            headDim: 128,
            maxContext: 8192
        ),
    ]

    private static let gpus = ["a100-80gb": "A100-80GB", "h100-80gb": "H100-80GB"].compactMapValues {
        Catalogue.bundled.gpus[$0]
    }

    func render() -> String {
        let kinds = Array(Set(rows.map(\.kind))).sorted()
        var text =
            "| engine, \(rows.count) measurements | prefill: formula ÷ measured, median | 5 % to 95 % | step: median | 5 % to 95 % |\n"
        text += "|---|---:|---:|---:|---:|\n"
        for kind in kinds { text += line(kind, rows.filter { $0.kind == kind }) }
        for batch in [1, 8, 64] { text += line("all, batches of \(batch)", rows.filter { $0.batch == batch }) }
        return text + line("all", rows)
    }

    private func line(_ name: String, _ rows: [Row]) -> String {
        func spread(_ ratios: [Double]) -> String {
            let sorted = ratios.sorted()
            func at(_ share: Double) -> String {
                "\((sorted[Int(share * Double(sorted.count - 1))] * 100).rounded() / 100)"
            }
            return sorted.isEmpty ? "– | –" : "\(at(0.5)) | \(at(0.05)) to \(at(0.95))"
        }
        let prefill = spread(rows.map { $0.prefill.formula / $0.prefill.measured })
        let step = spread(rows.map { $0.step.formula / $0.step.measured })
        return "| \(name) | \(prefill) | \(step) |\n"
    }
}
