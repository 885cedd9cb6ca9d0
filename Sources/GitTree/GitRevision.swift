/// A revision that was found: a commit, or a tree without one.
package struct GitRevision: Hashable, Sendable, CustomStringConvertible {
    /// As it was asked for, such as `main~2`.
    package var name: String
    /// `nil` when the revision is a tree, such as `main:fleets`.
    package var commit: GitObjectID?
    /// The root of its files.
    package var tree: GitObjectID

    /// `main~2 (1a2b3c4d)`; the id alone when it was asked for by that.
    package var description: String {
        let id = commit ?? tree
        return id.hex.hasPrefix(name) ? id.short : "\(name) (\(id.short))"
    }
}

/// The parts of a revision as it is written: a name, and how to go on from there, such as `main` and `~2^`.
struct RevisionText {
    let text: String
    /// The name of a branch, tag or commit; `HEAD` where none is written.
    let base: String
    /// The text with `HEAD` for `@`, which libgit2 knows only when nothing follows.
    let expanded: String
    let isBaseAlone: Bool

    init(_ text: String) {
        self.text = text
        // None of these can be in a name, and `@` only when no brace follows.
        var end = text.startIndex
        while end < text.endIndex, !"~^:".contains(text[end]), !text[end...].hasPrefix("@{") {
            end = text.index(after: end)
        }
        let base = text[..<end]
        self.base = base.isEmpty || base == "@" ? "HEAD" : String(base)
        expanded = base == "@" ? "HEAD" + text[end...] : text
        isBaseAlone = end == text.endIndex
    }

    var isRange: Bool { text.contains("..") }

    /// Whether the name may be the id of an object, or the first digits of one.
    var isHex: Bool { (4...40).contains(base.utf8.count) && base.utf8.allSatisfy { Self.hexDigits.contains($0) } }
    var isFullID: Bool { isHex && base.utf8.count == 40 }

    private static let hexDigits = Set("0123456789abcdefABCDEF".utf8)
}
