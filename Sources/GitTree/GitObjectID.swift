/// The name of a commit, tree, tag or blob: 40 hexadecimal digits.
package struct GitObjectID: Hashable, Sendable, CustomStringConvertible {
    package let hex: String

    /// Enough digits for people, as `git log --oneline` prints.
    package var short: String { String(hex.prefix(8)) }

    package var description: String { hex }
}

/// What a git object is.
package enum GitObjectKind: String, Sendable {
    case commit
    case tree
    case tag
    /// The content of a file.
    case blob
}
