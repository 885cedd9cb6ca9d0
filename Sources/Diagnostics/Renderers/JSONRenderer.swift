import FoundationEssentials

/// Diagnostics as one JSON document, for programs.
///
/// Shape: `{"version": 1, "diagnostics": [{"id", "severity", "message", "path"?, "primary"?, "secondary", "notes",
/// "help"?, "fixes"}], "errors": n, "warnings": n, "notes": n}`; a place is `{"file", "start": {"line", "column", "offset"},
/// "end": {…}, "text"}`, lines and columns counted from one, columns in Unicode scalars, offsets in UTF-8 bytes. A fix is
/// `{"applicability": "safe" | "maybe", "title", "edits"}`, an edit a place whose text takes the place of what stands there.
package struct JSONRenderer {
    package init() {}

    package func render(_ diagnostics: [Diagnostic], in sources: SourceMap) throws -> String {
        let document = Document(
            diagnostics: Self.entries(diagnostics, in: sources),
            errors: diagnostics.count { $0.severity == .error },
            warnings: diagnostics.count { $0.severity == .warning },
            notes: diagnostics.count { $0.severity == .note }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    /// The list of diagnostics alone, for a document of another shape.
    package static func list(_ diagnostics: [Diagnostic], in sources: SourceMap) -> some Encodable {
        entries(diagnostics, in: sources)
    }

    private static func entries(_ diagnostics: [Diagnostic], in sources: SourceMap) -> [Entry] {
        var lines = LineIndex(sources)
        return diagnostics.map { Entry($0, in: &lines) }
    }

    private struct Document: Encodable {
        var version = 1
        var diagnostics: [Entry]
        var errors: Int
        var warnings: Int
        var notes: Int
    }

    private struct Entry: Encodable {
        var id: String
        var severity: String
        var message: String
        var path: String?
        var primary: Place?
        var secondary: [Place]
        var notes: [String]
        var help: String?
        var fixes: [Fix]

        init(_ diagnostic: Diagnostic, in lines: inout LineIndex) {
            id = diagnostic.rule.id
            severity = diagnostic.severity.rawValue
            message = diagnostic.message
            path = diagnostic.path
            primary = diagnostic.primary.map { Place($0, in: &lines) }
            secondary = diagnostic.secondary.map { Place($0, in: &lines) }
            notes = diagnostic.notes
            help = diagnostic.help
            fixes = diagnostic.fixes.compactMap { Fix($0, in: &lines) }
        }
    }

    private struct Fix: Encodable {
        var applicability: String
        var title: String
        var edits: [Place]

        init?(_ fix: Diagnostics.Fix, in lines: inout LineIndex) {
            guard let replacements = fix.replacements(in: lines.sources) else { return nil }
            applicability = fix.applicability.rawValue
            title = fix.title
            edits = replacements.map { Place(Label($0.span, $0.text), in: &lines) }
        }
    }

    private struct Place: Encodable {
        var file: String
        var start: Position
        var end: Position
        var text: String

        init(_ label: Label, in lines: inout LineIndex) {
            file = lines.sources.path(of: label.span)
            start = Position(label.span.lower, label.span.file, in: &lines)
            end = Position(label.span.upper, label.span.file, in: &lines)
            text = label.text
        }
    }

    private struct Position: Encodable {
        var line: Int
        var column: Int
        var offset: UInt32

        init(_ offset: UInt32, _ file: FileID, in lines: inout LineIndex) {
            let position = lines.position(of: offset, in: file)
            line = position.line
            column = position.column
            self.offset = offset
        }
    }
}
