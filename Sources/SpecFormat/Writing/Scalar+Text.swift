import SpecSyntax

extension Scalar {
    /// How it is written on one line; nothing when it takes several.
    /// - Parameter isTagged: a tag may give quotes a meaning.
    func line(isTagged: Bool) -> String? {
        switch self {
        case .plain(let source, _): LineBreaks.areIn(source) ? nil : source
        case .singleQuoted(let source, let value):
            LineBreaks.areIn(source) ? nil : isTagged ? source : Self.quoted(value) ?? source
        case .doubleQuoted(let source, let value):
            LineBreaks.areIn(source) ? nil : isTagged || !PlainScalar.isSafe(value) ? source : value
        case .block: nil
        }
    }

    /// The text of several lines as one, as it is read: breaks between words are blanks.
    /// - Returns: nothing when it is more than words, such as paragraphs.
    func folded(isTagged: Bool) -> String? {
        switch self {
        case .plain(_, let value): LineBreaks.areIn(value) ? nil : value
        case .singleQuoted(_, let value), .doubleQuoted(_, let value): isTagged ? nil : Self.quoted(value)
        case .block: nil
        }
    }

    /// Without quotes where nobody could read it as anything but this text, else in double ones.
    /// - Returns: nothing when it would need an escape.
    private static func quoted(_ value: String) -> String? {
        if PlainScalar.isSafe(value) { return value }
        let needsEscape =
            LineBreaks.areIn(value)
            || value.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 }
        return needsEscape ? nil : "\"\(value)\""
    }

    /// The text of a scalar of several lines.
    var source: String {
        switch self {
        case .plain(let source, _), .singleQuoted(let source, _), .doubleQuoted(let source, _): source
        case .block: ""
        }
    }
}
