import Compiler
import Diagnostics
import Fleet
import FoundationEssentials
import SpecSyntax
import TestSupport
import Testing

/// The JSON Schema and the decoder come from one table: what the schema refuses the decoder refuses, and where the decoder
/// speaks of structure (keys, types, words) the schema refuses, too.
@Suite struct SchemaTests {
    private static let kinds: [DocumentKind?] = [nil] + DocumentKind.allCases

    private static func fileName(_ kind: DocumentKind?) -> String { "\(kind?.rawValue.lowercased() ?? "spec").json" }

    @Test(arguments: kinds)
    func pages(kind: DocumentKind?) {
        let path = "\(repositoryRoot)/docs/schema/\(Self.fileName(kind))"
        expectGolden(SpecSchema.json(of: kind), at: path)
    }

    /// Each example is right by the schema that its first line names and by that of its kind.
    @Test func examples() throws {
        let any = try SchemaValidator(json: SpecSchema.json(of: nil))
        for file in try SpecFolder("\(repositoryRoot)/specs").read().files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let line = try #require(text.split(separator: "\n").first, "\(file.path) is empty")
            let up = String(repeating: "../", count: file.path.count { $0 == "/" })
            for document in documents(text) {
                let kind = try #require(document.kind)
                #expect(
                    line == "# yaml-language-server: $schema=\(up)docs/schema/\(Self.fileName(kind))",
                    "\(file.path)"
                )
                #expect(any.accepts(document), "\(file.path)")
                #expect(try SchemaValidator(json: SpecSchema.json(of: kind)).accepts(document), "\(file.path)")
            }
        }
    }

    @Test func whatItRefusesTheDecoderRefuses() throws {
        let any = try SchemaValidator(json: SpecSchema.json(of: nil))
        var counts = (valid: 0, refused: 0)
        // Every third of some ten thousand, which still has each change in many places.
        for document in Self.corpus {
            for (number, variant) in document.variants().enumerated() where number % 3 == 0 {
                let errors = decode(variant)
                if any.accepts(variant) {
                    counts.valid += 1
                    let missed = errors.filter(isStructural)
                    #expect(missed.isEmpty, "the schema accepts \(missed.map(\.message)): \(variant.flow)")
                } else {
                    counts.refused += 1
                    #expect(!errors.isEmpty, "the decoder accepts \(variant.flow)")
                }
            }
        }
        #expect(counts.valid > 1000 && counts.refused > 1000, "\(counts)")
    }

    /// Documents of one kind are held against the schema of that kind alone as against that of any.
    @Test func theSchemaOfAKindSaysTheSame() throws {
        let any = try SchemaValidator(json: SpecSchema.json(of: nil))
        for kind in DocumentKind.allCases {
            let own = try SchemaValidator(json: SpecSchema.json(of: kind))
            for document in Self.corpus where document.kind == kind {
                for variant in document.variants().enumerated()
                where variant.offset % 7 == 0 && variant.element.kind == kind {
                    #expect(own.accepts(variant.element) == any.accepts(variant.element), "\(variant.element.flow)")
                }
            }
        }
    }

    /// What the rules are about is beyond a schema, save where it is about keys, types and words.
    @Test func fixtures() throws {
        let any = try SchemaValidator(json: SpecSchema.json(of: nil))
        for (path, bytes) in RuleFixtureTests.folder.files(in: ".") where path.hasSuffix(".yaml") {
            for document in documents(String(decoding: bytes, as: UTF8.self)) {
                let errors = decode(document)
                let isAccepted = any.accepts(document)
                #expect(isAccepted || !errors.isEmpty, "\(path)")
                #expect(!isAccepted || !errors.contains(where: isStructural), "\(path)")
            }
        }
    }

    // MARK: Helpers

    /// Documents that use most of the language.
    private static let corpus: [Node] = {
        let specs = (try? SpecFolder("\(repositoryRoot)/specs").read().files) ?? []
        let fixtures = FixtureFolder("schema", beside: #filePath).files(in: ".").map {
            SpecInput(path: $0.path, bytes: $0.bytes)
        }
        return (specs + fixtures).flatMap { documents(String(decoding: $0.bytes, as: UTF8.self)) }.flatMap(\.parts)
    }()

    /// Whether a diagnostic is about what the schema says: keys, kinds of value, words and bare numbers.
    private func isStructural(_ diagnostic: Diagnostic) -> Bool {
        switch diagnostic.rule.id {
        case "SP1020", "SP1021", "SP1025", "SP1026", "SP1027": true
        // A key that is due beside another one, and a bound of a duration, are beyond it.
        case "SP1024": !diagnostic.message.hasPrefix("a fixed idle timeout")
        case "SP1023": diagnostic.path?.hasSuffix("coldStart") == false
        default: false
        }
    }

    private func decode(_ document: Node) -> [Diagnostic] { DecodedDocument(document).diagnostics }
}

