import Diagnostics
import FoundationEssentials
import SpecFormat
import SpecSyntax
import TestSupport
import Testing

/// Whatever a file of specs looks like, formatting it keeps what it means and every comment, and formatting the result
/// changes nothing.
@Suite struct FormatFuzzTests {
    @Test func generatedSpecs() throws {
        var formatted = 0
        try FuzzRun.forEachSeed { seed in
            let generator = SpecTextGenerator(seed: seed)
            guard let result = try check(Array(generator.text.utf8), "seed \(seed)") else { return }
            formatted += 1
            let text = String(decoding: result, as: UTF8.self)
            for comment in generator.comments {
                #expect(text.split(separator: comment).count == 2, "seed \(seed): comment \(comment)")
            }
        }
        #expect(formatted > 0, "no generated text is a spec")
    }

    @Test func mutatedSpecs() throws {
        try FuzzRun.forEachSeed { seed in
            var random = SplitMix(seed: seed)
            let isGenerated = Bool.random(using: &random)
            var bytes =
                isGenerated
                ? Array(SpecTextGenerator(seed: seed).text.utf8) : Corpus.files.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let mutation = Mutation.allCases.randomElement(using: &random) ?? .flipBit
                mutation.apply(to: &bytes, with: Corpus.files.randomElement(using: &random) ?? [], using: &random)
            }
            _ = try check(bytes, "seed \(seed)")
        }
    }

    /// Every spec of this repository: the example fleet and the fixtures of all tests.
    @Test func filesOfTheRepository() throws {
        var formatted = 0
        for folder in ["specs", "Tests"] {
            let root = "\(repositoryRoot)/\(folder)"
            for path in try FileManager.default.subpathsOfDirectory(atPath: root) where path.hasSuffix(".yaml") {
                let bytes = FileManager.default.contents(atPath: "\(root)/\(path)").map { Array($0) } ?? []
                if try check(bytes, "\(folder)/\(path)") != nil { formatted += 1 }
            }
        }
        #expect(formatted > 150)
    }

    /// - Returns: the formatted text; nothing when the text is no spec.
    private func check(_ bytes: [UInt8], _ name: String) throws -> [UInt8]? {
        do throws(FormatFault) {
            guard let once = try format(bytes) else { return nil }
            #expect(Meaning.of(once) == Meaning.of(bytes), "\(name) means something else")
            let twice = try format(once)
            #expect(twice == once, "\(name) changes when formatted twice")
            return once
        } catch {
            Issue.record("\(name): \(error.reason)")
            return nil
        }
    }

    private func format(_ bytes: [UInt8]) throws(FormatFault) -> [UInt8]? {
        var sources = SourceMap()
        let file = sources.add(path: "specs/model.yaml", bytes: bytes)
        guard case .formatted(let result) = try SpecFormatter.format(file, in: sources) else { return nil }
        return result
    }
}

/// What a text says, without places, quotes and order of keys: written down independently of the formatter's own proof.
private enum Meaning {
    static func of(_ bytes: [UInt8]) -> [String] {
        var sources = SourceMap()
        let file = sources.add(path: "specs/model.yaml", bytes: bytes)
        let read = YAMLReader.read(file, in: sources)
        return read.documents.map(described) + read.diagnostics.map(\.message)
    }

    private static func described(_ node: Node) -> String {
        switch node.content {
        case .sequence(let items): "[" + items.map(described).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key.debugDescription):\(described($0.value))" }.sorted().joined(separator: ",")
                + "}"
        case .scalar(let text, let isQuoted):
            isQuoted || !isSpecial(text) ? text.debugDescription : "plain \(text.debugDescription)"
        }
    }

    /// Whether text means something else without quotes: to YAML 1.1 whatever starts like a number, and these words.
    private static func isSpecial(_ text: String) -> Bool {
        let words = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        let first = text.drop { "+-.".contains($0) }.first
        return words.contains(text.lowercased()) || first.map { "0123456789".contains($0) } == true
    }
}
