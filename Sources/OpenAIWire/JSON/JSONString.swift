/// A string of a JSON document: where it stands.
package struct JSONString: Sendable, Equatable {
    /// Between the quotes, in bytes of the body.
    package var range: Range<Int>
    /// Whether there are no escapes in it, so that its bytes are its text.
    package var isPlain: Bool

    package var isEmpty: Bool { range.isEmpty }

    /// - Parameter bytes: the body in which the string was found.
    package func text(in bytes: RawSpan) -> String { String(decoding: decoded(in: bytes), as: UTF8.self) }

    func decoded(in bytes: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        JSONText.append(bytes, range, to: &text)
        return text
    }
}
