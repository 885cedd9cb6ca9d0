import Compiler
import FleetEmit
import FoundationEssentials
import TestSupport
import Testing

@Suite struct ModelFilesTests {
    private static let paper = Emitted("paper")
    private static let engines = Emitted("engines")

    @Test(
        arguments: ["deepseek-r1", "gemma-3-27b", "llama-3-2-90b-vision", "qwen-3-235b"],
        ["values", "scaledobject"]
    )
    func paperFleet(model: String, kind: String) throws {
        let text = try Self.paper.text("production/models/\(model)/\(kind).yaml")
        expectGolden(text, at: FixtureFolder("goldens", beside: #filePath).path + "/paper/\(model)-\(kind).yaml")
    }

    @Test(arguments: ["llama-cpp", "processor", "sglang", "tensorrt", "tgi", "vllm-ray", "vllm-s3"])
    func everyEngine(model: String) throws {
        let text = try Self.engines.text("staging/models/\(model)/values.yaml")
        expectGolden(text, at: FixtureFolder("goldens", beside: #filePath).path + "/engines/\(model).yaml")
    }

    @Test func schemaOfTheValues() throws {
        let text = try Self.paper.text("charts/model-server/values.schema.json")
        expectGolden(text, at: FixtureFolder("goldens", beside: #filePath).path + "/values.schema.json")
    }

    /// Flux takes up a chart only when its version is another.
    @Test(arguments: ["model-server", "spindle-agent"])
    func chartsCarryTheirContentInTheirVersion(chart: String) throws {
        let text = try Self.paper.text("charts/\(chart)/Chart.yaml")
        #expect(text.contains(/\nversion: [0-9]+\.[0-9]+\.[0-9]+\+[0-9a-f]{16}\n/))
    }

    @Test func originsNameEveryLayer() throws {
        let file = try #require(Self.paper.files.first { $0.path == "production/models/deepseek-r1/values.yaml" })
        #expect(
            file.origins.map(\.description) == [
                "specs/environments/production.yaml#cluster",
                "specs/environments/production.yaml#models.deepseek-r1",
                "specs/environments/production.yaml#pools.h100",
                "specs/fleet.yaml#defaults",
                "specs/models/deepseek-r1.yaml",
            ]
        )
    }

    /// KEDA or the agent owns the count: a manifest that names it fights them at every sync.
    @Test func nothingNamesReplicas() {
        for file in Self.paper.files + Self.engines.files where file.path.contains("/models/") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("\nreplicas:") && !text.contains(" replicas:"), "\(file.path)")
        }
    }

    @Test func pathsAreSortedAndUnique() {
        for files in [Self.paper.files, Self.engines.files] {
            #expect(files.map(\.path) == Set(files.map(\.path)).sorted())
        }
    }

    /// For `scripts/conformance`: `EMIT_TO=folder swift test --filter writesForInspection`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["EMIT_TO"] != nil))
    func writesForInspection() throws {
        let folder = ProcessInfo.processInfo.environment["EMIT_TO"] ?? ""
        for (name, files) in [("paper", Self.paper.files), ("engines", Self.engines.files)] {
            for file in files {
                let url = URL(filePath: "\(folder)/\(name)/\(file.path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.bytes).write(to: url)
            }
        }
    }
}
