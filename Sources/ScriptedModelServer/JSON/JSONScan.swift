/// A value of a JSON document, by where it lies: the document is gone over once, and only what is asked for is decoded.
struct JSONScan {
    private let bytes: [UInt8]
    private let range: Range<Int>

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// - Returns: `nil` when it is not JSON.
    init?(_ bytes: [UInt8]) {
        var scanner = Scanner(bytes: bytes, position: 0)
        guard let range = scanner.value(depth: 0) else { return nil }
        scanner.skipSpace()
        guard scanner.position == bytes.count else { return nil }
        self.init(bytes, range)
    }

    /// The members of an object, the last of each name.
    var members: [String: JSONScan] {
        var scanner = Scanner(bytes: bytes, position: range.lowerBound)
        var members: [String: JSONScan] = [:]
        guard scanner.take(UInt8(ascii: "{")) else { return [:] }
        while let key = scanner.value(depth: 0), scanner.take(UInt8(ascii: ":")), let value = scanner.value(depth: 0) {
            if let name = JSONScan(bytes, key).string { members[name] = JSONScan(bytes, value) }
            guard scanner.take(UInt8(ascii: ",")) else { break }
        }
        return members
    }

    var elements: [JSONScan] {
        var scanner = Scanner(bytes: bytes, position: range.lowerBound)
        var elements: [JSONScan] = []
        guard scanner.take(UInt8(ascii: "[")) else { return [] }
        while let value = scanner.value(depth: 0) {
            elements.append(JSONScan(bytes, value))
            guard scanner.take(UInt8(ascii: ",")) else { break }
        }
        return elements
    }

    var isObject: Bool { bytes[range.lowerBound] == UInt8(ascii: "{") }
    var isTrue: Bool { bytes[range.lowerBound] == UInt8(ascii: "t") }
    var integer: Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }

    /// Escapes but for those of Unicode, which stand for themselves here.
    var string: String? {
        guard bytes[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        let content = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in content {
            if isEscaped {
                let names: [UInt8: UInt8] = [0x6E: 10, 0x74: 9, 0x72: 13, 0x62: 8, 0x66: 12]
                if byte == UInt8(ascii: "u") { plain.append(UInt8(ascii: "\\")) }
                plain.append(names[byte] ?? byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position: Int

        mutating func skipSpace() {
            while position < bytes.count, [32, 10, 13, 9].contains(bytes[position]) { position += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            skipSpace()
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        /// Goes over a value.
        mutating func value(depth: Int) -> Range<Int>? {
            skipSpace()
            guard depth < 100, position < bytes.count else { return nil }
            let start = position
            let isWhole =
                switch bytes[position] {
                case UInt8(ascii: "{"): list(UInt8(ascii: "}"), depth: depth, isObject: true)
                case UInt8(ascii: "["): list(UInt8(ascii: "]"), depth: depth, isObject: false)
                case UInt8(ascii: "\""): text()
                case UInt8(ascii: "t"): word("true")
                case UInt8(ascii: "f"): word("false")
                case UInt8(ascii: "n"): word("null")
                default: number()
                }
            return isWhole ? start..<position : nil
        }

        private mutating func list(_ end: UInt8, depth: Int, isObject: Bool) -> Bool {
            position += 1
            if take(end) { return true }
            repeat {
                if isObject {
                    skipSpace()
                    guard position < bytes.count, bytes[position] == UInt8(ascii: "\""), text(), take(UInt8(ascii: ":"))
                    else { return false }
                }
                guard value(depth: depth + 1) != nil else { return false }
            } while take(UInt8(ascii: ","))
            return take(end)
        }

        private mutating func text() -> Bool {
            position += 1
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    position += 1
                    return true
                case UInt8(ascii: "\\"): position += 2
                case 0..<32: return false
                default: position += 1
                }
            }
            return false
        }

        private mutating func word(_ word: StaticString) -> Bool {
            let text = String(describing: word).utf8
            guard bytes[position...].starts(with: text) else { return false }
            position += text.count
            return true
        }

        private mutating func number() -> Bool {
            let start = position
            while position < bytes.count, Self.isOfNumber(bytes[position]) { position += 1 }
            return Double(String(decoding: bytes[start..<position], as: UTF8.self)) != nil
        }

        private static func isOfNumber(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        }
    }
}

extension String {
    /// As it stands in JSON, with the quotes.
    var quoted: String {
        let isPlain = utf8.allSatisfy { $0 >= 32 && $0 != 0x22 && $0 != 0x5C }
        return isPlain ? "\"\(self)\"" : "\"\(escaped)\""
    }

    private var escaped: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
