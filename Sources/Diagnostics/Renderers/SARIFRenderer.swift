import FoundationEssentials

/// Diagnostics as a SARIF 2.1.0 log, for code scanning services and editors.
///
/// Columns count Unicode scalars (`columnKind`), paths are relative to `%SRCROOT%`, the root of the repository. A finding
/// without a place of its own is about the whole folder of specs: services refuse a log with a result that has no location.
package struct SARIFRenderer {
    private let version: String

    /// - Parameter version: of Spindle.
    package init(version: String) { self.version = version }

    package func render(_ diagnostics: [Diagnostic], in sources: SourceMap) throws -> String {
        let rules = Set(diagnostics.map(\.rule)).sorted { $0.id < $1.id }
        let indices = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
        var lines = LineIndex(sources)
        var fingerprints = Fingerprints()
        let results = diagnostics.map { diagnostic in
            SARIF.Result(
                diagnostic,
                ruleIndex: indices[diagnostic.rule.id] ?? -1,
                fingerprint: fingerprints.next(diagnostic, in: sources),
                in: &lines
            )
        }
        let driver = SARIF.Driver(version: version, rules: rules.map { SARIF.Rule($0) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let log = SARIF.Log(runs: [SARIF.Run(tool: .init(driver: driver), results: results)])
        return String(decoding: try encoder.encode(log), as: UTF8.self) + "\n"
    }
}

/// The objects of SARIF that are written, named as the standard names them.
private enum SARIF {
    struct Log: Encodable {
        var schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
        var version = "2.1.0"
        var runs: [Run]

        enum CodingKeys: String, CodingKey {
            case schema = "$schema"
            case version, runs
        }
    }

    struct Run: Encodable {
        var tool: Tool
        var columnKind = "unicodeCodePoints"
        var originalUriBaseIds = [ArtifactLocation.root: BaseID()]
        var results: [Result]

        struct Tool: Encodable { var driver: Driver }
        struct BaseID: Encodable { var description = Text("The root of the repository.") }
    }

    struct Driver: Encodable {
        var name = "Spindle"
        var version: String
        var semanticVersion: String
        var rules: [Rule]

        init(version: String, rules: [Rule]) {
            (self.version, semanticVersion, self.rules) = (version, version, rules)
        }
    }

    struct Text: Encodable {
        var text: String

        /// Text in which nothing is a placeholder (`{0}`) or a link (`[text](target)`), whatever a spec brings into it.
        static func message(_ text: String) -> Text {
            var out = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                switch scalar {
                case "{", "}": out.append(contentsOf: [scalar, scalar])
                case "(" where out.last == "]": out.append(contentsOf: [" ", scalar])
                default: out.append(scalar)
                }
            }
            return Text(String(out))
        }

        init(_ text: String) { self.text = text }
    }

    struct Rule: Encodable {
        var id: String
        var name: String
        var shortDescription: Text
        var fullDescription: Text
        var help: Help
        var defaultConfiguration: Configuration

        struct Help: Encodable { var text, markdown: String }
        struct Configuration: Encodable { var level: String }

        init(_ rule: Diagnostics.Rule) {
            id = rule.id
            name = rule.title.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
                .joined()
            shortDescription = Text(rule.title)
            // The first paragraph, on one line.
            let lines = rule.explanation.split(separator: "\n", omittingEmptySubsequences: false)
            fullDescription = Text(lines.prefix { !$0.isEmpty }.joined(separator: " "))
            help = Help(text: rule.explanation, markdown: "**\(rule.title)**\n\n\(rule.explanation)")
            defaultConfiguration = Configuration(level: rule.severity.rawValue)
        }
    }

    struct Result: Encodable {
        var ruleId: String
        var ruleIndex: Int
        var level: String
        var message: Text
        var locations: [Location]
        var relatedLocations: [Location]?
        var fixes: [Fix]?
        var partialFingerprints: [String: String]

        init(_ diagnostic: Diagnostic, ruleIndex: Int, fingerprint: String, in lines: inout LineIndex) {
            ruleId = diagnostic.rule.id
            self.ruleIndex = ruleIndex
            level = diagnostic.severity.rawValue
            message = .message(diagnostic.paragraphs.joined(separator: "\n"))
            locations = [Location(of: diagnostic, in: &lines)]
            if !diagnostic.secondary.isEmpty {
                relatedLocations = diagnostic.secondary.enumerated().map { Location($1, id: $0 + 1, in: &lines) }
            }
            let fixes = diagnostic.fixes.compactMap { Fix($0, in: &lines) }
            if !fixes.isEmpty { self.fixes = fixes }
            partialFingerprints = ["primaryLocationLineHash": fingerprint]
        }
    }

    struct Location: Encodable {
        var id: Int?
        var physicalLocation: PhysicalLocation
        var logicalLocations: [LogicalLocation]?
        var message: Text?

        struct PhysicalLocation: Encodable {
            var artifactLocation: ArtifactLocation
            var region: Region?

            init(_ path: String) { artifactLocation = ArtifactLocation(path) }

            init(_ span: Span, in lines: inout LineIndex) {
                artifactLocation = ArtifactLocation(lines.sources.path(of: span))
                region = Region(span, in: &lines)
            }
        }
        struct LogicalLocation: Encodable { var fullyQualifiedName: String }

        init(of diagnostic: Diagnostic, in lines: inout LineIndex) {
            physicalLocation =
                diagnostic.primary.map { PhysicalLocation($0.span, in: &lines) }
                ?? PhysicalLocation(lines.sources.path(of: diagnostic))
            logicalLocations = diagnostic.path.map { [LogicalLocation(fullyQualifiedName: $0)] }
            message = diagnostic.primary.flatMap { $0.text.isEmpty ? nil : .message($0.text) }
        }

        init(_ label: Label, id: Int, in lines: inout LineIndex) {
            self.id = id
            physicalLocation = PhysicalLocation(label.span, in: &lines)
            message = label.text.isEmpty ? nil : .message(label.text)
        }
    }

    struct ArtifactLocation: Encodable, Hashable {
        static let root = "%SRCROOT%"

        var uri: String
        var uriBaseId = Self.root

        init(_ path: String) { uri = path.percentEncodedPath }
    }

    struct Region: Encodable {
        var startLine, startColumn, endLine, endColumn: Int

        init(_ span: Span, in lines: inout LineIndex) {
            let (start, end) = lines.range(of: span)
            (startLine, startColumn, endLine, endColumn) = (start.line, start.column, end.line, end.column)
        }
    }

    struct Fix: Encodable {
        var description: Text
        var artifactChanges: [Change]
        var properties: [String: String]

        struct Change: Encodable {
            var artifactLocation: ArtifactLocation
            var replacements: [Replacement]
        }
        struct Replacement: Encodable {
            var deletedRegion: Region
            var insertedContent: Text
        }

        init?(_ fix: Diagnostics.Fix, in lines: inout LineIndex) {
            guard let edits = fix.replacements(in: lines.sources) else { return nil }
            description = .message(fix.title)
            artifactChanges = Dictionary(grouping: edits, by: \.span.file).sorted { $0.key < $1.key }.map {
                file,
                edits in
                let replacements = edits.map {
                    Replacement(deletedRegion: Region($0.span, in: &lines), insertedContent: Text($0.text))
                }
                return Change(artifactLocation: ArtifactLocation(lines.sources[file].path), replacements: replacements)
            }
            properties = ["applicability": fix.applicability.rawValue]
        }
    }
}

extension String {
    /// As a relative reference of RFC 3986: everything but unreserved characters and `/` by its bytes.
    fileprivate var percentEncodedPath: String {
        utf8.reduce(into: "") { out, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                out += byte < 0x10 ? "%0" : "%"
                out += String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
