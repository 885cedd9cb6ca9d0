import Foundation
import TestSupport
import Testing

/// `spindle tune` on real repositories.
@Suite struct TuneCommandTests {
    /// Two models with the same default; requests for one of them come every three hours.
    private static func fleet(scale: String = "", weights: String = "") -> String {
        """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        defaults:
          scale: {idleTimeout: 2h}
        routing: {\(weights)routes: [{name: auto, timeout: 30m}]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: seldom}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: slots, gpus: 1}
        \(scale)
        quality: {low: 0.6, medium: 0.4, high: 0.2}
        process: {command: [llama-server]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: never}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: slots, gpus: 1}
        process: {command: [llama-server]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: local}
        local: {}
        pools:
          slots: {gpu: {memory: 8GiB, bandwidth: 50, compute: 1}, nodes: 1, gpusPerNode: 8, pricePerGpuHour: 1}

        """
    }

    private static let trace =
        "time,prompt_tokens,answer_tokens,name\n" + (0..<40).map { "\($0 * 10800),100,50,seldom\n" }.joined()

    private func tune(
        _ arguments: [String] = [],
        fleet: String,
        trace: String = trace,
        look: (TestRepository, SpindleProcess.Outcome) throws -> Void
    ) throws {
        try TestRepository.with { repository in
            try repository.commit(["specs/fleet.yaml": fleet, "trace.csv": trace])
            let outcome = try SpindleProcess.run(
                SpindleProcess.executable,
                ["tune", "--trace", "trace.csv"] + arguments,
                in: repository.path,
                environment: repository.environment
            )
            try look(repository, outcome)
        }
    }

    /// Every request waits for a start whatever the timeout: a shorter one is only cheaper. The default is another model's too.
    @Test(arguments: ["scale: {coldStart: 5s, minResidency: 0s}", "scale:\n  coldStart: 5s\n  minResidency: 0s", ""])
    func aTimeoutThatHelpsNobodyIsShortened(scale: String) throws {
        try tune(fleet: Self.fleet(scale: scale)) { repository, outcome in
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error.contains("seldom: scale.idleTimeout → 1m"), "\(outcome.error)")
            #expect(outcome.error.contains("less a month"))
            #expect(outcome.output.contains("--- a/specs/fleet.yaml\n+++ b/specs/fleet.yaml\n"))
            try outcome.output.write(toFile: "\(repository.path)/tune.patch", atomically: true, encoding: .utf8)
            try repository.git("apply", "tune.patch")
            let patched = try String(contentsOfFile: "\(repository.path)/specs/fleet.yaml", encoding: .utf8)
            #expect(patched.contains("defaults:\n  scale: {idleTimeout: 2h}"), "the other model keeps its own")
            #expect(patched.contains("idleTimeout: 1m"))
            let check = try SpindleProcess.run("check", in: repository.path)
            #expect(check.status == 0, "\(check.error)")
        }
    }

    @Test func itsJSONHasThePatchToo() throws {
        try tune(["--format", "json"], fleet: Self.fleet()) { _, outcome in
            let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            let changes = try #require(report?["changes"] as? [[String: Any]])
            #expect(
                changes.contains {
                    $0["model"] as? String == "seldom" && $0["setting"] as? String == "scale.idleTimeout"
                }
            )
            #expect((report?["patch"] as? String)?.hasPrefix("--- a/specs/fleet.yaml") == true)
            #expect(((report?["replay"] as? [String: Any])?["measures"] as? [Any])?.isEmpty == false)
        }
    }

    /// A request a second for an hour: nothing that is tried is better on every axis.
    @Test func nothingBetterIsSaidToBeNothing() throws {
        let busy = "time,prompt_tokens,answer_tokens,name\n" + (0..<3600).map { "\($0),100,50,seldom\n" }.joined()
        try tune(fleet: Self.fleet(scale: "scale: {min: 1}"), trace: busy) { _, outcome in
            #expect(outcome.status == 0 && outcome.output == "", "\(outcome.output)")
            #expect(outcome.error.hasPrefix("of ") && outcome.error.contains(" none is better on every axis"))
        }
    }

    @Test func withoutATraceThereIsNothingToTuneBy() throws {
        try tune(["--trace", "none.csv"], fleet: Self.fleet()) { _, outcome in
            #expect(outcome.status == 2 && outcome.error.contains("`none.csv` cannot be read"))
        }
        let outcome = try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            try Self.fleet().write(toFile: "\(folder)/specs/fleet.yaml", atomically: true, encoding: .utf8)
            return try SpindleProcess.run(["tune"], in: folder)
        }
        #expect(outcome.status == 2 && outcome.error.contains("name one with --trace FILE"), "\(outcome.error)")
    }
}
