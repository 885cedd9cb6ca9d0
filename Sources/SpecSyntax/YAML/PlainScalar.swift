/// Which text may stand without quotes.
///
/// It must be text to every parser: YAML 1.1 ones read `no`, `0o7`, `1:30`, `1e3`, `.5`, `2024-01-01` and `0x1F` as
/// something else, so whatever starts like a number or is a word of either version is quoted.
package enum PlainScalar {
    package static func isSafe(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 512 else { return false }
        guard isStart(first) || isFlag(text), last != UInt8(ascii: ":"), last != UInt8(ascii: " ") else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            guard isInside(byte) else { return false }
            // `: ` ends a key and ` #` starts a comment.
            if byte == UInt8(ascii: " "), previous == UInt8(ascii: ":") { return false }
            if byte == UInt8(ascii: "#"), previous == UInt8(ascii: " ") { return false }
            previous = byte
        }
        return bytes.count > 5 || !isReserved(text)
    }

    private static let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]
        .map { Array($0.utf8) }

    private static func isReserved(_ text: String) -> Bool {
        // The bit that makes an ASCII letter small.
        reserved.contains { $0.count == text.utf8.count && zip($0, text.utf8).allSatisfy { $0 == $1 | 0x20 } }
    }

    private static func isStart(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_")
    }

    /// `-x` and `--x`, so that command lines read well: a dash is an item of a list only before a space, and a number
    /// only before a digit or a point.
    private static func isFlag(_ text: String) -> Bool {
        let rest = text.utf8.drop { $0 == UInt8(ascii: "-") }
        return (1...2).contains(text.utf8.count - rest.count) && (rest.first.map(isLetter) ?? false)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }

    private static func isInside(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "="),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "#"),
            UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
