extension JSONReader {
    /// Goes behind a value without checking it: an object or array ends where its brackets are balanced.
    mutating func leap(_ bytes: RawSpan) throws(JSONFault) {
        switch try peek(bytes) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): try leapBrackets(bytes)
        default: try skip(bytes)
        }
    }

    private mutating func leapBrackets(_ bytes: RawSpan) throws(JSONFault) {
        var depth = 0
        while true {
            index = bytes.firstIndex(from: index, ByteMark.ofStructure)
            guard index < bytes.byteCount else { throw JSONFault(kind: .unexpectedEnd, offset: index) }
            switch bytes[at: index] {
            case UInt8(ascii: "\""):
                _ = try string(bytes)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            default: depth -= 1
            }
            index += 1
            if depth == 0 { return }
        }
    }
}
