/// What a byte of ASCII may say about the text that it stands in.
enum ByteKind: UInt8 {
    case plain, letter, digit
    /// `(`, `[`, `{` and those that close.
    case bracket
    /// `=`, `<`, `>`, `+`, `*`, `&`, `!`, `%`.
    case `operator`
    case semicolon, comma, pipe, tab, quote, caret, backslash, dollar

    static let count = 13

    /// By byte; all beyond ASCII are plain.
    static let ofByte: [UInt8] = (0...UInt8.max).map { byte in
        let kind: ByteKind =
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
            case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
                UInt8(ascii: "}"):
                .bracket
            case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "+"), UInt8(ascii: "*"),
                UInt8(ascii: "&"), UInt8(ascii: "!"), UInt8(ascii: "%"):
                .operator
            case UInt8(ascii: ";"): .semicolon
            case UInt8(ascii: ","): .comma
            case UInt8(ascii: "|"): .pipe
            case 0x09: .tab
            case UInt8(ascii: "\""): .quote
            case UInt8(ascii: "^"): .caret
            case UInt8(ascii: "\\"): .backslash
            case UInt8(ascii: "$"): .dollar
            default: .plain
            }
        return kind.rawValue
    }
}

/// How many bytes of each kind there are.
struct ByteTally {
    private var counts = [Int](repeating: 0, count: ByteKind.count)

    subscript(kind: ByteKind) -> Int { counts[Int(kind.rawValue)] }

    mutating func add(_ kind: UInt8) { counts[Int(kind)] += 1 }

    mutating func clear() { for index in counts.indices { counts[index] = 0 } }
}
