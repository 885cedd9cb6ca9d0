/// A JSON document, its keys in the order given.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: JSONValue
    }

    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0, value: $1) })
    }

    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    package init(nilLiteral: ()) { self = .null }
}

// MARK: Writing

extension JSONValue {
    /// Without a blank.
    package var compact: [UInt8] {
        var writer = JSONWriter(indents: false)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// Two blanks a level, with a line break at the end.
    package var indented: [UInt8] {
        var writer = JSONWriter(indents: true)
        writer.write(self, depth: 0)
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

private struct JSONWriter {
    var bytes: [UInt8] = []
    let indents: Bool

    init(indents: Bool) { self.indents = indents }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .int(let value): bytes += String(value).utf8
        // JSON has no word for what is not finite.
        case .double(let value): bytes += (value.isFinite ? value.description : "null").utf8
        case .string(let text): write(text)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                separate(index, depth)
                write(item, depth: depth + 1)
            }
            close(UInt8(ascii: "]"), isEmpty: items.isEmpty, depth)
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                separate(index, depth)
                write(member.key)
                bytes.append(UInt8(ascii: ":"))
                if indents { bytes.append(UInt8(ascii: " ")) }
                write(member.value, depth: depth + 1)
            }
            close(UInt8(ascii: "}"), isEmpty: members.isEmpty, depth)
        }
    }

    private mutating func separate(_ index: Int, _ depth: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        breakLine(depth + 1)
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool, _ depth: Int) {
        if !isEmpty { breakLine(depth) }
        bytes.append(bracket)
    }

    private mutating func breakLine(_ depth: Int) {
        guard indents else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes += "  ".utf8 }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            bytes += text.utf8
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: bytes += "\\u00".utf8 + [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
    }
}
