/// What a column of a position counts.
package enum PositionEncoding: String, Codable, Sendable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
}

/// A text that is edited, and its positions as the protocol has them: line and column from zero.
package struct TextBuffer: Sendable {
    package private(set) var bytes: [UInt8]
    private var lineStarts: [Int] = []
    /// How many UTF-16 units start before each `stride`th byte, so that a long line is not counted again and again.
    private var unitCounts: [Int] = []
    private static let stride = 1024

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index()
    }

    package init(_ text: String) { self.init(Array(text.utf8)) }

    /// Lines end with LF, CR LF or CR.
    private mutating func index() {
        lineStarts = [0]
        unitCounts = []
        var units = 0
        for (offset, byte) in bytes.enumerated() {
            if offset % Self.stride == 0 { unitCounts.append(units) }
            units += byte.utf16Units
            let next = offset + 1
            switch byte {
            case UInt8(ascii: "\n"): lineStarts.append(next)
            case UInt8(ascii: "\r") where next == bytes.count || bytes[next] != UInt8(ascii: "\n"):
                lineStarts.append(next)
            default: continue
            }
        }
        if bytes.count % Self.stride == 0 { unitCounts.append(units) }
    }

    /// The byte at a position. One behind the end of its line is the end of the line, one behind the last line the end of the
    /// text, and one inside of a character its start.
    package func offset(of position: Wire.Position, in encoding: PositionEncoding) -> Int {
        guard position.line < lineStarts.count else { return bytes.count }
        let start = lineStarts[position.line]
        let line = bytes[start..<end(ofLine: position.line)]
        if encoding == .utf8 {
            guard position.character < line.count else { return line.endIndex }
            return characterStart(atOrBefore: start + position.character, notBefore: start)
        }
        var units = 0
        for index in line.indices {
            // A pair is passed as a whole.
            if units + line[index].utf16Units > position.character, !line[index].isContinuation { return index }
            units += line[index].utf16Units
        }
        return line.endIndex
    }

    package func position(of offset: Int, in encoding: PositionEncoding) -> Wire.Position {
        let offset = characterStart(atOrBefore: min(offset, bytes.count), notBefore: 0)
        let line = lineStarts.partitionPoint { $0 > offset } - 1
        // A place between CR and LF is the end of the line.
        let end = min(offset, end(ofLine: line))
        let start = lineStarts[line]
        let column = encoding == .utf8 ? end - start : units(before: end) - units(before: start)
        return Wire.Position(line: line, character: column)
    }

    package func range(of range: Range<Int>, in encoding: PositionEncoding) -> Wire.Range {
        Wire.Range(
            start: position(of: range.lowerBound, in: encoding),
            end: position(of: range.upperBound, in: encoding)
        )
    }

    package func offsets(of range: Wire.Range, in encoding: PositionEncoding) -> Range<Int> {
        let (start, end) = (offset(of: range.start, in: encoding), offset(of: range.end, in: encoding))
        return min(start, end)..<max(start, end)
    }

    /// Writes a text in the place of another.
    package mutating func replace(_ range: Range<Int>, with text: String) {
        bytes.replaceSubrange(range, with: text.utf8)
        index()
    }

    /// The smallest edit that makes another text of this one; nothing when it is the same.
    func edit(to other: [UInt8], in encoding: PositionEncoding) -> Wire.TextEdit? {
        guard other != bytes else { return nil }
        let most = min(bytes.count, other.count)
        var head = zip(bytes, other).prefix { $0 == $1 }.count
        var tail = zip(bytes.reversed(), other.reversed()).prefix { $0 == $1 }.count
        // Whole lines, which no character and no CR LF is split by.
        head = bytes[..<head].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        tail = min(tail, most - head)
        tail = bytes[(bytes.count - tail)...].firstIndex(of: UInt8(ascii: "\n")).map { bytes.count - $0 - 1 } ?? 0
        return Wire.TextEdit(
            range: range(of: head..<(bytes.count - tail), in: encoding),
            newText: String(decoding: other[head..<(other.count - tail)], as: UTF8.self)
        )
    }

    private func end(ofLine line: Int) -> Int {
        guard line + 1 < lineStarts.count else { return bytes.count }
        let end = lineStarts[line + 1] - 1
        let isPair = end > lineStarts[line] && bytes[end] == UInt8(ascii: "\n") && bytes[end - 1] == UInt8(ascii: "\r")
        return isPair ? end - 1 : end
    }

    private func characterStart(atOrBefore offset: Int, notBefore start: Int) -> Int {
        var offset = offset
        while offset > start, offset < bytes.count, bytes[offset].isContinuation { offset -= 1 }
        return offset
    }

    private func units(before offset: Int) -> Int {
        let checkpoint = offset / Self.stride
        return bytes[(checkpoint * Self.stride)..<offset].reduce(unitCounts[checkpoint]) { $0 + $1.utf16Units }
    }
}

extension UInt8 {
    /// Whether it is inside of a character in UTF-8, not at its start.
    fileprivate var isContinuation: Bool { self & 0xC0 == 0x80 }

    /// UTF-16 units of the character that it starts.
    fileprivate var utf16Units: Int { isContinuation ? 0 : self >= 0xF0 ? 2 : 1 }
}

extension [Int] {
    /// The first index whose element fulfils a predicate that is false before it and true from it on.
    fileprivate func partitionPoint(_ belongsAfter: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