private func documents(_ text: String) -> [Node] {
    var sources = SourceMap()
    let file = sources.add(path: "a.yaml", bytes: Array(text.utf8))
    return YAMLReader.read(file, in: sources).documents
}

extension Node {
    fileprivate var kind: DocumentKind? {
        guard case .scalar(let text, _)? = self["kind"]?.content else { return nil }
        return DocumentKind(rawValue: text)
    }

    /// The document with one key of its body at a time, so that each is small.
    fileprivate var parts: [Node] {
        guard case .mapping(let entries) = content else { return [] }
        let fixed: Set = ["apiVersion", "kind", "metadata", "pools"]
        return entries.filter { $0.key == "metadata" || !fixed.contains($0.key) }.map { part in
            Node(.mapping(entries.filter { fixed.contains($0.key) || $0.key == part.key }), at: span)
        }
    }

    /// Values of every type and of awkward forms.
    private static let replacements: [Content] = [
        .scalar("", quoted: false), .scalar("", quoted: true), .scalar("zzz", quoted: false),
        .scalar("all", quoted: false),
        .scalar("4", quoted: true), .scalar("4", quoted: false), .scalar("-1", quoted: false),
        .scalar("0.25", quoted: false), .scalar("1e3", quoted: false), .scalar("1e18", quoted: false),
        .scalar("true", quoted: false), .scalar("true", quoted: true), .scalar("10m", quoted: false),
        .scalar("16 GiB", quoted: true), .scalar("32k", quoted: false), .scalar("9000-9010", quoted: false),
        .sequence([]), .mapping([]),
    ]

    /// The document with one thing changed, in every place: another value, an unknown key, a key less.
    fileprivate func variants() -> [Node] {
        var all = Self.replacements.map { Node($0, at: span) }
        switch content {
        case .scalar(let text, let quoted): all.append(Node(.scalar(text, quoted: !quoted), at: span))
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                all += item.variants().map { variant in
                    var changed = items
                    changed[index] = variant
                    return Node(.sequence(changed), at: span)
                }
            }
            all += items.first.map { [Node(.sequence(items + [$0]), at: span)] } ?? []
        case .mapping(let entries):
            for (index, entry) in entries.enumerated() {
                var renamed = entries
                renamed[index].key += "x"
                var shorter = entries
                shorter.remove(at: index)
                all += [Node(.mapping(renamed), at: span), Node(.mapping(shorter), at: span)]
                all += entry.value.variants().map { variant in
                    var changed = entries
                    changed[index].value = variant
                    return Node(.mapping(changed), at: span)
                }
            }
        }
        // A document that says nothing is none.
        return all.filter { !$0.isNull || span.lower > 0 }
    }

    /// For a message.
    fileprivate var flow: String {
        switch content {
        case .scalar(let text, let quoted): quoted ? "\"\(text)\"" : text
        case .sequence(let items): "[\(items.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries): "{\(entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }
}
