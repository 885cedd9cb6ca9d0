import AgentChart
import Fleet
import FleetPlan
import ModelServerChart

/// `charts/model-server` and `charts/spindle-agent`, as soon as one environment is a cluster.
///
/// The files are copied byte for byte, but for the version: a comment in a template would stay in what Helm renders, or
/// break it.
enum ChartEmitter {
    static func files(for input: EmitInput) -> [GeneratedFile] {
        guard input.plans.contains(where: { $0.environment.cluster != nil }) else { return [] }
        let schema = (path: "values.schema.json", bytes: modelServerSchema)
        return chart("model-server", ModelServerChart.files + [schema]) + chart("spindle-agent", AgentChart.files)
    }

    private static func chart(_ name: String, _ files: [(path: String, bytes: [UInt8])]) -> [GeneratedFile] {
        let content = fingerprint(of: files)
        return files.map { file in
            GeneratedFile(
                path: "charts/\(name)/\(file.path)",
                bytes: file.path == "Chart.yaml" ? versioned(file.bytes, content) : file.bytes
            )
        }
    }

    /// Adds what the chart holds to its version, as build metadata of SemVer 2: Flux takes up a chart only when its version
    /// is another.
    private static func versioned(_ chart: [UInt8], _ content: String) -> [UInt8] {
        let lines = String(decoding: chart, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return Array(lines.map { $0.hasPrefix("version: ") ? "\($0)+\(content)" : $0 }.joined(separator: "\n").utf8)
    }

    /// Sixteen hexadecimal digits of FNV-1a (Fowler, Noll and Vo), 64 bits, over names and bytes.
    private static func fingerprint(of files: [(path: String, bytes: [UInt8])]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for file in files.sorted(by: { $0.path < $1.path }) {
            for byte in Array(file.path.utf8) + [0] + file.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Draft 7 is the newest that both Helm 4 and the Helm inside older releases of Argo CD and Flux read.
    static var modelServerSchema: [UInt8] {
        var schema = ModelServerValues.schema
        // Helm adds `global` to the values of every chart.
        schema.properties?.append(("global", JSONSchema(type: "object")))
        var document: YAMLValue = ["$schema": "http://json-schema.org/draft-07/schema#"]
        document.set("title", "Values of model-server")
        if case .map(let entries) = schema.json { for entry in entries { document.set(entry.key, entry.value) } }
        return JSONWriter.file(document)
    }
}
