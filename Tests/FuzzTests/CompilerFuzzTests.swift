import Compiler
import Diagnostics
import SpecSyntax
import TestSupport
import Testing

/// Whatever bytes stand in the files of a fleet, compiling ends with files or diagnostics, and both can be printed.
@Suite struct CompilerFuzzTests {
    /// Far above what any of these small inputs takes, even without an optimiser on a busy machine.
    private static let longest = Duration.seconds(10)

    @Test func corpusIsSound() {
        let result = compile(Corpus.files)
        var renderer = TerminalRenderer(result.sources, color: false)
        let errors = result.diagnostics.filter { $0.severity == .error && $0.rule.id < "SP3" }
        #expect(errors.isEmpty, "\(errors.map { renderer.render($0) }.joined())")
    }

    @Test func mutatedSpecs() throws {
        try forEachSeed { random in
            var files = Corpus.files
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = files.indices.randomElement(using: &random) ?? 0
                let other = Corpus.files.randomElement(using: &random) ?? []
                let mutation = Mutation.allCases.randomElement(using: &random) ?? .flipBit
                mutation.apply(to: &files[index], with: other, using: &random)
            }
            return files
        }
    }

    @Test func tokenSoup() throws {
        let words =
            Mutation.tokens + ["a", "b: ", "name", "scale: ", "models: ", "{a: b}", "  ", "    ", "\n  ", "\n- "]
        try forEachSeed { random in
            let count = Int.random(in: 0...200, using: &random)
            let soup = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined()
            return [Array((random.next() % 2 == 0 ? Corpus.fleet + soup : soup).utf8), Corpus.files[2]]
        }
    }

    @Test func randomBytes() throws {
        try forEachSeed { random in
            let count = Int.random(in: 0...300, using: &random)
            return [(0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }]
        }
    }

    private func forEachSeed(_ input: (inout SplitMix) -> [[UInt8]]) throws {
        let clock = ContinuousClock()
        try FuzzRun.forEachSeed { seed in
            var random = SplitMix(seed: seed)
            let files = input(&random)
            let start = clock.now
            let result = compile(files)
            try check(result, seed: seed)
            #expect(clock.now - start < Self.longest, "seed \(seed) takes too long")
        }
    }

    private func compile(_ files: [[UInt8]]) -> CompileResult {
        let inputs = files.enumerated().map { SpecInput(path: "specs/\($0.offset).yaml", bytes: $0.element) }
        return FleetCompiler().compile(CompileRequest(folder: "specs", files: inputs))
    }

    private func check(_ result: CompileResult, seed: UInt64) throws {
        for diagnostic in result.diagnostics {
            for label in (diagnostic.primary.map { [$0] } ?? []) + diagnostic.secondary {
                let size = result.sources[label.span.file].bytes.count
                #expect(
                    label.span.lower <= label.span.upper && Int(label.span.upper) <= size,
                    "seed \(seed): \(diagnostic.rule.id) at \(label.span)"
                )
            }
            #expect(!diagnostic.message.isEmpty)
        }
        #expect(result.files.isEmpty || !result.hasErrors)
        var renderer = TerminalRenderer(result.sources, color: true)
        for diagnostic in result.diagnostics {
            let isSafe = renderer.render(diagnostic).unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) || $0 == "\n"
                    || $0 == "\u{1B}"
            }
            #expect(isSafe, "seed \(seed): a control character reaches the terminal")
        }
        #expect(try JSONRenderer().render(result.diagnostics, in: result.sources).hasPrefix("{"))
        #expect(try SARIFRenderer(version: "1").render(result.diagnostics, in: result.sources).hasPrefix("{"))
        #expect(try GitLabRenderer().render(result.diagnostics, in: result.sources).hasPrefix("["))
        #expect(JUnitRenderer().render(result.diagnostics, in: result.sources).hasPrefix("<?xml"))
        let commands = GitHubRenderer().render(result.diagnostics, in: result.sources).split(
            whereSeparator: \.isNewline
        )
        #expect(commands.allSatisfy { $0.hasPrefix("::") }, "seed \(seed): a command of somebody else's")
        checkFixes(of: result, seed: seed)
    }

    /// Safe fixes keep a file readable, and end.
    private func checkFixes(of result: CompileResult, seed: UInt64) {
        var (files, result) = (result.sources.files.map(\.bytes), result)
        for round in 0..<20 {
            let plan = FixPlan(result.diagnostics, in: result.sources) { _ in true }
            guard plan.count > 0 else { return }
            #expect(round < 10, "seed \(seed): fixes do not end")
            let unreadable = result.diagnostics.count { $0.rule.id < "SP102" }
            files = files.enumerated().map { plan.apply(to: $0.element, at: "specs/\($0.offset).yaml") }
            result = compile(files)
            #expect(
                result.diagnostics.count { $0.rule.id < "SP102" } <= unreadable,
                "seed \(seed): a fix breaks a file"
            )
        }
    }
}
