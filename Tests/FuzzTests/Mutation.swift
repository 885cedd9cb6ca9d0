import TestSupport

/// Ways in which a file gets damaged, by editors, merges, copies and people who mean harm.
enum Mutation: CaseIterable {
    case flipBit, insertByte, deleteBytes, duplicateLine, moveLine, spliceOther, truncate, insertToken, swapScalar,
        repeatPart

    /// Words that mean something to YAML or to the decoder.
    static let tokens = [
        "\n", "\r\n", "\t", " ", ": ", "- ", "? ", "{", "}", "[", "]", ",", "&a ", "*a", "<<: *a", "!x ", "!!str ", "|",
        ">", "'", "\"",
        "#", "%", "@", "`", "---\n", "...\n", "%TAG !a! b\n", "~", "null", "true", "no", "0", "-1", "1e9", "1e308",
        ".inf", "0x1F",
        "9223372036854775807", "99999999999999999999", "1000000TiB", "999999999T", "16M", "3650d", "é", "漢", "👩‍👩‍👧",
        "\u{FEFF}", "\u{0}",
        "\u{85}", "\u{2028}", "\u{202E}", "\u{1B}[31m", "kind: Model\n", "metadata: {name: a}\n", "min: 1000\n",
        "max: 1\n",
        "gpus: 4096\n", "nodes: 64\n", "layers: 1000\n", "all", "never", "adaptive",
    ]

    func apply(to bytes: inout [UInt8], with other: [UInt8], using random: inout SplitMix) {
        let position = Int.random(in: 0...bytes.count, using: &random)
        switch self {
        case .flipBit:
            guard position < bytes.count else { return }
            bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case .insertByte:
            bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: position)
        case .deleteBytes:
            bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 1...20, using: &random)))
        case .duplicateLine:
            let line = Self.line(around: position, in: bytes)
            bytes.insert(contentsOf: bytes[line], at: line.lowerBound)
        case .moveLine:
            let line = Self.line(around: position, in: bytes)
            let moved = Array(bytes[line])
            bytes.removeSubrange(line)
            let target = Self.line(around: Int.random(in: 0...bytes.count, using: &random), in: bytes)
            bytes.insert(contentsOf: moved, at: target.lowerBound)
        case .spliceOther:
            let start = Int.random(in: 0...other.count, using: &random)
            bytes.insert(contentsOf: other[start..<min(other.count, start + 200)], at: position)
        case .truncate:
            bytes.removeSubrange(position...)
        case .insertToken:
            bytes.insert(contentsOf: (Self.tokens.randomElement(using: &random) ?? "").utf8, at: position)
        case .swapScalar:
            // The value of some key becomes something else.
            guard let colon = bytes[position...].firstIndex(of: UInt8(ascii: ":")) else { return }
            let end = bytes[colon...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: ",") } ?? bytes.count
            bytes.replaceSubrange(
                (colon + 1)..<end,
                with: (" " + (Self.tokens.randomElement(using: &random) ?? "")).utf8
            )
        case .repeatPart:
            let part = Array(bytes[position..<min(bytes.count, position + 30)])
            for _ in 0..<Int.random(in: 1...40, using: &random) { bytes.insert(contentsOf: part, at: position) }
        }
    }

    private static func line(around position: Int, in bytes: [UInt8]) -> Range<Int> {
        let lower = bytes[..<position].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let upper = bytes[position...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
        return lower..<upper
    }
}
