import SpecSyntax

/// The word that is being written, which may be empty, and where it stands once the line is finished.
struct TypedWord {
    /// The bytes to put another word in place of.
    let range: Range<Int>
    let cursor: SpecCursor
    /// Whether a colon follows already.
    let hasColon: Bool
    /// Whether it is the first on its line or behind the dash of a list, so that it may become a key.
    let startsLine: Bool

    init?(in bytes: [UInt8], at offset: Int) {
        let lower = bytes[..<offset].lastIndex { !Self.isPart($0) }.map { $0 + 1 } ?? 0
        let upper = bytes[offset...].firstIndex { !Self.isPart($0) } ?? bytes.count
        range = lower..<upper
        let lineStart = bytes[..<lower].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let before = Array(bytes[lineStart..<lower])
        startsLine = before.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
        let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
        let behind = bytes[upper...].drop { $0 == UInt8(ascii: " ") || quotes.contains($0) }
        hasColon = behind.first == UInt8(ascii: ":")

        // An empty word is no token, and one that starts a line is a key once it has its colon.
        let word = range.isEmpty ? [UInt8(ascii: "x")] : Array(bytes[range])
        let colon: [UInt8] = startsLine && !hasColon ? [UInt8(ascii: ":"), UInt8(ascii: " ")] : []
        let finished = bytes[..<lower] + word + colon + bytes[upper...]
        let end = lower + word.count
        let found = SpecCursor(in: Array(finished)) { token in
            token == lower..<end || token == (lower - 1)..<(end + 1)
        }
        guard let found else { return nil }
        cursor = found
    }

    /// Letters, digits and what names are made of, beyond ASCII too.
    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/")].contains(byte)
        }
    }
}
