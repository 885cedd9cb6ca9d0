/// Cuts a Jsonnet program into tokens, without comments and white space. Never fails: what is no Jsonnet gives tokens that
/// mean nothing, and what is not closed ends with the file.
struct JsonnetLexer {
    private let bytes: [UInt8]
    private var position: Int
    private var tokens: [JsonnetToken] = []
    /// The last run of operator characters: where it ends, and behind the last of them that is no sign.
    private var run = (end: 0, ordinaryEnd: 0)

    static func tokens(of bytes: [UInt8]) -> [JsonnetToken] {
        var lexer = JsonnetLexer(bytes: bytes, position: bytes.byteOrderMarkSize)
        lexer.tokens.reserveCapacity(bytes.count / 6)
        while let token = lexer.next() { lexer.tokens.append(token) }
        return lexer.tokens
    }

    private init(bytes: [UInt8], position: Int) {
        self.bytes = bytes
        self.position = position
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// Whether the text goes on with these ASCII characters.
    private func isNext(_ text: StaticString, _ offset: Int = 0) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + offset + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[position + offset + $0] == text.utf8Start[$0] }
    }

    private mutating func skip(while isSkipped: (UInt8) -> Bool) {
        while position < bytes.count, isSkipped(bytes[position]) { position += 1 }
    }

    private mutating func next() -> JsonnetToken? {
        skipBlank()
        guard let first = byte() else { return nil }
        let start = position
        let kind = take(first)
        return JsonnetToken(kind: kind, lower: start, upper: position)
    }

    private mutating func skipBlank() {
        while let byte = byte() {
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                position += 1
            } else if byte == UInt8(ascii: "#") || isNext("//") {
                skip { $0 != 0x0A }
            } else if isNext("/*") {
                position += 2
                while position < bytes.count, !isNext("*/") { position += 1 }
                position = min(position + 2, bytes.count)
            } else {
                return
            }
        }
    }

    /// Moves behind the token that starts with a byte.
    private mutating func take(_ first: UInt8) -> JsonnetToken.Kind {
        let start = position
        if first.isLetter {
            skip { $0.isLetter || $0.isDigit }
            return JsonnetToken.Kind(word: bytes[start..<position])
        }
        if first.isDigit {
            takeNumber()
            return .number
        }
        if let kind = takeString(first) { return kind }
        if first.isOperator {
            takeOperator()
            return JsonnetToken.Kind(operation: bytes[start..<position])
        }
        position += 1
        return switch first {
        case UInt8(ascii: "{"): .openBrace
        case UInt8(ascii: "["): .openBracket
        case UInt8(ascii: "("): .openParenthesis
        case UInt8(ascii: "}"): .closeBrace
        case UInt8(ascii: "]"): .closeBracket
        case UInt8(ascii: ")"): .closeParenthesis
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: ";"): .semicolon
        case UInt8(ascii: "."): .dot
        default: .unknown
        }
    }

    private mutating func takeNumber() {
        skip(while: \.isDigit)
        if byte() == UInt8(ascii: "."), byte(1)?.isDigit == true {
            position += 1
            skip(while: \.isDigit)
        }
        guard byte().map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return }
        let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
        guard byte(1 + sign)?.isDigit == true else { return }
        position += 1 + sign
        skip(while: \.isDigit)
    }

    /// Operators are runs of their characters, but comments and blocks start anew, and a sign at the end belongs to what
    /// follows: `a::-1`. A run of nothing but signs is many operators, and is looked through once.
    private mutating func takeOperator() {
        let start = position
        if start >= run.end {
            run = (start, start)
            while let byte = byte(), byte.isOperator, !isNext("//"), !isNext("/*"), !isNext("|||") {
                position += 1
                run = (position, byte.isPrefixOperator ? run.ordinaryEnd : position)
            }
        }
        position = max(start + 1, run.ordinaryEnd)
    }

    // MARK: Strings

    private mutating func takeString(_ first: UInt8) -> JsonnetToken.Kind? {
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            position += 1
            while let byte = byte() {
                position += byte == UInt8(ascii: "\\") ? 2 : 1
                if byte == first { break }
            }
        } else if first == UInt8(ascii: "@"), let quote = byte(1),
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        {
            position += 2
            while let byte = byte() {
                position += 1
                guard byte == quote else { continue }
                guard self.byte() == quote else { break }
                position += 1
            }
        } else if isNext("|||") {
            takeBlock()
        } else {
            return nil
        }
        position = min(position, bytes.count)
        return .string
    }

    /// `|||`, lines that are indented like the first of them, and `|||` on a line that is indented less.
    private mutating func takeBlock() {
        position += 3
        skip { $0 != 0x0A }
        skip { $0 == 0x0A || $0 == 0x0D }
        let indentation = position
        skip(while: \.isBlank)
        let prefix = bytes[indentation..<position]
        guard !prefix.isEmpty else { return }
        while position < bytes.count {
            skip { $0 != 0x0A }
            skip { $0 == 0x0A || $0 == 0x0D }
            if bytes[position...].starts(with: prefix) { continue }
            skip(while: \.isBlank)
            // Anything else here is a mistake that libjsonnet has reported.
            if isNext("|||") { position += 3 }
            return
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        let lower = self | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") || self == UInt8(ascii: "_")
    }

    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }

    fileprivate var isOperator: Bool {
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: ":"), UInt8(ascii: "~"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "="),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    fileprivate var isPrefixOperator: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "$"): true
        default: false
        }
    }
}
