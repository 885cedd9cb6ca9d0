/// The fields of one event of a stream, as the HTML standard reads them.
struct EventFields {
    private(set) var name: Range<Int>?
    private(set) var data: Range<Int>?
    /// The data if it takes several lines, which line feeds join.
    private(set) var joined: [UInt8]?

    /// - Parameter bytes: the lines of the event, with the blank one that ends it.
    init(_ bytes: RawSpan) {
        var index = bytes.starts(with: "\u{FEFF}") ? 3 : 0
        while index < bytes.byteCount {
            let end = bytes.firstIndex(from: index, ByteMark.ofLineEnd)
            read(bytes, index..<end)
            index = end + 1
        }
    }

    private mutating func read(_ bytes: RawSpan, _ line: Range<Int>) {
        let text = bytes.extracting(line)
        if text.starts(with: "data") {
            guard let value = Self.value(text, behind: 4, line) else { return }
            if let first = data {
                var lines = joined ?? []
                if lines.isEmpty { bytes.append(first, to: &lines) }
                lines.append(UInt8(ascii: "\n"))
                bytes.append(value, to: &lines)
                joined = lines
            } else {
                data = value
            }
        } else if text.starts(with: "event"), let value = Self.value(text, behind: 5, line) {
            name = value
        }
    }

    /// What follows the colon and one blank; `nil` for a longer name.
    private static func value(_ text: RawSpan, behind name: Int, _ line: Range<Int>) -> Range<Int>? {
        guard text.byteCount > name else { return line.upperBound..<line.upperBound }
        guard text[at: name] == UInt8(ascii: ":") else { return nil }
        let hasBlank = text.byteCount > name + 1 && text[at: name + 1] == UInt8(ascii: " ")
        return (line.lowerBound + name + (hasBlank ? 2 : 1))..<line.upperBound
    }
}
