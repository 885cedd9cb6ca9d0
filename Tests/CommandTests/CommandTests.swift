import Foundation
import TestSupport
import Testing

/// The executable as a user meets it: exit codes, streams, help.
@Suite struct CommandTests {
    static let fleet = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: tiny}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: laptop, gpus: 1}
        scale: {coldStart: 5s}
        quality: {low: 0.6, medium: 0.4, high: 0.2}
        process: {command: [llama-server, --model, "{source}", --port, "{port}"]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: local}
        local: {}
        pools:
          laptop: {gpu: {memory: 8GiB, bandwidth: 50, compute: 1}, nodes: 1, gpusPerNode: 1, pricePerGpuHour: 0}

        """

    @Test func checkOfASoundFleetEndsWithZero() throws {
        let outcome = try inFleet { try SpindleProcess.run("check", in: $0) }
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output == "")
        #expect(outcome.error == "checked 1 model in 1 environment\n")
    }

    @Test func diagnosticsEndWithOne() throws {
        let outcome = try inFleet(replacing: "gpus: 1}", by: "gpu: 1}") { try SpindleProcess.run("check", in: $0) }
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error[SP1020]: unknown key `gpu`"))
        #expect(outcome.error.contains("--> specs/fleet.yaml:10:27"))
        #expect(outcome.error.contains("did you mean `gpus`?"))
        #expect(!outcome.error.contains("\u{1B}"), "no colour away from a terminal")
    }

    @Test func jsonGoesToStandardOutput() throws {
        let outcome = try inFleet(replacing: "gpus: 1}", by: "gpu: 1}") {
            try SpindleProcess.run("check", "--format", "json", in: $0)
        }
        #expect(outcome.status == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.errors >= 1)
        #expect(report.diagnostics.first?.primary?.file == "specs/fleet.yaml")
        #expect(report.diagnostics.first?.primary?.start.line == 10)
    }

    @Test func standardInputIsADash() throws {
        let outcome = try withTemporaryFolder { try SpindleProcess.run("check", "-", in: $0, input: Self.fleet) }
        #expect(outcome.status == 0, "\(outcome.error)")
        let broken = try withTemporaryFolder { try SpindleProcess.run("check", "-", in: $0, input: "a: [") }
        #expect(broken.status == 1)
        #expect(broken.error.contains("<stdin>:1:"))
    }

    @Test(arguments: [
        ["check", "--no-such-flag"], ["nonsense"], ["check", "/nowhere"], ["compile", "-"], ["explain", "SP0000"],
    ])
    func wrongUsageEndsWithTwo(arguments: [String]) throws {
        let outcome = try withTemporaryFolder { folder in
            arguments.count == 1
                ? try SpindleProcess.run(arguments[0], in: folder)
                : try SpindleProcess.run(arguments[0], arguments[1], in: folder)
        }
        #expect(outcome.status == 2, "\(outcome.error)")
        #expect(outcome.output == "")
        #expect(outcome.error.lowercased().contains("error"))
    }

    @Test func warningsFailOnlyWhenDenied() throws {
        let unused = "pools:\n  spare: {gpu: H100-80GB, nodes: 1, gpusPerNode: 1}"
        let plain = try inFleet(replacing: "pools:", by: unused) { try SpindleProcess.run("check", in: $0) }
        #expect(plain.status == 0, "\(plain.error)")
        #expect(plain.error.contains("warning[SP2008]"))
        let denied = try inFleet(replacing: "pools:", by: unused) {
            try SpindleProcess.run("check", "--deny", "warnings", in: $0)
        }
        #expect(denied.status == 1)
    }

    @Test func compileWritesOnceAndCheckFindsDrift() throws {
        try inFleet { folder in
            #expect(try SpindleProcess.run("check", "--generated", in: folder).status == 3)
            let first = try SpindleProcess.run("compile", in: folder)
            #expect(first.status == 0, "\(first.error)")
            #expect(try SpindleProcess.run("check", "--generated", in: folder).status == 0)
            let router = "\(folder)/generated/local/agent/router.json"
            try Data("{}".utf8).write(to: URL(filePath: router))
            let drift = try SpindleProcess.run("check", "--generated", in: folder)
            #expect(drift.status == 3)
            #expect(drift.error.contains("SP7011"))
            let refused = try SpindleProcess.run("compile", in: folder)
            #expect(refused.status == 1)
            #expect(FileManager.default.contents(atPath: router) == Data("{}".utf8), "an edit is never overwritten")
        }
    }

    @Test func anErrorWritesNothing() throws {
        try inFleet(replacing: "coldStart: 5s", by: "coldStart: 5") { folder in
            let outcome = try SpindleProcess.run("compile", in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("write a unit") || outcome.error.contains("`5s`"), "\(outcome.error)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/generated"))
        }
    }

    @Test func planIsATableOrJSON() throws {
        let text = try inFleet { try SpindleProcess.run("plan", in: $0) }
        #expect(text.status == 0, "\(text.error)")
        #expect(text.output.contains("MODEL") && text.output.contains("tiny"))
        let json = try inFleet { try SpindleProcess.run("plan", "--format", "json", in: $0) }
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }
    }

    @Test(arguments: ["init", "check", "compile", "watch", "plan", "explain", "completion"])
    func everyCommandHasHelpWithExamples(command: String) throws {
        let outcome = try withTemporaryFolder { try SpindleProcess.run(command, "--help", in: $0) }
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLES"))
        #expect(outcome.output.contains("spindle \(command)"))
    }

    @Test(arguments: [
        ("SP3001", "does not fit in memory"), ("models.*.scale.idleTimeout", "adaptive"), ("gpus", "H100-80GB"),
        ("architectures", "deepseek-r1"), ("rules", "SP1020"), ("fleet.routing.weights", "accuracy"),
        ("environments.production.pools.h100.gpu", "catalogue"),
    ])
    func explains(topic: String, words: String) throws {
        let outcome = try withTemporaryFolder { try SpindleProcess.run("explain", topic, in: $0) }
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains(words), "\(outcome.output)")
    }

    @Test func explainProposesTheNearestKey() throws {
        let outcome = try withTemporaryFolder { try SpindleProcess.run("explain", "models.*.scale.idletimeot", in: $0) }
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("did you mean `models.*.scale.idleTimeout`?"))
    }

    private struct Report: Decodable {
        var diagnostics: [Entry]
        var errors: Int

        struct Entry: Decodable { var primary: Place? }
        struct Place: Decodable {
            var file: String
            var start: Position
        }
        struct Position: Decodable { var line: Int }
    }

    private func inFleet<Result>(
        replacing old: String = "",
        by new: String = "",
        _ body: (String) throws -> Result
    ) throws -> Result {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            var text = Self.fleet
            if !old.isEmpty {
                text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
            }
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/specs/fleet.yaml"))
            return try body(folder)
        }
    }
}
