import Foundation
import TestSupport
import Testing

/// `spindle eval` as a user meets it, with the real classifier.
@Suite struct EvalCommandTests {
    /// One model is good at sums and the other at words.
    private static let outcomes: String = {
        let words = [
            "a river", "a lamp", "the sea", "a friend", "the moon", "a road", "rain", "a tree", "bread", "snow",
        ]
        let sums = (0..<36).map { index in
            line(
                "maths",
                "What is \(17 + 3 * index) times \(5 + 7 * index)? Show the steps of the multiplication.",
                large: 1,
                small: 0
            )
        }
        let poems = (0..<24).map { index in
            line("writing", "Write a short poem about \(words[index % 10]), verse \(index).", large: 0, small: 1)
        }
        return (sums + poems).joined()
    }()

    private static func line(_ task: String, _ prompt: String, large: Int, small: Int) -> String {
        "{\"task\": \"\(task)\", \"prompt\": \"\(prompt)\", \"scores\": {\"large\": \(large), \"small\": \(small)}}\n"
    }

    private static let prices = """
        {"large": {"input_price": 1, "output_price": 1, "size": "70B"}, "small": {"input_price": 0.1, "output_price": 0.1, "size": "7B"}}
        """

    private static let classifier = [
        "--classifier", ClassifierFiles.model.path, "--onnxruntime", ClassifierFiles.library,
    ]

