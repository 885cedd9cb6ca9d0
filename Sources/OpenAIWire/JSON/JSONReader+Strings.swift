extension JSONReader {
    /// Reads a string, at whose opening quote the reader stands, and checks its escapes and its UTF-8.
    @inline(__always)
    mutating func string(_ bytes: RawSpan) throws(JSONFault) -> JSONString {
        let start = index + 1
        let end = bytes.firstIndex(from: start, ByteMark.ofString)
        if end < bytes.byteCount, bytes[at: end] == UInt8(ascii: "\"") {
            index = end + 1
            return JSONString(range: start..<end, isPlain: true)
        }
        return try string(bytes, from: start, plainUntil: end)
    }

    /// The rest of a string that is not ASCII without escapes.
    private mutating func string(
        _ bytes: RawSpan,
        from start: Int,
        plainUntil end: Int
    ) throws(JSONFault) -> JSONString {
        var end = end
        var isPlain = true
        while end < bytes.byteCount {
            switch bytes[at: end] {
            case UInt8(ascii: "\""):
                index = end + 1
                return JSONString(range: start..<end, isPlain: isPlain)
            case UInt8(ascii: "\\"):
                isPlain = false
                end = try Self.endOfEscape(bytes, at: end)
            case 0..<0x20: throw JSONFault(kind: .controlCharacter, offset: end)
            default: end = try Self.endOfUTF8(bytes, at: end)
            }
            end = bytes.firstIndex(from: end, ByteMark.ofString)
        }
        throw JSONFault(kind: .unexpectedEnd, offset: end)
    }

    private static func endOfEscape(_ bytes: RawSpan, at index: Int) throws(JSONFault) -> Int {
        guard index + 1 < bytes.byteCount else {
            throw JSONFault(kind: .unexpectedEnd, offset: bytes.byteCount)
        }
        switch bytes[at: index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"): break
        default: throw JSONFault(kind: .badEscape, offset: index)
        }
        guard let unit = JSONHex.unit(bytes, at: index + 2) else { throw JSONFault(kind: .badEscape, offset: index) }
        guard (0xD800..<0xE000).contains(unit) else { return index + 6 }
        guard unit < 0xDC00, index + 12 <= bytes.byteCount, bytes[at: index + 6] == UInt8(ascii: "\\"),
            bytes[at: index + 7] == UInt8(ascii: "u"), let low = JSONHex.unit(bytes, at: index + 8),
            (0xDC00..<0xE000).contains(low)
        else { throw JSONFault(kind: .loneSurrogate, offset: index) }
        return index + 12
    }

    /// The end of a run of characters that are not ASCII, of which each is checked.
    private static func endOfUTF8(_ bytes: RawSpan, at start: Int) throws(JSONFault) -> Int {
        var index = start
        while index < bytes.byteCount, bytes[at: index] >= 0x80 {
            // Chinese, Japanese and Korean are nearly all of three bytes whose second may be any.
            if index + 4 <= bytes.byteCount, bytes.isPlainThree(at: index) {
                index += 3
                continue
            }
            // The bounds of the second byte shut out overlong forms, surrogates and what lies beyond U+10FFFF.
            let length: Int
            let second: ClosedRange<UInt8>
            switch bytes[at: index] {
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: throw JSONFault(kind: .badUTF8, offset: index)
            }
            guard index + length <= bytes.byteCount, second.contains(bytes[at: index + 1]),
                length < 3 || bytes[at: index + 2] & 0xC0 == 0x80, length < 4 || bytes[at: index + 3] & 0xC0 == 0x80
            else { throw JSONFault(kind: .badUTF8, offset: index) }
            index += length
        }
        return index
    }
}
