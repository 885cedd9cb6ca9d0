/// Text in double quotes, as YAML 1.1, YAML 1.2 and JSON all read it.
package enum QuotedScalar {
    package static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { write($0, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func write(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case 0..<0x20, 0x7F: escape(UInt16(byte), to: &bytes)
            // Beyond ASCII, escapes are for U+0080…U+009F, U+2028, U+2029, U+FEFF, U+FFFE and U+FFFF.
            case 0xC2 where index + 1 < text.count && text[index + 1] < 0xA0:
                escape(UInt16(text[index + 1]), to: &bytes)
                index += 1
            case 0xE2, 0xEF:
                guard let unit = unprintable(at: index, of: text) else {
                    bytes.append(byte)
                    break
                }
                escape(unit, to: &bytes)
                index += 2
            default: bytes.append(byte)
            }
            index += 1
        }
    }

    /// A character of three bytes that YAML does not count among the printable, or takes for the end of a line.
    private static func unprintable(at index: Int, of text: UnsafeBufferPointer<UInt8>) -> UInt16? {
        guard index + 2 < text.count else { return nil }
        let unit =
            UInt16(text[index] & 0x0F) << 12 | UInt16(text[index + 1] & 0x3F) << 6 | UInt16(text[index + 2] & 0x3F)
        switch unit {
        case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: return unit
        default: return nil
        }
    }

    private static func escape(_ unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\\u".utf8)
        for shift in stride(from: 12, through: 0, by: -4) {
            let digit = UInt8(unit >> UInt16(shift) & 0xF)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
