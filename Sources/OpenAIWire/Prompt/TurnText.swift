/// What somebody wrote in one turn.
struct TurnText {
    private let strings: [JSONString]
    /// Bytes of the body, which are at least those of the text.
    let length: Int

    /// - Returns: `nil` if nothing is left of the turn.
    init?(_ turn: Turn, of scan: RequestScan, where counts: (JSONString) -> Bool) {
        strings = scan.texts[turn.texts].compactMap { text in
            text.kind == .content && !text.string.isEmpty && counts(text.string) ? text.string : nil
        }
        guard !strings.isEmpty else { return nil }
        length = strings.reduce(strings.count - 1) { $0 + $1.range.count }
    }

    func tokens(in bytes: RawSpan) -> Int {
        // What is long does not have to be counted.
        guard length < 1024 else { return length }
        var census = TextCensus()
        for string in strings { census.count(string, in: bytes) }
        return census.tokens
    }

    /// Its parts, a line break between each two; of a longer text than `most` bytes head and tail, half of it each.
    func text(in bytes: RawSpan, most: Int) -> String {
        guard length > most else {
            let parts = strings.map { $0.text(in: bytes) }
            return parts.joined(separator: "\n")
        }
        let half = max(0, most) / 2
        return String(decoding: head(bytes, half) + Array("\n…\n".utf8) + tail(bytes, half), as: UTF8.self)
    }

    /// The first `most` bytes, less the word that they would cut.
    private func head(_ bytes: RawSpan, _ most: Int) -> [UInt8] {
        var text: [UInt8] = []
        for string in strings where text.count < most {
            if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
            text += JSONText.head(bytes, string, most: most - text.count)
        }
        if let blank = text.lastIndex(where: { $0 <= UInt8(ascii: " ") }), text.count - blank <= Self.longestWord {
            text.removeSubrange(blank...)
        }
        return text
    }

    /// The last `most` bytes, less the word that they would cut.
    private func tail(_ bytes: RawSpan, _ most: Int) -> [UInt8] {
        var parts: [[UInt8]] = []
        var count = 0
        for string in strings.reversed() where count < most {
            parts.append(JSONText.tail(bytes, string, most: most - count))
            count += (parts.last?.count ?? 0) + 1
        }
        let text = Array(parts.reversed().joined(separator: [UInt8(ascii: "\n")]))
        guard let blank = text.firstIndex(where: { $0 <= UInt8(ascii: " ") }), blank < Self.longestWord else {
            return text
        }
        return Array(text[(blank + 1)...])
    }

    /// Bytes. Scripts without blanks are cut between characters.
    private static let longestWord = 64
}
