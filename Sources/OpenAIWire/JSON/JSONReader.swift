/// Reads a JSON document from front to back and refuses what RFC 8259 does not allow.
///
/// It is a place in the bytes and no more: every step is given the bytes, and says by its result what it met.
struct JSONReader {
    var index = 0
    private var depth = 0

    /// Arrays and objects within each other. Deeper than schemas of tools go, and shallow enough for every engine's
    /// parser.
    static let deepest = 256

    init(at index: Int = 0) { self.index = index }

    // MARK: Steps

    /// The first byte behind white space, which stays to be read.
    @inline(__always)
    mutating func peek(_ bytes: RawSpan) throws(JSONFault) -> UInt8 {
        while index < bytes.byteCount {
            let byte = bytes[at: index]
            guard byte <= UInt8(ascii: " ") else { return byte }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): index += 1
            default: throw JSONFault(kind: .unexpected(byte), offset: index)
            }
        }
        throw JSONFault(kind: .unexpectedEnd, offset: index)
    }

    /// Reads the bracket that opens an object or an array, which `peek` has seen.
    @inline(__always)
    mutating func open() throws(JSONFault) {
        guard depth < Self.deepest else { throw JSONFault(kind: .tooDeep, offset: index) }
        depth += 1
        index += 1
    }

    /// Goes to the value of the next member of an open object.
    ///
    /// - Parameter isFirst: `true` before the first call for an object.
    /// - Returns: its key; `nil` when the object has ended.
    @inline(__always)
    mutating func nextKey(_ bytes: RawSpan, _ isFirst: inout Bool) throws(JSONFault) -> JSONString? {
        guard try goOn(bytes, UInt8(ascii: "}"), &isFirst) else { return nil }
        let byte = try peek(bytes)
        guard byte == UInt8(ascii: "\"") else { throw JSONFault(kind: .unexpected(byte), offset: index) }
        let key = try string(bytes)
        let colon = try peek(bytes)
        guard colon == UInt8(ascii: ":") else { throw JSONFault(kind: .unexpected(colon), offset: index) }
        index += 1
        return key
    }

    /// Goes to the next item of an open array.
    ///
    /// - Returns: whether there is one.
    @inline(__always)
    mutating func nextItem(_ bytes: RawSpan, _ isFirst: inout Bool) throws(JSONFault) -> Bool {
        try goOn(bytes, UInt8(ascii: "]"), &isFirst)
    }

    @inline(__always)
    private mutating func goOn(_ bytes: RawSpan, _ end: UInt8, _ isFirst: inout Bool) throws(JSONFault) -> Bool {
        let byte = try peek(bytes)
        if byte == end {
            index += 1
            depth -= 1
            return false
        }
        if isFirst {
            isFirst = false
        } else {
            guard byte == UInt8(ascii: ",") else { throw JSONFault(kind: .unexpected(byte), offset: index) }
            index += 1
        }
        return true
    }

    /// Requires that nothing but white space follows.
    mutating func end(_ bytes: RawSpan) throws(JSONFault) {
        while index < bytes.byteCount {
            guard bytes[at: index] == UInt8(ascii: " ") || (0x09...0x0D).contains(bytes[at: index]),
                bytes[at: index] != 0x0B, bytes[at: index] != 0x0C
            else { throw JSONFault(kind: .trailingBytes, offset: index) }
            index += 1
        }
    }

    // MARK: Values

    /// Reads a value of any kind and checks it.
    mutating func skip(_ bytes: RawSpan) throws(JSONFault) {
        switch try peek(bytes) {
        case UInt8(ascii: "\""): _ = try string(bytes)
        case UInt8(ascii: "{"):
            try open()
            var isFirst = true
            while try nextKey(bytes, &isFirst) != nil { try skip(bytes) }
        case UInt8(ascii: "["):
            try open()
            var isFirst = true
            while try nextItem(bytes, &isFirst) { try skip(bytes) }
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): _ = try literal(bytes)
        default: try number(bytes)
        }
    }

    /// Reads `true`, `false` or `null`, which is `nil`.
    mutating func literal(_ bytes: RawSpan) throws(JSONFault) -> Bool? {
        let rest = bytes.extracting(index..<bytes.byteCount)
        if rest.starts(with: "true") {
            index += 4
            return true
        }
        if rest.starts(with: "false") {
            index += 5
            return false
        }
        guard rest.starts(with: "null") else { throw JSONFault(kind: .badLiteral, offset: index) }
        index += 4
        return nil
    }

    /// Reads a number.
    ///
    /// - Returns: where it stands.
    @discardableResult
    mutating func number(_ bytes: RawSpan) throws(JSONFault) -> Range<Int> {
        let start = index
        if bytes[at: index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        let length = digits(bytes)
        guard length > 0, length == 1 || bytes[at: first] != UInt8(ascii: "0") else {
            // What cannot begin a value at all is not a bad number.
            let kind: JSONFault.Kind = length == 0 && first == start ? .unexpected(bytes[at: start]) : .badNumber
            throw JSONFault(kind: kind, offset: start)
        }
        if index < bytes.byteCount, bytes[at: index] == UInt8(ascii: ".") {
            index += 1
            guard digits(bytes) > 0 else { throw JSONFault(kind: .badNumber, offset: start) }
        }
        if index < bytes.byteCount, bytes[at: index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.byteCount, bytes[at: index] == UInt8(ascii: "+") || bytes[at: index] == UInt8(ascii: "-") {
                index += 1
            }
            guard digits(bytes) > 0 else { throw JSONFault(kind: .badNumber, offset: start) }
        }
        return start..<index
    }

    /// Goes behind digits.
    ///
    /// - Returns: how many there are.
    private mutating func digits(_ bytes: RawSpan) -> Int {
        let start = index
        while index < bytes.byteCount, bytes[at: index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        return index - start
    }

    /// Reads a number of things; `nil` for what is none, be it of another kind, negative, a fraction or too large.
    mutating func count(_ bytes: RawSpan) throws(JSONFault) -> Int? {
        guard try peek(bytes) &- UInt8(ascii: "0") <= 9 else {
            try skip(bytes)
            return nil
        }
        let text = JSONString(range: try number(bytes), isPlain: true).text(in: bytes)
        // 1e3 and 100.0 are integers, too, written by clients whose numbers are all alike.
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }
}
