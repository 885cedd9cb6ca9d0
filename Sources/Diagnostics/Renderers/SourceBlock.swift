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
