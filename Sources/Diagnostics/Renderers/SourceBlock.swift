/// One source line and the marks beneath it.
struct SourceBlock {
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

    func render(gutter: Int, severity: Severity, style: Style) -> String {
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

/// SGR colours, or nothing.
struct Style {
    let color: Bool

    func severity(_ severity: Severity, _ text: String) -> String {
        switch severity {
        case .error: wrap("1;31", text)
        case .warning: wrap("1;33", text)
        case .note: wrap("1;36", text)
        }
    }

    func bold(_ text: String) -> String { wrap("1", text) }

    func blue(_ text: String) -> String { wrap("1;34", text) }

    private func wrap(_ code: String, _ text: String) -> String {
        color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
