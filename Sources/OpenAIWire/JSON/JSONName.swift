/// A closed set of keys, or of string values, that a reader knows.
protocol JSONName {
    /// - Parameter word: without escapes.
    init?(spelled word: RawSpan)
}

extension JSONName {
    /// What a string of a document names, however it is escaped; `nil` for any other string.
    @inline(__always)
    init?(_ string: JSONString, in bytes: RawSpan) {
        if string.isPlain {
            self.init(spelled: bytes.extracting(string.range))
        } else {
            self.init(unescaping: string, in: bytes)
        }
    }

    private init?(unescaping string: JSONString, in bytes: RawSpan) {
        // No name is as long as this, even if each of its letters is an escape.
        guard string.range.count <= 256 else { return nil }
        self.init(spelled: string.decoded(in: bytes).span.bytes)
    }
}

/// Lets a `switch` over bytes have words for cases.
@inline(__always)
func ~= (word: StaticString, bytes: RawSpan) -> Bool { bytes.spells(word) }
