import SpecSyntax

/// Writes YAML in block style, the same bytes for the same value on every machine.
package struct YAMLWriter {
    package private(set) var bytes: [UInt8] = []

    package init() { bytes.reserveCapacity(4096) }

    /// The documents of one file, behind a header of comment lines.
    package static func file(header: [String], _ documents: [YAMLValue]) -> [UInt8] {
        var writer = YAMLWriter()
        for line in header { writer.append("# " + line + "\n") }
        for (index, document) in documents.enumerated() {
            if index > 0 { writer.append("---\n") }
            writer.write(document)
        }
        // Without the room to grow: a large fleet has tens of thousands of files.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(writer.bytes.count)
        bytes += writer.bytes
        return bytes
    }

    package static func file(header: [String], _ document: YAMLValue) -> [UInt8] {
        file(header: header, [document])
    }

    package mutating func write(_ value: YAMLValue) {
        writeBlock(value, indent: 0)
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func indent(_ count: Int) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }

    /// The lines of a value that starts on a line of its own.
    private mutating func writeBlock(_ value: YAMLValue, indent: Int) {
        switch value {
        case .map(let entries) where !entries.isEmpty:
            for (index, entry) in entries.enumerated() {
                self.indent(index == 0 ? 0 : indent)
                writeScalar(entry.key)
                writeAfterKey(entry.value, indent: indent)
            }
        case .list(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                self.indent(index == 0 ? 0 : indent)
                append("- ")
                writeBlock(item, indent: indent + 2)
            }
        default:
            writeInline(value)
            append("\n")
        }
    }

    private mutating func writeAfterKey(_ value: YAMLValue, indent: Int) {
        switch value {
        case .map(let entries) where !entries.isEmpty:
            append(":\n")
            self.indent(indent + 2)
            writeBlock(value, indent: indent + 2)
        case .list(let items) where !items.isEmpty:
            append(":\n")
            self.indent(indent + 2)
            writeBlock(value, indent: indent + 2)
        default:
            append(": ")
            writeInline(value)
            append("\n")
        }
    }

    private mutating func writeInline(_ value: YAMLValue) {
        switch value {
        case .string(let text): writeScalar(text)
        case .int(let number): append(String(number))
        case .double(let number): append(Self.text(of: number))
        case .bool(let flag): append(flag ? "true" : "false")
        case .list: append("[]")
        case .map: append("{}")
        }
    }

    /// The shortest text that reads back as the same number, without an exponent that YAML parsers disagree on.
    private static func text(of number: Double) -> String {
        if let whole = Int(exactly: number) { return String(whole) }
        return number.description
    }

    private mutating func writeScalar(_ text: String) {
        if PlainScalar.isSafe(text) { append(text) } else { QuotedScalar.write(text, to: &bytes) }
    }
}
