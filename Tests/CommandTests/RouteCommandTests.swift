import Foundation
import TestSupport
import Testing

/// `spindle route` as a user meets it.
@Suite struct RouteCommandTests {
    @Test func aPromptAndWhyItGoesWhere() throws {
        let outcome = try inFleet { try SpindleProcess.run("route", "--prompt", "Is it O(n^2)?\nProve it.", in: $0) }
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error == "")
        #expect(
            outcome.output == """
                production: `auto` goes to large: it has the best score
                  prompt: 13 tokens; answer: 256 tokens expected; needs chat

                complexity: high 1.000; the first keyword rule that fires says so
                domain: code 0.222, maths 0.111, reasoning 0.111, knowledge 0.111, writing 0.111, translation 0.111, \
                chat 0.111, other 0.111; no rule decides; keyword rules that fire vote
                  keyword rule 1 fires on `prove`: complexity high (routing.keywords[0])
                  keyword rule 2 fires on the pattern `\\bO\\(n(\\^2)?\\)`: complexity medium and domain code (routing.keywords[1])

                MODEL  SCORE              ACCURACY               LATENCY                  COST  SECONDS    PRICE  STATE
                large  0.720  0.720 = 0.80 × 0.900  0.000 = 0.10 × 0.000  0.000 = 0.10 × 0.000      5.1  0.00427  warm
                small  0.414  0.240 = 0.80 × 0.300  0.080 = 0.10 × 0.800  0.094 = 0.10 × 0.937      1.0  0.00027  warm

                """
        )
    }

    @Test func whatNoKeywordDecidesTheClassifierDoes() throws {
        func route(_ prompt: String, _ kind: String, _ model: String) throws -> SpindleProcess.Outcome {
            try inFleet { folder in
                let specs = "\(folder)/asking.yaml"
                let text = Self.fleet.replacing("{kind: none}", with: "{kind: \(kind)}")
                try text.write(toFile: specs, atomically: true, encoding: .utf8)
                return try SpindleProcess.run(
                    [
                        "route", "--prompt", prompt, "--specs", specs, "--classifier", model, "--onnxruntime",
                        ClassifierFiles.library,
                    ],
                    in: folder
                )
            }
        }
        let model = ClassifierFiles.model.path
        let outcome = try route("Who painted the Mona Lisa?", "distilbert", model)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains(/\ndomain: .*knowledge 0\.9.*; the classifier says so\n/), "\(outcome.output)")
        let missing = try route("Who was it?", "distilbert", "/no/such")
        #expect(missing.status == 2)
        #expect(missing.error == "error: there is no model in /no/such\n")
        let unwanted = try route("Who was it?", "none", model)
        #expect(unwanted.status == 2)
        #expect(unwanted.error.hasPrefix("error: environment `production` wants no classifier\n  = help: "))
    }

    @Test func coldModelsTenantsAndConversations() throws {
        let outcome = try inFleet {
            try SpindleProcess.run(
                "route",
                "--prompt",
                "Prove it.",
                "--cold",
                "large",
                "small",
                "--tenant",
                "guest",
                "--conversation",
                "small",
                "--tokens",
                "40000",
                in: $0
            )
        }
        #expect(outcome.status == 1, "\(outcome.output)")
        #expect(outcome.output.contains("production: `auto` gets no answer: every candidate is excluded"))
        #expect(outcome.output.contains("excluded: large, as the tenant may not use it"))
        #expect(outcome.output.contains("excluded: small, as prompt and answer need 40256 tokens, and it takes 32768"))
        let cold = try inFleet {
            try SpindleProcess.run("route", "--prompt", "Hello.", "--cold", "large", "--conversation", "small", in: $0)
        }
        #expect(cold.output.contains("  conversation: on small; moving it costs 0.050\n"))
        #expect(cold.output.contains("185.1"), "a wake-up counts: \(cold.output)")
    }

    /// The body of a client and the same prompt are judged alike, and what the body needs shuts models out.
    @Test func aRequestIsReadAsTheAgentReadsIt() throws {
        let body = """
            {"model": "auto", "max_tokens": 50, "tools": [{"type": "function", "function": {"name": "f"}}],
             "messages": [{"role": "user", "content": "Please prove that the sum of two even numbers is even, in detail."},
               {"role": "assistant", "content": "Shall I?"}, {"role": "user", "content": "yes"}]}
            """
        try inFleet { folder in
            let outcome = try SpindleProcess.run("route", "--request", "-", "--format", "json", in: folder, input: body)
            #expect(outcome.status == 0, "\(outcome.error)")
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
            #expect(report.model == "large" && report.reason == "best-score" && report.answerTokens == 50)
            #expect(report.judgement.complexity.by == "keyword" && report.judgement.complexity.shares["high"] == 1)
            #expect(report.judgement.rules.map(\.word) == ["prove"])
            #expect(report.excluded.map(\.cause) == ["incapable"])
            for candidate in report.candidates {
                let terms = [candidate.accuracy, candidate.latency, candidate.cost]
                #expect(abs(candidate.score - terms.reduce(0) { $0 + $1.contribution }) < 1e-9)
            }
        }
    }

    @Test func theFilesOfAnAgentDecideAsTheSpecsDo() throws {
        try inFleet { folder in
            #expect(try SpindleProcess.run("compile", in: folder).status == 0)
            let question = ["route", "--prompt", "```c\nint x;\n```", "--format", "json"]
            let specs = try SpindleProcess.run(question, in: folder)
            let files = try SpindleProcess.run(question + ["--config", "generated/production/agent"], in: folder)
            #expect(specs.status == 0 && specs.output == files.output, "\(specs.error)\(files.error)")
            #expect(specs.output.contains(#""marker" : "code""#))
            let path = "\(folder)/generated/production/agent/router.json"
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            try Data(text.replacing("prove", with: "prove\", \"").replacing(#"\\bO"#, with: "(O").utf8)
                .write(to: URL(filePath: path))
            let broken = try SpindleProcess.run(question + ["--config", "generated/production/agent"], in: folder)
            #expect(broken.status == 1 && broken.error.contains("= note: keywords[1].pattern[0]: must be a pattern"))
        }
    }

    @Test func namedModelsAreNotJudged() throws {
        let outcome = try inFleet {
            try SpindleProcess.run("route", "--prompt", "Prove it.", "--model", "small", in: $0)
        }
        #expect(outcome.output.hasPrefix("production: `small` goes to small: the request names it\n"))
        #expect(!outcome.output.contains("complexity"))
    }

    @Test(arguments: [
        (["--prompt", "x", "--cold", "lage"], 2, "did you mean `large`?"),
        (["--prompt", "x", "--tenant", "nobody"], 2, "environment `production` has no tenant `nobody`"),
        (["--prompt", "x", "--conversation", "large2"], 2, "did you mean `large`?"),
        (["--prompt", "x", "--config", "nowhere"], 2, "`nowhere/router.json` cannot be read"),
        (["--prompt", "x", "--env", "prod"], 1, "prod"),
        (["--request", "nowhere.json"], 2, "`nowhere.json` cannot be read"),
        ([], 2, "give either `--prompt` or `--request`"), (["--prompt", "x", "--tokens=-1"], 2, "--tokens"),
        (["--prompt", "x", "--env", "production", "--config", "generated/production/agent"], 2, "--env"),
        (["--prompt", "-", "--specs", "-"], 2, "standard input"),
        (["--prompt", "x", "--specs", "missing"], 2, "missing"),
    ])
    func wrongUsage(arguments: [String], status: Int32, message: String) throws {
        let outcome = try inFleet { try SpindleProcess.run(["route"] + arguments, in: $0) }
        #expect(outcome.status == status, "\(outcome.output)\(outcome.error)")
        #expect(outcome.error.contains(message), "\(outcome.error)")
        #expect(outcome.output == "")
    }

    @Test func aRequestThatTheAgentRefuses() throws {
        let outcome = try inFleet {
            try SpindleProcess.run("route", "--request", "-", in: $0, input: "{\"messages\": []}")
        }
        #expect(outcome.status == 2)
        #expect(outcome.error == "error: the agent would refuse the request: You must provide a model parameter.\n")
        let unknown = try inFleet { try SpindleProcess.run("route", "--prompt", "x", "--model", "larg", in: $0) }
        #expect(unknown.status == 1 && unknown.output.contains("did you mean `large`?"))
    }

    // MARK: The fleet

    private struct Report: Decodable {
        struct Judgement: Decodable {
            struct Shares: Decodable {
                var by: String
                var shares: [String: Double]
            }

            struct Rule: Decodable { var word: String? }

            var complexity: Shares
            var rules: [Rule]
        }

        struct Candidate: Decodable {
            struct Term: Decodable { var contribution: Double }

            var score: Double
            var accuracy: Term
            var latency: Term
            var cost: Term
        }

        struct Exclusion: Decodable { var cause: String }

        var model: String?
        var reason: String?
        var answerTokens: Int
        var judgement: Judgement
        var candidates: [Candidate]
        var excluded: [Exclusion]
    }

    private static let image =
        "vllm/vllm-openai:v0.11.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

    private static let fleet = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        routing:
          weights: {accuracy: 0.8, latency: 0.1, cost: 0.1}
          classifier: {kind: none}
          keywords:
            - {match: [prove], complexity: high}
            - {pattern: ['\\bO\\(n(\\^2)?\\)'], complexity: medium, domain: code}
            - {marker: [code], domain: code}
          routes:
            - {name: auto}
        tenants:
          guest: {models: [small]}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: large}
        source: hf://google/gemma-3-27b-it@005ad3404e59d6023443cb575daa05336842228a
        architecture: gemma-3-27b
        precision: bf16
        context: 32k
        capabilities: [chat, tools]
        engine: {name: vllm, image: "\(image)"}
        placement: {pool: h100, gpus: 1}
        scale: {coldStart: 3m}
        throughput: {prefill: 5000, decode: 50}
        quality: {low: 0.95, medium: 0.92, high: 0.9}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: small}
        source: hf://Qwen/Qwen3-4B@1cfa9a7208912126459214e8b04321603b3df60c
        architecture: qwen3-4b
        precision: bf16
        context: 32k
        capabilities: [chat]
        engine: {name: vllm, image: "\(image)"}
        placement: {pool: l4, gpus: 1}
        scale: {coldStart: 1m}
        throughput: {prefill: 9000, decode: 250}
        quality: {low: 0.85, medium: 0.6, high: 0.3}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: production}
        cluster: {namespace: llm}
        agent: {image: "\(image)"}
        pools:
          h100: {gpu: H100-80GB, nodes: 1, gpusPerNode: 1, pricePerGpuHour: 3}
          l4: {gpu: L4, nodes: 1, gpusPerNode: 1, pricePerGpuHour: 0.95}

        """

    private func inFleet<Result>(_ body: (String) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            try Data(Self.fleet.utf8).write(to: URL(filePath: "\(folder)/specs/fleet.yaml"))
            return try body(folder)
        }
    }
}
