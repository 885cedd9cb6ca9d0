/// Diagnostics as rustc prints them: the sentence, the source with carets, notes, help.
package struct TerminalRenderer {
    private let color: Bool
    private var lines: LineIndex

    package init(_ sources: SourceMap, color: Bool) {
        self.color = color
        lines = LineIndex(sources)
    }

    /// The text of one diagnostic, with a line break at its end.
    package mutating func render(_ diagnostic: Diagnostic) -> String {
        let style = TerminalStyle(color: color)
        var out = style.severity(diagnostic.severity, "\(diagnostic.severity.rawValue)[\(diagnostic.rule.id)]")
        out += style.bold(": " + TerminalText.visible(diagnostic.message)) + "\n"
        let places =
            (diagnostic.primary.map { [MarkedPlace($0, isMain: true)] } ?? [])
            + diagnostic.secondary.map { MarkedPlace($0, isMain: false) }
        return out
            + render(
                places,
                remarks: diagnostic.notes.map { ("note", $0) } + (diagnostic.help.map { [("help", $0)] } ?? []),
                severity: diagnostic.severity
            )
    }

    /// A sentence and the places that it is about, as those of a diagnostic are shown.
    /// - Parameter remarks: each with the word in front of it, such as `help`.
    package mutating func render(
        _ title: String,
        _ places: [MarkedPlace],
        remarks: [(kind: String, text: String)]
    ) -> String {
        TerminalStyle(color: color).bold(TerminalText.visible(title)) + "\n"
            + render(places, remarks: remarks, severity: .note)
    }

    private mutating func render(
        _ places: [MarkedPlace],
        remarks: [(kind: String, text: String)],
        severity: Severity
    ) -> String {
        let style = TerminalStyle(color: color)
        let blocks = places.map { SourceBlock($0.label, in: &lines, mark: $0.isMain ? "^" : "-") }
        let gutter = blocks.map { String($0.position.line).utf8.count }.max() ?? 1
        let margin = String(repeating: " ", count: gutter + 2)
        return blocks.map { $0.render(gutter: gutter, severity: severity, style: style) }.joined()
            + remarks.map { kind, text in
                margin + style.blue("= ") + kind + ": " + continued(text, margin, kind) + "\n"
            }.joined()
    }

    /// Keeps the lines of a note of several lines under its first.
    private func continued(_ text: String, _ margin: String, _ kind: String) -> String {
        TerminalText.visible(text, keepsLines: true).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\n" + margin + String(repeating: " ", count: kind.count + 4))
    }
}

/// A label, and whether its mark is that of what it is about rather than of what takes part.
package struct MarkedPlace: Sendable {
    package var label: Label
    package var isMain: Bool

    package init(_ label: Label, isMain: Bool) {
        self.label = label
        self.isMain = isMain
    }
}
