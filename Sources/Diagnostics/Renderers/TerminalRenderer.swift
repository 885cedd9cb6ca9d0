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

        let labels = (diagnostic.primary.map { [$0] } ?? []) + diagnostic.secondary
        let blocks = labels.enumerated().map { index, label in
            SourceBlock(label, in: &lines, mark: index == 0 && diagnostic.primary != nil ? "^" : "-")
        }
        let gutter = blocks.map { String($0.position.line).utf8.count }.max() ?? 1
        for block in blocks { out += block.render(gutter: gutter, severity: diagnostic.severity, style: style) }

        let margin = String(repeating: " ", count: gutter + 2)
        for note in diagnostic.notes { out += margin + style.blue("= ") + "note: " + continued(note, margin) + "\n" }
        if let help = diagnostic.help { out += margin + style.blue("= ") + "help: " + continued(help, margin) + "\n" }
        return out
    }

    /// Keeps the lines of a note of several lines under its first.
    private func continued(_ text: String, _ margin: String) -> String {
        TerminalText.visible(text, keepsLines: true).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\n" + margin + "        ")
    }
}

/// One source line and the marks beneath it.
private struct SourceBlock {
    let location: String
    let position: LineColumn
    let source: String
    let marks: String
    let text: String

    init(_ label: Label, in lines: inout LineIndex, mark: Character) {
        let file = label.span.file
        position = lines.position(of: label.span.lower, in: file)
        location = "\(TerminalText.visible(lines.sources[file].path)):\(position.line):\(position.column)"
        text = label.text
        let line = lines.line(position.line, in: file)
        let (lower, upper) = (Int(label.span.lower) - line.start, Int(label.span.upper) - line.start)
        let excerpt = SourceExcerpt(line.text[...], mark: max(0, lower)..<max(0, lower, upper))
        source = excerpt.text
        marks = String(repeating: " ", count: excerpt.indent) + String(repeating: mark, count: max(1, excerpt.marked))
    }

    func render(gutter: Int, severity: Severity, style: TerminalStyle) -> String {
        let margin = String(repeating: " ", count: gutter + 2)
        let number = String(position.line)
        let padded = String(repeating: " ", count: gutter + 1 - number.utf8.count) + number + " "
        let isPrimary = marks.last == "^"
        let words = marks + (text.isEmpty ? "" : " " + TerminalText.visible(text))
        return String(margin.dropLast()) + style.blue("--> ") + location + "\n"
            + style.blue(padded + "| ") + source + "\n"
            + margin + style.blue("| ") + (isPrimary ? style.severity(severity, words) : style.blue(words)) + "\n"
    }
}
