/// What one `key: value` or `- value` is made of, with its comments.
struct Entry {
    /// Comments on lines of their own above it.
    var leading: [Comment] = []
    /// Whether a blank line stands between what is above and the entry.
    var hasBlankBefore = false
    /// Nothing for the items of a list and the root of a document.
    var key: SyntaxNode?
    /// Comments between the colon or dash and the value: on the same line, then on lines of their own.
    var head: [Comment] = []
    var value = SyntaxNode()
    /// Comments behind the value.
    var trailing: [Comment] = []
}

/// A value as it is written.
struct SyntaxNode {
    /// Anchor and tag, with a blank between them.
    var properties: [String] = []
    var content: Content = .empty

    indirect enum Content {
        case empty
        case alias(String)
        case scalar(Scalar)
        case collection(SyntaxCollection)
    }

    var isTagged: Bool { properties.contains { $0.hasPrefix("!") } }

    var isEmpty: Bool {
        if case .empty = content { properties.isEmpty } else { false }
    }

    /// The text of a scalar.
    var text: String? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar.value
    }
}

/// A mapping or a list.
struct SyntaxCollection {
    var isMapping: Bool
    /// Written in brackets.
    var isFlow: Bool
    var entries: [Entry] = []
    /// Comments behind the opening bracket, on its line.
    var opening: [Comment] = []
    /// Comments on lines of their own behind the last entry.
    var footer: [Comment] = []

    /// The value of a key of a mapping.
    subscript(key: String) -> SyntaxNode? { entries.first { $0.key?.text == key }?.value }
}
