/// Diagnostics as workflow commands of GitHub Actions, which become annotations of a pull request.
///
/// GitHub shows ten annotations of a level for each step and drops the others. The worst come first; with more than ten of a
/// level the tenth says how many are left, and those follow in the log.
package struct GitHubRenderer {
    private static let mostShown = 10

    package init() {}

    package func render(_ diagnostics: [Diagnostic], in sources: SourceMap) -> String {
        var lines = LineIndex(sources)
        var out = ""
        for severity in Severity.allCases.sorted(by: >) {
            var commands = diagnostics.filter { $0.severity == severity }.map { command(for: $0, in: &lines) }
            if commands.count > Self.mostShown {
                let left = commands.count - Self.mostShown + 1
                let text = "GitHub shows \(Self.mostShown) of a level; the log of this step has \(left) more"
                commands.insert(
                    "::\(severity.command) title=Spindle::\(text.escapedData)\n",
                    at: Self.mostShown - 1
                )
            }
            out += commands.joined()
        }
        return out
    }

    private func command(for diagnostic: Diagnostic, in lines: inout LineIndex) -> String {
        var properties: [(String, String)] = []
        if let span = diagnostic.primary?.span {
            let (start, end) = lines.range(of: span)
            properties = [("file", lines.sources.path(of: span)), ("line", "\(start.line)")]
            // Columns are allowed within one line only.
            if start.line == end.line { properties.append(("col", "\(start.column)")) }
            properties.append(("endLine", "\(end.line)"))
            if start.line == end.line { properties.append(("endColumn", "\(end.column)")) }
        } else if let subject = diagnostic.subject {
            properties = [("file", subject)]
        }
        properties.append(("title", "\(diagnostic.rule.id): \(diagnostic.rule.title)"))
        var paragraphs = diagnostic.paragraphs
        for label in diagnostic.secondary {
            let start = lines.position(of: label.span.lower, in: label.span.file)
            let place = "\(lines.sources.path(of: label.span)):\(start.line):\(start.column)"
            paragraphs.append(label.text.isEmpty ? place : "\(place): \(label.text)")
        }
        let list = properties.map { "\($0)=\($1.escapedProperty)" }.joined(separator: ",")
        return "::\(diagnostic.severity.command) \(list)::\(paragraphs.joined(separator: "\n").escapedData)\n"
    }
}

extension Severity {
    fileprivate var command: String { self == .note ? "notice" : rawValue }
}

extension String {
    /// As the runner reads the text of a command: a line break would end the command and begin one of somebody else's.
    fileprivate var escapedData: String { escaped { $0 == "%" || $0 == "\r" || $0 == "\n" } }

    fileprivate var escapedProperty: String {
        escaped { $0 == "%" || $0 == "\r" || $0 == "\n" || $0 == ":" || $0 == "," }
    }

    private func escaped(_ isSpecial: (Unicode.Scalar) -> Bool) -> String {
        var out = String.UnicodeScalarView()
        for scalar in TerminalText.visible(self, keepsLines: true).unicodeScalars {
            guard isSpecial(scalar) else {
                out.append(scalar)
                continue
            }
            let hex = String(scalar.value, radix: 16, uppercase: true)
            out.append(contentsOf: ("%" + (hex.utf8.count == 1 ? "0" : "") + hex).unicodeScalars)
        }
        return String(out)
    }
}
