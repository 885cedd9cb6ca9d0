import Foundation
import TestSupport
import Testing

/// `spindle diff` on real repositories.
@Suite struct DiffCommandTests {
    private static func fleet(gpus: Int = 1, budget: Int = 4, min: Int = 1, extra: String = "") -> String {
        """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        routing: {routes: [{name: auto, timeout: 30m}]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: tiny}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: slots, gpus: \(gpus), tensorParallel: 1, pipelineParallel: \(gpus)}
        scale: {coldStart: 5s, min: \(min)}
        quality: {low: 0.6, medium: 0.4, high: 0.2}
        process: {command: [llama-server]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: local}
        local: {}
        pools:
          slots: {gpu: {memory: 8GiB, bandwidth: 50, compute: 1}, nodes: 1, gpusPerNode: 8, pricePerGpuHour: 1}
        budgets: {gpus: \(budget)}
        \(extra)
        """
    }

    private func diff(
        _ arguments: String...,
        in repository: TestRepository
    ) throws -> SpindleProcess.Outcome {
        try SpindleProcess.run(
            SpindleProcess.executable,
            ["diff"] + arguments,
            in: repository.path,
            environment: repository.environment
        )
    }

    /// A repository whose branch `main` has a fleet.
    private func withFleet(_ body: (TestRepository) throws -> Void) throws {
        try TestRepository.with { repository in
            try repository.commit(["specs/fleet.yaml": Self.fleet()])
            try body(repository)
        }
    }

    /// One request an hour for a day: the model sleeps after each, or stays awake for ten minutes, or for twenty.
    @Test func aPullRequestThatDoublesAnIdleTimeoutHasItsPrice() throws {
        try withFleet { repository in
            func fleet(_ timeout: String) -> String {
                Self.fleet(min: 0).replacingOccurrences(
                    of: "min: 0}",
                    with: "min: 0, minResidency: 0s, idleTimeout: \(timeout)}"
                )
            }
            let rows = (0..<24).flatMap { hour in [0, 900].map { "\(hour * 3600 + $0),100,50" } }
            let trace = "time,prompt_tokens,answer_tokens\n" + rows.joined(separator: "\n") + "\n"
            try repository.commit(["specs/fleet.yaml": fleet("10m"), "trace.csv": trace])
            try fleet("20m").write(toFile: "\(repository.path)/specs/fleet.yaml", atomically: true, encoding: .utf8)
            let text = try diff("HEAD", "--trace", "trace.csv", in: repository)
            #expect(text.status == 0, "\(text.error)")
            #expect(text.output.contains("replayed traffic (48 requests in 23.3 hours, 5 seeds): costs "))
            #expect(text.output.contains(" more a month, saves 1."), "\(text.output)")
            #expect(text.output.contains(" h of waiting for starts\n"))
            let json = try diff("HEAD", "--trace", "trace.csv", "--seeds", "2", "--format", "json", in: repository)
            let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            let environments = (report?["diff"] as? [String: Any])?["environments"] as? [[String: Any]]
            let replay = environments?.first?["replay"] as? [String: Any]
            let measures = try #require(replay?["measures"] as? [[String: Any]])
            func mean(_ kind: String) -> Double? {
                let measure = measures.first { $0["kind"] as? String == kind }
                return (measure?["difference"] as? [String: Any])?["mean"] as? Double
            }
            // Of 48 waits 24 are left, and each hour has five minutes more awake than before, and a start of 5 s less.
            #expect(abs(try #require(mean("waitsPerMonth")) + 24 * 730 / 23.25) < 1e-6)
            #expect(abs(try #require(mean("gpuHoursPerMonth")) - 730 * (15.0 / 60)) < 8)
            let markdown = try diff("HEAD", "--trace", "trace.csv", "--format", "markdown", in: repository)
            #expect(markdown.output.contains("replayed traffic (48 requests in 23.3 hours, 5 seeds): **costs "))
            let missing = try diff("HEAD", "--trace", "none.csv", in: repository)
            #expect(missing.status == 2 && missing.error.contains("`none.csv` cannot be read"))
        }
    }

