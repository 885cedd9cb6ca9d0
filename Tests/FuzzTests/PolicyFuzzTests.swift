import Compiler
import Diagnostics
import FoundationEssentials
import Policies
import SpecSyntax
import TestSupport
import Testing

/// Whatever a policy is and gives, applying it ends with diagnostics in the sources, never with a crash.
@Suite(.timeLimit(.minutes(60))) struct PolicyFuzzTests {
    /// What a policy can say of itself and give, at random.
    @Test func randomResults() throws {
        try forEachSeed { random in
            let keys = ["id", "title", "severity", "explanation", "violations", "type", "rule", "x"]
            let fields = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                let key = keys.randomElement(using: &random) ?? ""
                return "\(key)\(random.next() % 4 == 0 ? "(fleet)" : ""): \(Self.value(depth: 0, using: &random))"
            }
            let violations = Self.value(depth: 0, using: &random)
            let policy = "{ id: 'a', title: 't', severity: 'note', explanation: 'e', violations(fleet): \(violations) }"
            let texts = [
                policy, "{ \(fields.joined(separator: ", ")) }", "\(policy) + { \(fields.joined(separator: ", ")) }",
                Self.value(depth: 0, using: &random),
            ]
            return [Array((texts.randomElement(using: &random) ?? policy).utf8)]
        }
    }

    @Test func mutatedPolicies() throws {
        try forEachSeed { random in
            var files = Self.corpus
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = files.indices.randomElement(using: &random) ?? 0
                let other = Self.corpus.randomElement(using: &random) ?? []
                (Mutation.allCases.randomElement(using: &random) ?? .flipBit)
                    .apply(to: &files[index], with: other, using: &random)
            }
            return files
        }
    }

    private static let specs = (try? SpecFolder("\(repositoryRoot)/specs").read().files) ?? []

    /// The policies of this repository, and settings.
    private static let corpus: [[UInt8]] = {
        let folder = "\(repositoryRoot)/policies"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let policies = names.sorted().filter { $0.hasSuffix(".jsonnet") }.compactMap {
            FileManager.default.contents(atPath: "\(folder)/\($0)").map { Array($0) }
        }
        return policies + [settings]
    }()

    private static let settings = Array(
        """
        severity: {warm-fallback: warning}
        exemptions:
          - policy: gpu-approval
            path: environments.*.models.qwen-3-235b
            reason: A test.
            expires: 2026-06-30

        """.utf8
    )

    private static func value(depth: Int, using random: inout SplitMix) -> String {
        let scalars = [
            "null", "true", "0", "-1", "1e308", "''", "' '", "'environments'",
            "'environments.production.models.tiny.scale'",
            "'name'", "'a.\"b'", "'[0]'", "'..'", "'*'", "'error'", "'note'", "'\\u0000'", "'\\u001b[31m\\u202e'",
            "'é漢🔍'",
            "std.repeat('x', 100000)", "function(x) x", "error 'no'", "fleet", "fleet.environments",
            "std.range(1, 2000)",
            "{ path: 'name', message: 'm' }", "std.makeArray(3000, function(i) { path: 'name', message: 'm' + i })",
        ]
        guard depth < 4, random.next() % 2 == 0 else { return scalars.randomElement(using: &random) ?? "null" }
        let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1, using: &random) }
        guard random.next() % 2 == 0 else { return "[\(items.joined(separator: ", "))]" }
        let keys = ["path", "message", "help", "severity", "x"].shuffled(using: &random)
        return "{ \(zip(keys, items).map { "\($0): \($1)" }.joined(separator: ", ")) }"
    }

    private func forEachSeed(_ policies: (inout SplitMix) -> [[UInt8]]) throws {
        try FuzzRun.forEachSeed { seed in
            var random = SplitMix(seed: seed)
            try check(compile(policies(&random)), seed: seed)
        }
    }

    private func compile(_ policies: [[UInt8]]) -> CompileResult {
        var limits = SpecLimits()
        limits.jsonnetSeconds = 5
        let files = policies.enumerated().map { index, bytes in
            let isSettings = bytes.starts(with: Array("severity".utf8))
            return SourceFile(path: "policies/\(isSettings ? "settings.yaml" : "\(index).jsonnet")", bytes: bytes)
        }
        let resolve: JsonnetEvaluator.ImportResolver = { _, _ throws(JsonnetImportError) in throw .missing }
        let request = CompileRequest(
            folder: "specs",
            files: Self.specs,
            jsonnet: JsonnetSupport(executable: SpindleProcess.executable, resolveImport: resolve),
            policies: PolicyRequest(
                folder: PolicyFolder(path: "policies", files: files),
                resolveImport: resolve,
                today: CalendarDay(secondsSince1970: 1_780_000_000)
            )
        )
        return FleetCompiler(limits: limits).compile(request)
    }

    private func check(_ result: CompileResult, seed: UInt64) throws {
        #expect(
            result.fleet != nil
                && !result.diagnostics.contains {
                    $0.rule.id < "SP9" && $0.severity == .error && !$0.rule.id.hasPrefix("SP1")
                }
        )
        for diagnostic in result.diagnostics {
            for label in (diagnostic.primary.map { [$0] } ?? []) + diagnostic.secondary {
                let size = result.sources[label.span.file].bytes.count
                #expect(
                    label.span.lower <= label.span.upper && Int(label.span.upper) <= size,
                    "seed \(seed): \(diagnostic.rule.id) at \(label.span)"
                )
                #expect(
                    !result.sources.path(of: label.span).hasPrefix(JsonnetProgram.ownFolder),
                    "seed \(seed): \(diagnostic.message) is shown in a file of Spindle's own"
                )
            }
            #expect(diagnostic.message.utf8.count < 2000, "seed \(seed): \(diagnostic.rule.id)")
        }
        #expect(result.files.isEmpty || !result.hasErrors)
        var renderer = TerminalRenderer(result.sources, color: true)
        for diagnostic in result.diagnostics.prefix(50) {
            let isSafe = renderer.render(diagnostic).unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) || $0 == "\n"
                    || $0 == "\u{1B}"
            }
            #expect(isSafe, "seed \(seed): a control character reaches the terminal")
        }
        #expect(try JSONRenderer().render(result.diagnostics, in: result.sources).hasPrefix("{"))
    }
}
