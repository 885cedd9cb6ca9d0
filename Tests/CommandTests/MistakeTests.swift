import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Mistakes typed into the example specs: each is found at its line, and doing what the help says removes it.
/// `docs/errors.md` is the transcript.
@Suite struct MistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var title: String
        var file: String
        var right: String
        var wrong: String
        /// What stands there once the help was followed; by default what stood there before.
        var fixed: String?
        var rule: String

        init(_ title: String, in file: String, _ right: String, _ wrong: String, fixed: String? = nil, _ rule: String) {
            self.title = title
            self.file = file
            self.right = right
            self.wrong = wrong
            self.fixed = fixed
            self.rule = rule
        }

        var testDescription: String { title }
    }

    static let mistakes = [
        Mistake("A key is mistyped", in: "models/qwen-3-235b.yaml", "placement:", "placment:", "SP1020"),
        Mistake(
            "A duration lacks its unit",
            in: "models/gemma-3-27b.yaml",
            "coldStart: 3m",
            "coldStart: 3",
            fixed: "coldStart: 3m",
            "SP1022"
        ),
        Mistake(
            "A word is not one of those allowed",
            in: "models/deepseek-r1.yaml",
            "precision: fp8",
            "precision: fp88",
            "SP1025"
        ),
        Mistake("A number is quoted", in: "models/llama-3-90b.yaml", "gpus: 4}", "gpus: \"4\"}", "SP1021"),
        Mistake("Percent instead of a share", in: "models/llama-3-90b.yaml", "low: 0.92", "low: 92", "SP1023"),
        Mistake(
            "A bracket is not closed",
            in: "environments/production.yaml",
            "gpusPerNode: 8, pricePerGpuHour: 2.90}",
            "gpusPerNode: 8, pricePerGpuHour: 2.90",
            "SP1001"
        ),
        Mistake("A tab indents", in: "models/gemma-3-27b.yaml", "  max: 3", "\tmax: 3", "SP1004"),
        Mistake(
            "A key stands twice",
            in: "models/gemma-3-27b.yaml",
            "context: 32k",
            "context: 32k\ncontext: 16k",
            fixed: "context: 16k",
            "SP1005"
        ),
        Mistake(
            "The version is one of Kubernetes",
            in: "fleet.yaml",
            "apiVersion: spindle/v1alpha1",
            "apiVersion: apps/v1",
            "SP1026"
        ),
        Mistake(
            "A required key is missing",
            in: "models/deepseek-r1.yaml",
            "source: hf://deepseek-ai/DeepSeek-R1@56d4cbbb4d29f4355bab4b9a39ccb717a14ad5ad\n",
            "",
            "SP1024"
        ),
        Mistake(
            "A fallback does not exist",
            in: "fleet.yaml",
            "fallback: [llama-3-90b, gemma-3-27b]",
            "fallback: [lama-3-90b, gemma-3-27b]",
            "SP2001"
        ),
        Mistake("A pool does not exist", in: "models/llama-3-90b.yaml", "pool: h100", "pool: h10", "SP2002"),
        Mistake("A team does not exist", in: "models/qwen-3-235b.yaml", "team: search", "team: serach", "SP2003"),
        Mistake(
            "An architecture is not in the catalogue",
            in: "models/qwen-3-235b.yaml",
            "architecture: qwen3-235b-a22b",
            "architecture: qwen3-235b-a22",
            "SP2004"
        ),
        Mistake(
            "A GPU is not in the catalogue",
            in: "environments/production.yaml",
            "gpu: H200-141GB",
            "gpu: H200-140GB",
            "SP2005"
        ),
        Mistake(
            "A model does not fit",
            in: "models/deepseek-r1.yaml",
            "placement: {pool: h200, gpus: 8}",
            "placement: {pool: h200, gpus: 4}",
            fixed: "placement: {pool: h200, gpus: 8}",
            "SP3001"
        ),
        Mistake(
            "Tensor parallel does not divide the heads",
            in: "models/gemma-3-27b.yaml",
            "gpus: 1}",
            "gpus: 3}",
            fixed: "gpus: 2}",
            "SP3007"
        ),
        Mistake(
            "A team's share is too small for one of its models",
            in: "environments/production.yaml",
            "assist: {gpus: 12}",
            "assist: {gpus: 3}",
            fixed: "assist: {gpus: 5}",
            "SP3005"
        ),
        Mistake(
            "Min is above max",
            in: "environments/production.yaml",
            "gemma-3-27b: {scale: {min: 1}}",
            "gemma-3-27b: {scale: {min: 4}}",
            fixed: "gemma-3-27b: {scale: {min: 3}}",
            "SP4001"
        ),
        Mistake(
            "The idle timeout is shorter than the cold start",
            in: "models/deepseek-r1.yaml",
            "{policy: adaptive, min: 15m, max: 2h}",
            "5m",
            fixed: "15m",
            "SP4002"
        ),
        Mistake(
            "The weights do not sum to one",
            in: "fleet.yaml",
            "weights: {accuracy: 0.5, latency: 0.3, cost: 0.2}",
            "weights: {accuracy: 0.6, latency: 0.3, cost: 0.2}",
            fixed: "weights: {accuracy: 0.5, latency: 0.3, cost: 0.2}",
            "SP5001"
        ),
        Mistake(
            "An image is not pinned",
            in: "fleet.yaml",
            "vllm-openai:v0.11.0@sha256:014a95f21c9edf6abe0aea6b07353f96baa4ec291c427bb1176dc7c93a85845c",
            "vllm-openai:latest",
            "SP6001"
        ),
        Mistake(
            "A secret is written down",
            in: "fleet.yaml",
            "HF_TOKEN: {secret: {name: hugging-face, key: token}}",
            "HF_TOKEN: hf_notARealTokenButOfItsShape0123456",
            "SP6003"
        ),
        Mistake(
            "The repository is fetched without encryption",
            in: "environments/staging.yaml",
            "repo: https://",
            "repo: http://",
            "SP6004"
        ),
    ]

    @Test(arguments: mistakes)
    func isFoundAtItsLineAndTheHelpHelps(mistake: Mistake) throws {
        let (result, line) = try compile(mistake, mistake.wrong)
        let found = try #require(
            result.diagnostics.first { $0.rule.id == mistake.rule },
            "no \(mistake.rule): \(rendered(result))"
        )
        let labels = [found.primary].compactMap(\.self) + found.secondary
        var lines = LineIndex(result.sources)
        let places = labels.map { label in
            let line = lines.position(of: label.span.lower, in: label.span.file).line
            return "\(result.sources.path(of: label.span)):\(line)"
        }
        // What is missing is reported at the name of what lacks it.
        let last = line + mistake.wrong.count { $0 == "\n" }
        let due = mistake.wrong.isEmpty ? 1...line : line...last
        #expect(due.contains { places.contains("specs/\(mistake.file):\($0)") }, "\(places)")
        #expect(found.help != nil || labels.contains { !$0.text.isEmpty })
        let (repaired, _) = try compile(mistake, mistake.fixed ?? mistake.right)
        #expect(
            !repaired.diagnostics.contains { $0.rule.id == mistake.rule || $0.severity == .error },
            "\(rendered(repaired))"
        )
    }

    /// Mistakes that are corrected without asking, besides some of those above.
    private static let fixable = [
        Mistake(
            "A unit is spelled out",
            in: "models/llama-3-90b.yaml",
            "coldStart: 7m",
            "coldStart: 7 minutes",
            "SP1022"
        ),
        Mistake("A duration has a fraction", in: "models/llama-3-90b.yaml", "max: 45m}", "max: 0.75h}", "SP1022"),
        Mistake("A size is in lower case", in: "environments/laptop.yaml", "memory: 4GiB", "memory: 4gib", "SP1022"),
        Mistake(
            "A key has underscores",
            in: "fleet.yaml",
            "classifier: {kind: distilbert, minConfidence",
            "classifier: {kind: distilbert, min_confidence",
            "SP1020"
        ),
        Mistake("A key of the header", in: "models/gemma-3-27b.yaml", "metadata:", "metdata:", "SP1020"),
        Mistake("A domain is mistyped", in: "models/deepseek-r1.yaml", "maths: {", "math: {", "SP1020"),
        Mistake("A word is in another case", in: "environments/staging.yaml", "via: flux", "via: Flux", "SP1025"),
        Mistake(
            "A word of a list",
            in: "models/gemma-3-27b.yaml",
            "[chat, completions, vision",
            "[chat, completion, vision",
            "SP1025"
        ),
        Mistake("A kind is mistyped", in: "models/gemma-3-27b.yaml", "kind: Model", "kind: Modle", "SP1027"),
        Mistake(
            "A boolean of YAML 1.1",
            in: "environments/staging.yaml",
            "via: flux,",
            "via: flux, prune: yes,",
            fixed: "via: flux, prune: true,",
            "SP1021"
        ),
        Mistake("A fraction is quoted", in: "models/llama-3-90b.yaml", "low: 0.92", "low: \"0.92\"", "SP1021"),
        Mistake(
            "Two mistakes, one behind the other",
            in: "models/qwen-3-235b.yaml",
            "placement: {pool: h100, gpus: 4}",
            "placment: {pool: h100, gpus: \"4\"}",
            fixed: "placment: {pool: h100, gpus: \"4\"}",
            "SP1020"
        ),
    ]

    /// What a safe fix writes is what was meant, and nothing is left to fix behind it.
    @Test(arguments: mistakes + fixable)
    func safeFixesWriteWhatWasMeant(mistake: Mistake) throws {
        let (result, _) = try compile(mistake, mistake.wrong)
        let plan = FixPlan(result.diagnostics, in: result.sources) { _ in true }
        guard plan.count > 0 else { return }
        let (right, _) = try compile(mistake, mistake.fixed ?? mistake.right)
        for (file, meant) in zip(result.sources.files, right.sources.files) {
            let fixed = plan.apply(to: file.bytes, at: file.path)
            #expect(fixed == meant.bytes, "\(String(decoding: fixed, as: UTF8.self))")
        }
    }

    /// Which mistakes a tool corrects without asking is decided, not left to chance.
    @Test func mistakesWithSafeFixes() throws {
        let found = try (Self.mistakes + Self.fixable).filter { mistake in
            let (result, _) = try compile(mistake, mistake.wrong)
            return result.diagnostics.contains { $0.rule.id == mistake.rule && $0.safeFix(in: result.sources) != nil }
        }
        let first = ["A key is mistyped", "A word is not one of those allowed", "A number is quoted"]
        // The value of the last is quoted as well, so that it does not fit yet: a guess.
        #expect(found.map(\.title) == first + Self.fixable.dropLast().map(\.title))
    }

    @Test func transcriptIsTrue() throws {
        var page = """
            # Mistakes and what Spindle says to them

            Each mistake was typed into [specs/](../specs), one at a time. A test compiles every one, compares this page, and holds
            that doing what the help says removes the diagnostic (`make golden` records the page anew).


            """
        for (number, mistake) in Self.mistakes.enumerated() {
            let (result, _) = try compile(mistake, mistake.wrong)
            page += "## \(number + 1). \(mistake.title)\n\n"
            page += "In `specs/\(mistake.file)`:\n\n```diff\n"
            page += mistake.right.diffLines("-") + mistake.wrong.diffLines("+") + "```\n\n"
            page += "```\n\(rendered(result))```\n\n"
        }
        expectGolden(page, at: "\(repositoryRoot)/docs/errors.md")
    }

    /// Compiles the example specs with one text in the place of another.
    /// - Returns: the result, and the line where the text stands.
    private func compile(_ mistake: Mistake, _ text: String) throws -> (CompileResult, line: Int) {
        var files = try SpecFolder("\(repositoryRoot)/specs").read().files
        let index = try #require(files.firstIndex { $0.path == "specs/\(mistake.file)" })
        let source = String(decoding: files[index].bytes, as: UTF8.self)
        let place = try #require(source.range(of: mistake.right), "`\(mistake.right)` is not in \(mistake.file)")
        files[index].bytes = Array(source.replacingCharacters(in: place, with: text).utf8)
        let line = source[..<place.lowerBound].count { $0 == "\n" } + 1
        return (FleetCompiler().compile(CompileRequest(folder: "specs", files: files, emits: false)), line)
    }

    private func rendered(_ result: CompileResult) -> String {
        var renderer = TerminalRenderer(result.sources, color: false)
        return result.diagnostics.filter { $0.severity != .note }.map { renderer.render($0) }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func diffLines(_ sign: String) -> String {
        split(separator: "\n").map { "\(sign) \($0)\n" }.joined()
    }
}
