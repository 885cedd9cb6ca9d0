import Foundation
import TestSupport
import Testing

/// `spindle why` as a user meets it.
@Suite struct WhyCommandTests {
    @Test func aLineAndTheLayersThatSetIt() throws {
        let outcome = try inFleet { try SpindleProcess.run("why", "\(Self.scaledObject):21", in: $0) }
        #expect(outcome.status == 0)
        #expect(outcome.error == "")
        #expect(
            outcome.output == """
                `spec.minReplicaCount`: replicas that are always awake
                   --> generated/production/models/qwen/scaledobject.yaml:21:20
                 21 |   minReplicaCount: 1
                    |                    ^
                   --> specs/fleet.yaml:5:16
                  5 |   scale: {min: 0, max: 4}
                    |                - `scale.min` in `defaults` of fleet `small`, replaced by a layer above
                   --> specs/fleet.yaml:22:23
                 22 |   qwen: {scale: {min: 1}}
                    |                       ^ `scale.min` in `models.qwen` of environment `production`
                    = help: `spindle explain 'models.*.scale.min'` says more

                """
        )
    }

    @Test func aDefaultAndWhatItIsComputedFrom() throws {
        let values = "generated/production/models/qwen/values.yaml:probes.startup.failureThreshold"
        let outcome = try inFleet { try SpindleProcess.run("why", values, in: $0) }
        #expect(outcome.status == 0)
        #expect(
            outcome.output.hasPrefix(
                "`probes.startup.failureThreshold`: a start may take 8m, and the chart probes every 10 s\n"
            )
        )
        #expect(outcome.output.contains("`scale.coldStart` in model `qwen`"))
        #expect(outcome.output.contains("= default: `probes.startup` is not set: 2 × the cold start, at least 5m\n"))
    }

    @Test func aChartIsTheSameForEveryFleet() throws {
        let outcome = try inFleet {
            try SpindleProcess.run("why", "generated/charts/model-server/values.yaml:6", in: $0)
        }
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("the same for every fleet"))
        #expect(outcome.output.contains("= note: it comes with Spindle "))
    }

    @Test func allLinesOfAFile() throws {
        let outcome = try inFleet { try SpindleProcess.run("why", Self.scaledObject, in: $0) }
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(
            lines.contains("specs/fleet.yaml:22  scale.min             21    minReplicaCount: 1"),
            "\(outcome.output)"
        )
        #expect(
            lines.contains("-                                          23    pollingInterval: 5"),
            "\(outcome.output)"
        )
    }

    @Test func jsonIsForPrograms() throws {
        let outcome = try inFleet {
            try SpindleProcess.run("why", "\(Self.scaledObject):21", "--format", "json", in: $0)
        }
        #expect(outcome.status == 0)
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.state == "current" && report.matches)
        let line = try #require(report.lines.first)
        #expect(line.line == 21 && line.kind == "value" && line.path == "spec.minReplicaCount")
        let setting = try #require(line.settings.first)
        #expect(setting.path == "environments.production.models.qwen.scale.min")
        #expect(setting.layers.map(\.inForce) == [false, true])
        #expect(setting.layers.map(\.line) == [5, 22])
    }

    @Test func anEditedLineIsAnErrorAndTheOthersAreAnswered() throws {
        try inFleet { folder in
            try edit("\(folder)/\(Self.scaledObject)", "minReplicaCount: 1", "minReplicaCount: 0\n  # by hand")
            let edited = try SpindleProcess.run("why", "\(Self.scaledObject):21", in: folder)
            #expect(edited.status == 3)
            #expect(edited.error.contains("line 21 of `\(Self.scaledObject)` is not what the specs compile to"))
            #expect(edited.error.contains("was edited by hand"))
            #expect(edited.error.contains("the specs compile to: minReplicaCount: 1"))
            #expect(edited.output.contains("minReplicaCount: 0") && edited.output.contains("specs/fleet.yaml:22"))
            let comment = try SpindleProcess.run("why", "\(Self.scaledObject):22", in: folder)
            #expect(comment.status == 3)
            #expect(comment.output == "")
            let next = try SpindleProcess.run("why", "\(Self.scaledObject):23", in: folder)
            #expect(next.status == 0)
            #expect(next.error == "warning: `\(Self.scaledObject)` was edited by hand\n")
            #expect(next.output.contains(" 23 |   maxReplicaCount: 4"))
        }
    }

    @Test func aStaleFileIsToldFromAnEditedOne() throws {
        try inFleet { folder in
            try edit("\(folder)/specs/fleet.yaml", "max: 4", "max: 5")
            let stale = try SpindleProcess.run("why", "\(Self.scaledObject):22", in: folder)
            #expect(stale.status == 3)
            #expect(stale.error.contains("is stale: `spindle compile` writes it anew"))
            #expect(stale.error.contains("the specs compile to: maxReplicaCount: 5"))
            try FileManager.default.removeItem(atPath: "\(folder)/\(Self.scaledObject)")
            let missing = try SpindleProcess.run("why", "\(Self.scaledObject):22", in: folder)
            #expect(missing.status == 0)
            #expect(missing.error.contains("is not written yet"))
        }
    }

    @Test(arguments: [
        (
            "generated/production/models/qwen/scaledobjct.yaml:3", 2,
            "did you mean `generated/production/models/qwen/scaledobject.yaml`?"
        ),
        ("README.md:3", 2, "no file that these specs generate"),
        ("generated/production/models/qwen/scaledobject.yaml:999", 2, "none with the number 999"),
        ("generated/production/models/qwen/scaledobject.yaml:0", 2, "none with the number 0"),
        (
            "generated/production/models/qwen/scaledobject.yaml:spec.minReplicaCont", 2,
            "did you mean `spec.minReplicaCount`?"
        ),
    ])
    func whatThereIsNot(target: String, status: Int32, words: String) throws {
        let outcome = try inFleet { try SpindleProcess.run("why", target, in: $0) }
        #expect(outcome.status == status)
        #expect(outcome.output == "")
        #expect(outcome.error.contains(words), "\(outcome.error)")
    }

    @Test func aFileThatIsNoLongerGenerated() throws {
        try inFleet { folder in
            try edit("\(folder)/specs/fleet.yaml", "scaling: {via: keda}", "scaling: {via: agent}")
            let outcome = try SpindleProcess.run("why", "\(Self.scaledObject):21", in: folder)
            #expect(outcome.status == 3)
            #expect(outcome.error.contains("is no longer generated"))
        }
    }

    @Test func errorsOfTheSpecsComeFirst() throws {
        try inFleet { folder in
            try edit("\(folder)/specs/fleet.yaml", "max: 4", "mix: 4")
            let outcome = try SpindleProcess.run("why", "\(Self.scaledObject):21", in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("SP1020"))
        }
    }

    /// The paths of a user in another folder, and the output elsewhere.
    @Test func pathsAreRelativeToTheWorkingFolder() throws {
        try inFleet { folder in
            let inside = try SpindleProcess.run(
                "why",
                "--specs",
                "../specs",
                "production/agent/router.json:3:5",
                in: "\(folder)/generated"
            )
            #expect(inside.status == 0, "\(inside.error)")
            #expect(inside.output.contains("--> production/agent/router.json:3:"))
            #expect(try SpindleProcess.run("compile", "--out", "out", in: folder).status == 0)
            let elsewhere = try SpindleProcess.run("why", "./out/spindle.lock.json:4", "--out", "out", in: folder)
            #expect(elsewhere.status == 0, "\(elsewhere.error)")
            #expect(elsewhere.output.contains("--> ./out/spindle.lock.json:4:"))
        }
    }

    // MARK: The fleet

    private static let scaledObject = "generated/production/models/qwen/scaledobject.yaml"

    private static let fleet = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        defaults:
          scale: {min: 0, max: 4}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: qwen}
        source: pvc://weights/qwen
        architecture: llama-3.1-8b
        engine: {name: vllm, image: "vllm/vllm-openai:v0.11.2@sha256:\(String(repeating: "a", count: 64))"}
        placement: {pool: h100, gpus: 1}
        scale: {coldStart: 4m}
        quality: {low: 0.6, medium: 0.4, high: 0.2}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: production}
        cluster: {namespace: llm}
        models:
          qwen: {scale: {min: 1}}
        scaling: {via: keda}
        agent: {image: "ghcr.io/example/spindle-agent:0.1.0@sha256:\(String(repeating: "b", count: 64))"}
        pools:
          h100: {gpu: H100-80GB, nodes: 1, gpusPerNode: 8}

        """

    private struct Report: Decodable {
        var state: String
        var matches: Bool
        var lines: [Line]

        struct Line: Decodable {
            var line: Int
            var kind: String
            var path: String?
            var settings: [Setting]
        }

        struct Setting: Decodable {
            var path: String
            var layers: [Layer]
        }

        struct Layer: Decodable {
            var inForce: Bool
            var line: Int
        }
    }

    /// Runs a closure in a folder with the fleet and its output.
    private func inFleet<Result>(_ body: (String) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            try Data(Self.fleet.utf8).write(to: URL(filePath: "\(folder)/specs/fleet.yaml"))
            let compiled = try SpindleProcess.run("compile", in: folder)
            #expect(compiled.status == 0, "\(compiled.error)")
            return try body(folder)
        }
    }

    private func edit(_ path: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        #expect(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: URL(filePath: path))
    }
}
