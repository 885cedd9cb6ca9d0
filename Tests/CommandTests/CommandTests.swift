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
        ["check", "--fix", "-"], ["check", "--format=xml"],
    ])
    func wrongUsageEndsWithTwo(arguments: [String]) throws {
        let outcome = try withTemporaryFolder { folder in
            try SpindleProcess.run(arguments, in: folder)
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

    /// Every format is a document of its own on standard output, and the exit code says the same in all of them.
    @Test(arguments: [
        ("sarif", "\"ruleId\" : \"SP1020\""), ("github", "::error file=specs/fleet.yaml,line=10,col=27,"),
        ("junit", "<failure message=\"unknown key `gpu` in the placement"), ("gitlab", "\"check_name\" : \"SP1020\""),
    ])
    func formats(format: String, words: String) throws {
        for command in ["check", "compile"] {
            let broken = try inFleet(replacing: "gpus: 1}", by: "gpu: 1}") {
                try SpindleProcess.run(command, "--format", format, in: $0)
            }
            #expect(broken.status == 1 && broken.error == "", "\(broken.error)")
            #expect(broken.output.contains(words), "\(broken.output)")
            let sound = try inFleet { try SpindleProcess.run(command, "--format", format, in: $0) }
            #expect(sound.status == 0 && sound.error == "")
            #expect(!sound.output.contains("SP1020"))
        }
        let plan = try inFleet { try SpindleProcess.run("plan", "--format", format, in: $0) }
        #expect(plan.status == 2 && plan.output == "")
        #expect(plan.error.contains("`plan` prints text or json"))
    }

    /// A denied warning is a failure of the report as it is one of the run.
    @Test func deniedWarningsAreFailuresOfTheReport() throws {
        let unused = "pools:\n  spare: {gpu: H100-80GB, nodes: 1, gpusPerNode: 1}"
        for (arguments, failures) in [([], 0), (["--deny", "warnings"], 1)] {
            let outcome = try inFleet(replacing: "pools:", by: unused) {
                try SpindleProcess.run(["check", "--format", "junit"] + arguments, in: $0)
            }
            #expect(outcome.output.contains("failures=\"\(failures)\""), "\(outcome.output)")
            #expect(outcome.status == failures)
        }
    }

    @Test func fixShowsAndMakesSafeFixesAndReportsTheRest() throws {
        try inFleet(replacing: "placement: {pool: laptop, gpus: 1}", by: "placment: {pool: lptop, gpus: 1}") { folder in
            let file = "\(folder)/specs/fleet.yaml"
            let checked = try SpindleProcess.run("check", in: folder)
            #expect(checked.error.contains("`spindle check --fix` corrects 1 of them"))
            let outcome = try SpindleProcess.run("check", "--fix", in: folder)
            #expect(
                outcome.output.hasPrefix("--- a/specs/fleet.yaml\n+++ b/specs/fleet.yaml\n@@ -7,7 +7,7 @@\n"),
                "\(outcome.output)"
            )
            #expect(
                outcome.output.contains("\n-placment: {pool: lptop, gpus: 1}\n+placement: {pool: lptop, gpus: 1}\n")
            )
            #expect(outcome.error.hasPrefix("fixed 1 finding in 1 file\n"))
            // A name that is near is a guess: it is reported, not written.
            #expect(
                outcome.status == 1 && outcome.error.contains("SP2002")
                    && outcome.error.contains("did you mean `laptop`?")
            )
            let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
            #expect(text == Self.fleet.replacing("pool: laptop", with: "pool: lptop"))
            let again = try SpindleProcess.run("check", "--fix", "--format", "json", in: folder)
            #expect(again.error == "nothing to fix\n" && again.status == 1)
            #expect(try JSONDecoder().decode(Report.self, from: Data(again.output.utf8)).errors == 1)
        }
    }

    /// A mistake behind another is found once that is fixed, and one difference shows both.
    @Test func fixGoesOnUntilNothingIsLeft() throws {
        try inFleet(replacing: "kind: Model\n", by: "kind: Modle\n") { folder in
            let file = "\(folder)/specs/fleet.yaml"
            let text = Self.fleet.replacing("kind: Model\n", with: "kind: Modle\n").replacing(
                "coldStart: 5s",
                with: "coldStart: 5 sec"
            )
            try Data(text.utf8).write(to: URL(filePath: file))
            let outcome = try SpindleProcess.run("check", "--fix", in: folder)
            #expect(outcome.status == 0 && outcome.error.hasPrefix("fixed 2 findings in 1 file\n"), "\(outcome.error)")
            #expect(outcome.output.split(separator: "\n").count { $0.hasPrefix("+++") } == 1)
            #expect(FileManager.default.contents(atPath: file) == Data(Self.fleet.utf8))
        }
    }

    /// Only files of the folder itself: what is behind a link is somebody else's.
    @Test func fixLeavesWhatIsBehindALink() throws {
        try inFleet(replacing: "gpus: 1}", by: "gpu: 1}") { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/.git", withIntermediateDirectories: true)
            let text = FileManager.default.contents(atPath: "\(folder)/specs/fleet.yaml")
            try FileManager.default.moveItem(atPath: "\(folder)/specs/fleet.yaml", toPath: "\(folder)/shared.yaml")
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/specs/fleet.yaml",
                withDestinationPath: "../shared.yaml"
            )
            let outcome = try SpindleProcess.run("check", "--fix", in: folder)
            #expect(outcome.status == 1 && outcome.output == "")
            #expect(outcome.error.hasPrefix("left 1 finding in files that are imported or behind a symbolic link\n"))
            #expect(FileManager.default.contents(atPath: "\(folder)/shared.yaml") == text)
        }
    }

    /// Jsonnet is fixed where a literal stands; what is computed has none.
    @Test func fixChangesLiteralsOfJsonnet() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            let parts = Self.fleet.components(separatedBy: "---\n")
            try Data((parts[0] + "---\n" + parts[2]).utf8).write(to: URL(filePath: "\(folder)/specs/fleet.yaml"))
            let model = """
                local seconds(n) = n + ' sec';
                {
                  apiVersion: 'spindle/v1alpha1', kind: 'Model', metadata: { name: 'tiny' },
                  source: 'file:///models/tiny.gguf', architecture: 'gemma-3-270m',
                  placment: { pool: 'laptop', gpus: 1 },
                  scale: { coldStart: seconds(5), longestStream: '1 min' },
                  quality: { low: 0.6, medium: 0.4, high: '0.2' },
                  process: { command: ['llama-server'] },
                }
                """
            try Data(model.utf8).write(to: URL(filePath: "\(folder)/specs/tiny.jsonnet"))
            let outcome = try SpindleProcess.run("check", "--fix", in: folder)
            #expect(outcome.error.hasPrefix("fixed 3 findings in 1 file\n"), "\(outcome.error)")
            #expect(outcome.status == 1 && outcome.error.contains("SP1022"))
            let fixed = model.replacing("placment", with: "placement").replacing("'1 min'", with: "'1m'")
                .replacing("'0.2'", with: "0.2")
            #expect(FileManager.default.contents(atPath: "\(folder)/specs/tiny.jsonnet") == Data(fixed.utf8))
        }
    }

    @Test func schemaIsJSONForEveryKind() throws {
        try withTemporaryFolder { folder in
            for kind in [[], ["Fleet"], ["model"], ["Environment"]] {
                let outcome = try SpindleProcess.run(["schema"] + kind, in: folder)
                #expect(outcome.status == 0 && outcome.error == "")
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) }
            }
            let unknown = try SpindleProcess.run("schema", "Pod", in: folder)
            #expect(
                unknown.status == 2 && unknown.output == "" && unknown.error.contains("Fleet, Model and Environment")
            )
        }
    }

    @Test(arguments: [
        "init", "check", "compile", "watch", "plan", "diff", "explain", "schema", "completion",
    ])
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
