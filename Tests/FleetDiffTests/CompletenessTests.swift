import Compiler
import Diagnostics
import Fleet
import FleetDiff
import FoundationEssentials
import SpecSyntax
import TestSupport
import Testing

/// Nothing that is written is passed over: a fleet that uses every key of the language, and a change of each of its scalars.
@Suite struct CompletenessTests {
    /// What a spec says and nothing is made of.
    static let withoutEffect: Set<String> = [
        "Model.architecture.hidden", "QualityProfile.models.measured.prompts",
        // No model takes its figures from there.
        "QualityProfile.models.small.low", "QualityProfile.models.small.medium", "QualityProfile.models.small.high",
    ]
    /// What cannot change without other keys; those are changed as well.
    static let boundToOthers: Set<String> = ["Model.scale.idleTimeout.policy"]
    /// What makes a document another one; renames and removals have tests of their own.
    static let identity: Set<String> = ["apiVersion", "kind", "metadata.name"]

    struct Scalar: CustomStringConvertible, Sendable {
        var path: String
        var text: String
        var range: Range<Int>
        /// The words that may stand there, when they are a choice.
        var choices: [String]

        var description: String { "\(path): \(text)" }
    }

    static let bytes: [UInt8] = {
        let path = FixtureFolder("everything.yaml", beside: #filePath).path
        return FileManager.default.contents(atPath: path).map { Array($0) } ?? []
    }()

    static let walk: Walk = {
        var sources = SourceMap()
        let file = sources.add(path: "fleet.yaml", bytes: bytes)
        var walk = Walk()
        for document in YAMLReader.read(file, in: sources, limits: SpecLimits()).documents {
            guard case .scalar(let text, _)? = document["kind"]?.content, let kind = DocumentKind(rawValue: text) else {
                continue
            }
            walk.visit(document, .object(kind.description), path: kind.rawValue, key: kind.rawValue)
        }
        return walk
    }()

    /// Reads a document along its schema.
    struct Walk: Sendable {
        var scalars: [Scalar] = []
        /// Keys that are used, by the name of the mapping that they belong to.
        var used: Set<String> = []

        mutating func visit(_ node: Node, _ shape: Shape, path: String, key: String) {
            switch (node.content, shape) {
            case (.scalar(let text, _), _):
                let range = Int(node.span.lower)..<Int(node.span.upper)
                scalars.append(Scalar(path: path, text: text, range: range, choices: Self.choices(of: shape)))
            case (.sequence(let items), .list(let element)):
                for (index, item) in items.enumerated() { visit(item, element, path: "\(path)[\(index)]", key: key) }
            case (.mapping(let entries), .map(_, _, let value)):
                for entry in entries { visit(entry.value, value, path: "\(path).\(entry.key)", key: key) }
            case (.mapping(let entries), .object(let object)):
                for entry in entries {
                    guard let field = object.fields.first(where: { $0.key == entry.key }) else { continue }
                    used.insert("\(object.name).\(field.key)")
                    visit(entry.value, field.shape, path: "\(path).\(entry.key)", key: field.key)
                }
            case (_, .either(let shapes)):
                guard let fitting = shapes.first(where: { Self.fits(node, $0) }) else { return }
                visit(node, fitting, path: path, key: key)
            default: break
            }
        }

        private static func fits(_ node: Node, _ shape: Shape) -> Bool {
            switch (node.content, shape) {
            case (.scalar, .scalar): true
            case (.scalar(let text, _), .choice(let words)): words.contains(text)
            case (.sequence, .list), (.mapping, .map), (.mapping, .object): true
            case (_, .either(let shapes)): shapes.contains { fits(node, $0) }
            default: false
            }
        }

        private static func choices(of shape: Shape) -> [String] {
            if case .choice(let words) = shape { words } else { [] }
        }
    }

    @Test func theFleetUsesEveryKeyOfTheLanguage() {
        var known: Set<String> = []
        func collect(_ shape: Shape) {
            switch shape {
            case .object(let object):
                for field in object.fields where known.insert("\(object.name).\(field.key)").inserted {
                    collect(field.shape)
                }
            case .list(let element), .map(_, _, let element): collect(element)
            case .either(let shapes): for shape in shapes { collect(shape) }
            case .scalar, .choice: break
            }
        }
        for kind in DocumentKind.allCases { collect(.object(kind.description)) }
        let missing = known.subtracting(Self.walk.used)
        #expect(missing.isEmpty, "write them into Fixtures/everything.yaml: \(missing.sorted())")
        #expect(Self.walk.scalars.count > 200)
    }

    @Test func theFleetIsSound() {
        let report = Self.report(Self.bytes)
        #expect(report.head.errors.isEmpty, "\(Compared.errors(report.head))")
        #expect(report.diff?.isEmpty == true)
    }

    @Test(arguments: walk.scalars)
    func aChangeIsShown(scalar: Scalar) throws {
        let key = scalar.path.split(separator: ".").dropFirst().joined(separator: ".")
        let left = Self.withoutEffect.union(Self.boundToOthers)
        guard !Self.identity.contains(key), !left.contains(scalar.path) else { return }
        for other in Self.alternatives(to: scalar) {
            var bytes = Self.bytes
            bytes.replaceSubrange(scalar.range, with: Array(other.utf8))
            // An alternative that the language refuses says nothing.
            guard let diff = Self.report(bytes).diff, diff.notCompared.isEmpty else { continue }
            #expect(!diff.isEmpty, "\(scalar) → \(other) changes nothing")
            return
        }
        Issue.record("no alternative to \(scalar) is accepted")
    }

    static func report(_ head: [UInt8]) -> DiffReport {
        let head = Compared.compile([SpecInput(path: "specs/fleet.yaml", bytes: head)])
        return DiffReport(from: base, to: ComparedResult(name: "head", result: head))
    }

    private static let base = ComparedResult(
        name: "base",
        result: Compared.compile([SpecInput(path: "specs/fleet.yaml", bytes: bytes)])
    )

    /// Other values that may stand in place of a scalar, the likeliest first.
    static func alternatives(to scalar: Scalar) -> [String] {
        let (text, isQuoted) = (scalar.text, bytes[scalar.range.lowerBound] == UInt8(ascii: "\""))
        var found = scalar.choices.filter { $0 != text }
        if text == "true" { found.append("false") }
        if text == "false" { found.append("true") }
        found += [1, -1].compactMap { numbers(in: text, by: $0) }
        found += ["\(text)x", "x\(text)"]
        // Names that something goes by.
        found += [
            "small", "large", "portal", "quick", "assist", "spare", "L40S", "gemma-3-12b", "vision", "1", "20m",
            "[small]", "[portal]",
        ].filter { $0 != text }
        return isQuoted ? found.map { "\"\($0)\"" } : found
    }

    /// The text with its last number another one.
    private static func numbers(in text: String, by step: Int) -> String? {
        guard let end = text.lastIndex(where: \.isNumber) else { return nil }
        let start = text[...end].lastIndex { !$0.isNumber }.map(text.index(after:)) ?? text.startIndex
        guard let number = Int(text[start...end]), number + step >= 0 else { return nil }
        let digits = String(number + step)
        // As wide as before: a fraction or a digest keeps its length.
        let width = text.distance(from: start, to: end) + 1
        let zeros = String(repeating: "0", count: max(0, width - digits.count))
        return text[..<start] + zeros + digits + text[text.index(after: end)...]
    }
}
