import FoundationEssentials

/// Diagnostics as a Code Quality report of GitLab.
package struct GitLabRenderer {
    package init() {}

    package func render(_ diagnostics: [Diagnostic], in sources: SourceMap) throws -> String {
        var lines = LineIndex(sources)
        var fingerprints = Fingerprints()
        let entries = diagnostics.map { Entry($0, fingerprint: fingerprints.next($0, in: sources), in: &lines) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(entries), as: UTF8.self) + "\n"
    }

    private struct Entry: Encodable {
        var description: String
        var check_name: String
        var fingerprint: String
        var severity: String
        var location: Location

        struct Location: Encodable {
            var path: String
            var lines: Lines
        }

        struct Lines: Encodable { var begin, end: Int }

        init(_ diagnostic: Diagnostic, fingerprint: String, in lines: inout LineIndex) {
            // It is shown on one line.
            description = diagnostic.message + (diagnostic.help.map { " (\($0.replacing("\n", with: " ")))" } ?? "")
            check_name = diagnostic.rule.id
            self.fingerprint = fingerprint
            severity =
                switch diagnostic.severity {
                case .error: "blocker"
                case .warning: "major"
                case .note: "info"
                }
            let range = diagnostic.primary.map { lines.range(of: $0.span) }
            location = Location(
                path: lines.sources.path(of: diagnostic),
                lines: Lines(begin: range?.start.line ?? 1, end: range?.end.line ?? 1)
            )
        }
    }
}
