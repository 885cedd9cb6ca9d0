/// The text that a checked string of JSON stands for.
enum JSONText {
    /// Decodes escapes. All of them must be whole, as a reader that accepted the string has seen to.
    ///
    /// - Parameter most: bytes to append; a character is never cut.
    static func append(_ bytes: RawSpan, _ range: Range<Int>, to text: inout [UInt8], most: Int = .max) {
        text.append(addingCapacity: min(range.count, most)) { output in
            let source = bytes.extracting(0..<range.upperBound)
            var index = range.lowerBound
            while index < range.upperBound {
                var end = source.firstIndex(from: index, ByteMark.ofBackslash)
                if end - index > output.freeCapacity {
                    end = index + output.freeCapacity
                    while end > index, source[at: end] & 0xC0 == 0x80 { end -= 1 }
                    for offset in index..<end { output.append(source[at: offset]) }
                    return
                }
                for offset in index..<end { output.append(source[at: offset]) }
                guard end < range.upperBound else { return }
                if let byte = byte(ofEscape: source[at: end + 1]) {
                    guard output.freeCapacity > 0 else { return }
                    output.append(byte)
                    index = end + 2
                } else {
                    let (scalar, length) = scalar(source, end)
                    guard output.freeCapacity >= UTF8.width(scalar) else { return }
                    for byte in String(scalar).utf8 { output.append(byte) }
                    index = end + length
                }
            }
        }
    }

    /// The beginning of the text, of at most so many bytes.
    static func head(_ bytes: RawSpan, _ string: JSONString, most: Int) -> [UInt8] {
        var text: [UInt8] = []
        append(bytes, string.range, to: &text, most: most)
        return text
    }

    /// The end of the text, of at most so many bytes as it stands in the document. No character and no escape is cut.
    static func tail(_ bytes: RawSpan, _ string: JSONString, most: Int) -> [UInt8] {
        var text: [UInt8] = []
        append(bytes, start(bytes, string, ofLast: most)..<string.range.upperBound, to: &text)
        return text
    }

    private static func start(_ bytes: RawSpan, _ string: JSONString, ofLast most: Int) -> Int {
        let range = string.range
        guard range.count > most else { return range.lowerBound }
        var start = range.upperBound - most
        if !string.isPlain {
            // The nearest backslash before the cut, if it may reach beyond it.
            let window = max(range.lowerBound, start - 11)..<start
            for index in window where bytes[at: index] == UInt8(ascii: "\\") {
                guard isEscape(bytes, at: index, from: range.lowerBound) else { continue }
                let length = byte(ofEscape: bytes[at: index + 1]) == nil ? scalar(bytes, index).length : 2
                start = max(start, min(index + length, range.upperBound))
            }
        }
        while start < range.upperBound, bytes[at: start] & 0xC0 == 0x80 { start += 1 }
        return start
    }

    /// Whether a backslash begins an escape: before it stands an even number of others.
    private static func isEscape(_ bytes: RawSpan, at index: Int, from start: Int) -> Bool {
        var first = index
        while first > start, bytes[at: first - 1] == UInt8(ascii: "\\") { first -= 1 }
        return (index - first) % 2 == 0
    }

    /// What a letter behind a backslash stands for; `nil` for `u`.
    private static func byte(ofEscape letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "u"): nil
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// The scalar of the escape at an index that has a `u`, and how many bytes it takes.
    private static func scalar(_ bytes: RawSpan, _ index: Int) -> (Unicode.Scalar, length: Int) {
        let unit = JSONHex.unit(bytes, at: index + 2) ?? 0
        guard (0xD800..<0xDC00).contains(unit) else { return (Unicode.Scalar(unit) ?? "\u{FFFD}", 6) }
        let low = JSONHex.unit(bytes, at: index + 8) ?? 0
        return (Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + low & 0x3FF) ?? "\u{FFFD}", 12)
    }
}

enum JSONHex {
    /// The number that four hexadecimal digits write; `nil` where there are none.
    static func unit(_ bytes: RawSpan, at index: Int) -> UInt32? {
        guard index + 4 <= bytes.byteCount else { return nil }
        var unit: UInt32 = 0
        for offset in index..<(index + 4) {
            guard let digit = digit(bytes[at: offset]) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
