import Foundation
import TestSupport
import Testing

/// `spindle simulate` as a user meets it.
@Suite struct SimulateCommandTests {
    private static let fleet = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        routing:
          routes:
            - {name: auto, candidates: all}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: tiny}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: laptop, gpus: 1}
        scale: {coldStart: 10s, idleTimeout: 60s, minResidency: 0s}
        throughput: {prefill: 1000, decode: 100}
        quality: {low: 0.5, medium: 0.5, high: 0.5}
        process: {command: [llama-server, --model, "{source}", --port, "{port}"]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: local}
        local: {}
        pools:
          laptop: {gpu: {memory: 8GiB, bandwidth: 50, compute: 1}, nodes: 1, gpusPerNode: 1, pricePerGpuHour: 3.6}

        """
    private static let trace = "time,prompt_tokens,answer_tokens\n0,1000,101\n600,1000,101\n1200,1000,101\n"

    private struct Report: Decodable {
        var environment: String
        var trace: Figures
        var strategies: [Strategy]

        struct Figures: Decodable {
            var requests: Int
            var seconds: Double
        }

        struct Strategy: Decodable {
            var name: String
            var success: Double
            var gpuHours: Double
            var cost: Double
            var coldStarts: Int
            var coldRequests: Int
            var served: Int
            var timeline: [[Double]]
        }
    }

    private func simulate(
        _ arguments: [String] = [],
        fleet: String = fleet,
        trace: String = trace,
        look: (String) throws -> Void = { _ in }
    ) throws -> SpindleProcess.Outcome {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            try fleet.write(toFile: "\(folder)/specs/fleet.yaml", atomically: true, encoding: .utf8)
            try trace.write(toFile: "\(folder)/trace.csv", atomically: true, encoding: .utf8)
            let outcome = try SpindleProcess.run(["simulate", "--trace", "trace.csv"] + arguments, in: folder)
            try look(folder)
            return outcome
        }
    }

    @Test func figuresAreThoseOfTheTrace() throws {
        let outcome = try simulate([
            "--format", "json", "--policy", "spec", "--policy", "always-on", "--policy", "clairvoyant",
        ])
        #expect(outcome.status == 0, "\(outcome.error)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.environment == "local" && report.trace.requests == 3 && report.trace.seconds == 1200)
        #expect(report.strategies.map(\.name) == ["spec/hybrid", "always-on/hybrid", "clairvoyant/hybrid"])
        let (spec, always, bound) = (report.strategies[0], report.strategies[1], report.strategies[2])
        #expect(spec.coldStarts == 3 && spec.coldRequests == 3 && spec.served == 3 && spec.success == 0.5)
        #expect(always.coldStarts == 0 && abs(always.gpuHours - 1.0 / 3) < 1e-9)
        #expect(abs(always.cost - 1.2) < 1e-9)
        #expect(bound.gpuHours < spec.gpuHours && spec.gpuHours < always.gpuHours)
        #expect(spec.timeline[0].reduce(0, +) > 0)
    }

    @Test func theTableNamesEveryStrategy() throws {
        let outcome = try simulate()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.output.hasPrefix("local: 3 requests in 0.3 hours, 1000 prompt and 101 answer tokens each, 1 GPUs")
        )
        for name in ["spec/hybrid", "keda/hybrid", "clairvoyant/hybrid", "spec/oracle", "always-on/only:tiny"] {
            #expect(outcome.output.contains("\n\(name) "), "\(name)")
        }
        #expect(try simulate().output == outcome.output, "the same seed gives the same")
    }

    @Test func thePageNeedsNothingElse() throws {
        let outcome = try simulate(["--html", "page.html"]) { folder in
            let page = try String(contentsOfFile: "\(folder)/page.html", encoding: .utf8)
            #expect(page.hasPrefix("<!doctype html>"))
            #expect(page.contains("<polygon") && page.contains("<circle") && page.contains("<rect"))
            for reference in ["src=", "href=", "url(", "@import", "<script"] { #expect(!page.contains(reference)) }
        }
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test(
        arguments: [
            (["--policy", "magic"], "`magic` is no strategy"),
            (["--policy", "always-on/only:huge"], "there is no model `huge`"),
            (["--route", "tino"], "nothing is called `tino`, which the fleet does not serve"),
            (["--stop-seconds", "-1"], "stop-seconds"), (["--cold-start-variation", "3"], "from 0 to 2"),
            (["--scale", "0"], "`--scale` is a number above 0"),
            (["--series", "a"], "`--series` is for traces of rates"),
            (["--trace-format", "mooncake"], "line 1: it is no JSON object"),
            (["--format", "sarif"], "`simulate` prints text or json"),
            (["--html", "nowhere/page.html"], "`nowhere/page.html` cannot be written"),
            (["--env", "mars"], "mars"),
        ]
    )
    func wrongUsageIsSaid(arguments: [String], words: String) throws {
        let outcome = try simulate(arguments)
        #expect(outcome.status != 0 && outcome.output == "")
        #expect(outcome.error.contains(words), "\(outcome.error)")
    }

    @Test func aTraceThatIsNoneIsRefused() throws {
        let none = try simulate(trace: "hello\n")
        #expect(none.status == 2 && none.error.contains("`trace.csv` is no trace of a kind that is known"))
        let broken = try simulate(trace: "time,prompt_tokens,answer_tokens\n1,x,2\n")
        #expect(broken.status == 2 && broken.error.contains("line 2: `prompt_tokens` is `x`"))
        let foreign = try simulate(trace: "time,prompt_tokens,answer_tokens,name\n1,5,2,gpt-4\n")
        #expect(foreign.status == 2 && foreign.error.contains("the trace asks for `gpt-4`"))
        #expect(foreign.error.contains("send all of it to a route with --route: auto, tiny"))
    }

    @Test func severalEnvironmentsAreToBeChosenFrom() throws {
        let second = Self.fleet.replacingOccurrences(of: "metadata: {name: local}", with: "metadata: {name: lab}")
        let environment = try #require(second.components(separatedBy: "---\n").last)
        let outcome = try simulate(fleet: Self.fleet + "---\n" + environment)
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("name one with --env: lab, local"), "\(outcome.error)")
    }
}