    private func inFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "eval-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.outcomes.write(to: folder.appending(path: "outcomes.jsonl"), atomically: true, encoding: .utf8)
        try Self.prices.write(to: folder.appending(path: "prices.json"), atomically: true, encoding: .utf8)
        return try body(folder.path)
    }

    private func eval(_ arguments: [String], in folder: String) throws -> SpindleProcess.Outcome {
        try SpindleProcess.run(["eval"] + arguments, in: folder)
    }

    private static let fit =
        ["fit", "--outcomes", "outcomes.jsonl", "--out", "specs/profile.yaml", "--name", "measured"] + classifier

    @Test func aProfileIsFittedScoredAndRoutedBy() throws {
        try inFolder { folder in
            let fitted = try eval(Self.fit + ["--prices", "prices.json"], in: folder)
            #expect(fitted.status == 0, "\(fitted.error)")
            #expect(fitted.error.contains("On prompts that were not fitted, in 5 folds:"), "\(fitted.error)")
            #expect(fitted.error.contains("by accuracy alone 100.0 % of prompts are answered well"), "\(fitted.error)")
            #expect(
                fitted.error.contains("Gain and cost are against `large`") || fitted.error.contains("against `small`")
            )

            // The same table gives the same profile, and it is written as the formatter would.
            let first = try String(contentsOfFile: "\(folder)/specs/profile.yaml", encoding: .utf8)
            #expect(
                first.hasPrefix(
                    "# Written by `spindle eval fit`: fit again rather than edit.\napiVersion: spindle/v1alpha1\n"
                )
            )
            _ = try eval(Self.fit, in: folder)
            #expect(try String(contentsOfFile: "\(folder)/specs/profile.yaml", encoding: .utf8) == first)
            let formatted = try SpindleProcess.run(["fmt", "--check", "specs/profile.yaml"], in: folder)
            #expect(formatted.status == 0, "\(formatted.output)\(formatted.error)")

            let score = [
                "score", "--profile", "specs/profile.yaml", "--outcomes", "outcomes.jsonl", "--prices", "prices.json",
            ]
            let scored = try eval(score + Self.classifier + ["--svg", "curve.svg", "--format", "json"], in: folder)
            #expect(scored.status == 0, "\(scored.error)")
            let report = try JSONDecoder().decode(Report.self, from: Data(scored.output.utf8))
            #expect(report.prompts == 60)
            #expect(report.strategies[0].success.mean == 1)
            #expect(report.pair?.apgr.mean ?? 0 > 0.4)
            #expect(try String(contentsOfFile: "\(folder)/curve.svg", encoding: .utf8).hasPrefix("<svg "))

            // A fleet that refers to it routes by it.
            try Self.fleet.write(toFile: "\(folder)/specs/fleet.yaml", atomically: true, encoding: .utf8)
            func route(_ prompt: String) throws -> SpindleProcess.Outcome {
                try SpindleProcess.run(["route", "--prompt", prompt] + Self.classifier, in: folder)
            }
            let sum = try route("What is 23 times 19? Show the steps of the multiplication.")
            #expect(sum.output.hasPrefix("production: `auto` goes to large"), "\(sum.output)\(sum.error)")
            #expect(sum.output.contains("quality is what the tables and the heads of models expect"), "\(sum.output)")
            let poem = try route("Write a short poem about the wind, verse 3.")
            #expect(poem.output.hasPrefix("production: `auto` goes to tiny"), "\(poem.output)")

            // And the agent's configuration has it, with the lines of the profile behind it.
            let compiled = try SpindleProcess.run(["compile"], in: folder)
            #expect(compiled.status == 0, "\(compiled.error)")
            let router = "\(folder)/generated/production/agent/router.json"
            let lines = try String(contentsOfFile: router, encoding: .utf8).split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
            let line = try #require(lines.firstIndex { $0.contains("\"state\" :") }) + 1
            let why = try SpindleProcess.run(["why", "generated/production/agent/router.json:\(line)"], in: folder)
            #expect(why.output.contains("specs/profile.yaml:"), "\(why.output)\(why.error)")
        }
    }

    @Test func whatCannotBeFittedOrScoredIsSaid() throws {
        try inFolder { folder in
            _ = try eval(Self.fit, in: folder)
            try
                "{\"large\": {\"input_price\": 1, \"output_price\": 1}, \"smal\": {\"input_price\": 1, \"output_price\": 1}}"
                .write(toFile: "\(folder)/wrong.json", atomically: true, encoding: .utf8)
            try "{\"prompt\": \"p\", \"scores\": {\"larg\": 1}}\n".write(
                toFile: "\(folder)/other.jsonl",
                atomically: true,
                encoding: .utf8
            )
            let score = ["score", "--profile", "specs/profile.yaml"] + Self.classifier
            for (arguments, expected) in [
                (
                    score + ["--outcomes", "outcomes.jsonl", "--prices", "wrong.json"],
                    "error: `wrong.json` has no price of `small`\n  = help: did you mean `smal`?\n"
                ),
                (
                    score + ["--outcomes", "other.jsonl", "--prices", "prices.json"],
                    "error: `other.jsonl` has no scores of `large`, which the profile knows\n  = help: did you mean `larg`?\n"
                ),
                (
                    score + ["--outcomes", "none.jsonl", "--prices", "prices.json"],
                    "error: `none.jsonl` cannot be read\n  = help: name a file that is there, or - for standard input\n"
                ),
                (
                    ["fit", "--outcomes", "outcomes.jsonl", "--out", "p.yaml", "--classifier", "/no/such"],
                    "error: there is no model in /no/such\n"
                ),
            ] {
                let outcome = try eval(arguments, in: folder)
                #expect(outcome.status == 2)
                #expect(outcome.error.hasPrefix(expected), "\(outcome.error)")
            }
            let profile = try String(contentsOfFile: "\(folder)/specs/profile.yaml", encoding: .utf8)
            try profile.replacing(/encoder: .*/, with: "encoder: \(String(repeating: "b", count: 64))")
                .write(toFile: "\(folder)/specs/profile.yaml", atomically: true, encoding: .utf8)
            let other = try eval(score + ["--outcomes", "outcomes.jsonl", "--prices", "prices.json"], in: folder)
            #expect(
                other.error.hasPrefix("error: `specs/profile.yaml` was fitted with another classifier than "),
                "\(other.error)"
            )
            try "kind: QualityProfile\n".write(
                toFile: "\(folder)/specs/profile.yaml",
                atomically: true,
                encoding: .utf8
            )
            let broken = try eval(score + ["--outcomes", "outcomes.jsonl", "--prices", "prices.json"], in: folder)
            #expect(broken.status == 1)
            #expect(broken.error.contains("error[SP1024]"), "\(broken.error)")
        }
    }

    @Test func aLogBecomesATable() throws {
        try inFolder { folder in
            try """
            {"id": "1", "prompt": "What is two and two?", "model": "large", "domain": "maths", "number": 1}
            {"id": "2", "prompt": "What is two and two?", "model": "small", "domain": "maths"}
            {"id": "3", "prompt": "Who?", "model": "small"}

            """.write(toFile: "\(folder)/log.jsonl", atomically: true, encoding: .utf8)
            try "{\"id\": \"1\", \"score\": 1}\n{\"id\": \"2\", \"score\": 0}\n"
                .write(toFile: "\(folder)/thumbs.jsonl", atomically: true, encoding: .utf8)
            let labelled = try eval(
                ["label", "--log", "log.jsonl", "--feedback", "thumbs.jsonl", "--out", "-"],
                in: folder
            )
            #expect(labelled.status == 0)
            #expect(
                labelled.output
                    == "{\"prompt\":\"What is two and two?\",\"scores\":{\"large\":1,\"small\":0},\"task\":\"maths\"}\n"
            )
            #expect(labelled.error == "1 prompt of 2 lines; 1 line without a score left out\n")
            let unscored = try eval(["label", "--log", "log.jsonl", "--out", "-"], in: folder)
            #expect(unscored.status == 2)
            #expect(unscored.error.hasPrefix("error: no line of `log.jsonl` has a score\n"))
        }
    }

    private struct Report: Decodable {
        struct Estimate: Decodable { var mean: Double }
        struct Strategy: Decodable { var success: Estimate }
        struct Pair: Decodable { var apgr: Estimate }

        var prompts: Int
        var strategies: [Strategy]
        var pair: Pair?
    }

    private static let image =
        "vllm/vllm-openai:v0.11.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

    private static func model(_ name: String, _ quality: String) -> String {
        """
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: \(name)}
        source: hf://Qwen/Qwen3-4B@1cfa9a7208912126459214e8b04321603b3df60c
        architecture: qwen3-4b
        precision: bf16
        context: 32k
        engine: {name: vllm, image: "\(image)"}
        placement: {pool: h100, gpus: 1}
        scale: {coldStart: 1m}
        quality: \(quality)

        """
    }

    private static let fleet =
        """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: research}
        routing:
          weights: {accuracy: 1, latency: 0, cost: 0}
          routes:
            - {name: auto, candidates: all}

        """ + model("large", "{profile: measured}") + model("tiny", "{profile: measured, as: small}") + """
            ---
            apiVersion: spindle/v1alpha1
            kind: Environment
            metadata: {name: production}
            cluster: {namespace: llm}
            agent: {image: "ghcr.io/example/spindle-agent:0.1.0@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}
            pools:
              h100: {gpu: H100-80GB, nodes: 1, gpusPerNode: 8, pricePerGpuHour: 2.90}

            """
}