    @Test func nothingChangesIsSaid() throws {
        try withFleet { repository in
            let outcome = try diff(in: repository)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output.hasPrefix("main (") && outcome.output.hasSuffix("→ the worktree: nothing changes\n"))
            #expect(outcome.error.isEmpty)
            let json = try diff("--format", "json", in: repository)
            #expect(json.output.contains("\"isEmpty\" : true"))
        }
    }

    /// The case that the command is for: a pull request raises the GPUs of one model, and the budget breaks.
    @Test func aBrokenBudgetIsShownInEveryFormat() throws {
        try withFleet { repository in
            try repository.git("checkout", "--quiet", "-b", "more")
            try repository.commit(["specs/fleet.yaml": Self.fleet(gpus: 8)])
            let text = try diff(in: repository)
            #expect(text.status == 1)
            #expect(text.output.contains("placement.gpus"))
            #expect(text.output.contains("1 → 8"))
            #expect(
                text.output.contains(
                    "! what is always awake needs 8 GPUs, and the budget is 4: tiny takes 7 more [SP3004]"
                )
            )
            #expect(!text.output.contains("\u{1B}"), "no colour away from a terminal")
            #expect(text.error.contains("error[SP3004]") && text.error.contains("in the specs of head, the worktree"))
            let json = try diff("--format", "json", in: repository)
            #expect(json.status == 1 && json.error.isEmpty)
            let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
            #expect(report.diff?.environments.first?.breaches.map(\.rule) == ["SP3004"])
            #expect(report.diff?.environments.first?.breaches.first?.models == ["tiny"])
            #expect(report.head.errors.first?.id == "SP3004")
            let markdown = try diff("--format", "markdown", in: repository)
            #expect(markdown.status == 1 && markdown.error.isEmpty)
            #expect(markdown.output.contains("**SP3004** `local`: what is always awake needs 8 GPUs"))
        }
    }

    @Test func theBaseIsWhereTheBranchLeftTheDefaultOne() throws {
        try withFleet { repository in
            try repository.git("checkout", "--quiet", "-b", "more")
            try repository.commit(["specs/fleet.yaml": Self.fleet(gpus: 2)])
            // The default branch goes on, which is none of the branch's doing.
            try repository.git("checkout", "--quiet", "main")
            try repository.commit(["specs/fleet.yaml": Self.fleet(budget: 7)])
            try repository.git("checkout", "--quiet", "more")
            let outcome = try diff(in: repository)
            #expect(outcome.output.hasPrefix("the branch point from main ("), "\(outcome.output)")
            #expect(outcome.output.contains("placement.gpus"))
            #expect(!outcome.output.contains("budgets.gpus"))
            // An explicit base is that very revision.
            let explicit = try diff("main", in: repository)
            #expect(explicit.output.contains("budgets.gpus"))
        }
    }

    @Test func revisionsAreComparedWithoutTheWorktree() throws {
        try withFleet { repository in
            try repository.commit(["specs/fleet.yaml": Self.fleet(gpus: 2)])
            try repository.write("specs/fleet.yaml", "broken: [")
            let outcome = try diff("HEAD~1", "HEAD", in: repository)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output.contains("1 → 2"))
            #expect(try repository.git("status", "--porcelain") == " M specs/fleet.yaml", "nothing was touched")
            let uncommitted = try diff("HEAD", in: repository)
            #expect(uncommitted.status == 1)
            #expect(uncommitted.output.contains("not compared"))
        }
    }

    @Test func aSideWithoutSpecsIsEmpty() throws {
        try TestRepository.with { repository in
            try repository.commit(["README.md": "nothing yet"])
            try repository.commit(["specs/fleet.yaml": Self.fleet()])
            let first = try diff("HEAD~1", in: repository)
            #expect(first.status == 0, "\(first.error)")
            #expect(first.output.contains("local: added, with 1 model"))
            let reverse = try diff("HEAD", "HEAD~1", in: repository)
            #expect(reverse.output.contains("local: removed, with 1 model"))
            // On neither side it is a wrong path.
            let wrong = try diff("HEAD~1", "HEAD", "--specs", "spec", in: repository)
            #expect(wrong.status == 1)
            #expect(wrong.error.contains("SP1046") && wrong.error.contains("there is no `spec`"), "\(wrong.error)")
            let nowhere = try diff("--specs", "spec", in: repository)
            #expect(nowhere.status == 2)
        }
    }

    @Test func whatCannotBeFoundSaysWhichSide() throws {
        try withFleet { repository in
            let base = try diff("nope", in: repository)
            #expect(base.status == 1)
            #expect(base.error.contains("1 error in the specs of base, nope") && base.error.contains("SP1043"))
            let head = try diff("main", "nope", in: repository)
            #expect(head.error.contains("1 error in the specs of head, nope"))
            let json = try diff("nope", "--format", "json", in: repository)
            let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
            #expect(report.diff == nil && report.base.errors.map(\.id) == ["SP1043"] && report.head.errors.isEmpty)
        }
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            try Data(Self.fleet().utf8).write(to: URL(filePath: "\(folder)/specs/fleet.yaml"))
            let outside = try SpindleProcess.run("diff", in: folder)
            #expect(outside.status == 1)
            #expect(outside.error.contains("SP1040"), "\(outside.error)")
        }
    }

    /// Both sides evaluate their own version of an imported file, at the same time.
    @Test func programsImportFilesOfTheirOwnSide() throws {
        try TestRepository.with { repository in
            let program = """
                local gpus = import '../lib/gpus.libsonnet';
                local spindle = {apiVersion: 'spindle/v1alpha1'};
                spindle {
                  kind: 'Model', metadata: {name: 'tiny'}, source: 'file:///models/tiny.gguf', architecture: 'gemma-3-270m',
                  placement: {pool: 'slots', gpus: gpus, tensorParallel: 1, pipelineParallel: gpus},
                  scale: {coldStart: '5s', min: 1}, process: {command: ['llama-server']},
                  quality: {low: 0.6, medium: 0.4, high: 0.2},
                }
                """
            let documents = Self.fleet().split(separator: "---\n").map(String.init)
            let rest = [documents[0], documents[2]].joined(separator: "---\n")
            let files = ["specs/fleet.yaml": rest, "specs/tiny.jsonnet": program]
            try repository.commit(files.merging(["lib/gpus.libsonnet": "1"]) { $1 })
            try repository.commit(["lib/gpus.libsonnet": "2"])
            try repository.write("lib/gpus.libsonnet", "3")
            let revisions = try diff("HEAD~1", "HEAD", in: repository)
            #expect(revisions.status == 0, "\(revisions.error)")
            #expect(revisions.output.contains("placement.gpus              1 → 2"), "\(revisions.output)")
            let worktree = try diff("HEAD", in: repository)
            #expect(worktree.output.contains("placement.gpus              2 → 3"), "\(worktree.output)")
        }
    }

    @Test func unknownEnvironmentsAreErrors() throws {
        try withFleet { repository in
            let outcome = try diff("--env", "loca", in: repository)
            #expect(outcome.status == 1 && outcome.output.contains("not compared"))
            #expect(
                outcome.error.contains("SP2006") && outcome.error.contains("write `local`"),
                "\(outcome.error)"
            )
        }
    }

    private struct Report: Decodable {
        var base: Side
        var head: Side
        var diff: Diff?

        struct Side: Decodable { var errors: [Finding] }
        struct Finding: Decodable { var id: String }
        struct Diff: Decodable { var environments: [Environment] }
        struct Environment: Decodable { var breaches: [Breach] }
        struct Breach: Decodable {
            var rule: String
            var models: [String]
        }
    }
}
