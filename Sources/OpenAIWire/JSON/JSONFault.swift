/// Why bytes are not JSON, and where.
package struct JSONFault: Error, Sendable, Equatable {
    package var kind: Kind
    /// From the start of the body, in bytes.
    package var offset: Int

    package enum Kind: Sendable, Equatable {
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpected(UInt8)
        /// Some parsers skip a byte-order mark, most refuse it.
        case byteOrderMark
        case badNumber
        /// Neither `true`, `false` nor `null`.
        case badLiteral
        /// Below U+0020 and not escaped.
        case controlCharacter
        case badEscape
        /// A `\u` of half a character, which parsers replace, refuse or keep as they please.
        case loneSurrogate
        case badUTF8
        case tooDeep
        case trailingBytes
    }
}

extension JSONFault.Kind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unexpectedEnd: "it ends too early"
        case .unexpected(let byte) where (0x21...0x7E).contains(byte):
            "unexpected `\(Character(Unicode.Scalar(byte)))`"
        case .unexpected: "unexpected byte"
        case .byteOrderMark: "it begins with a byte-order mark, which JSON does not allow"
        case .badNumber: "not a number as JSON writes them"
        case .badLiteral: "only true, false and null may stand without quotes"
        case .controlCharacter: "a control character in a string must be escaped"
        case .badEscape: "unknown escape in a string"
        case .loneSurrogate: "\\u escape of half a surrogate pair"
        case .badUTF8: "not valid UTF-8"
        case .tooDeep: "nested more than \(JSONReader.deepest) levels deep"
        case .trailingBytes: "something follows the document"
        }
    }
}
