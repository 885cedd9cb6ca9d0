/// The one line of a value: `{a: b, c: [d]}`.
struct FlowText {
    private var text = ""
    private var room: Int

    /// - Parameter room: the most Unicode scalars it may take.
    /// - Returns: nothing when it takes more, or holds what needs lines of its own, such as a comment.
    static func of(_ collection: SyntaxCollection, room: Int) -> String? {
        var flow = FlowText(room: room)
        return flow.write(collection) ? flow.text : nil
    }

    private init(room: Int) { self.room = room }

    private mutating func write(_ part: String) -> Bool {
        guard part.utf8.count <= room || part.unicodeScalars.count <= room else { return false }
        room -= part.unicodeScalars.count
        text += part
        return true
    }

    private mutating func write(_ collection: SyntaxCollection) -> Bool {
        guard collection.opening.isEmpty, collection.footer.isEmpty, write(collection.isMapping ? "{" : "[") else {
            return false
        }
        for (index, entry) in collection.entries.enumerated() {
            guard index == 0 || write(", "), write(entry) else { return false }
        }
        return write(collection.isMapping ? "}" : "]")
    }

    private mutating func write(_ entry: Entry) -> Bool {
        guard entry.leading.isEmpty, entry.head.isEmpty, entry.trailing.isEmpty else { return false }
        guard let key = entry.key else { return write(entry.value) }
        guard write(key) else { return false }
        // `{a}` is `{a: }`.
        if entry.value.isEmpty { return true }
        return write(key.separator) && write(" ") && write(entry.value)
    }

    private mutating func write(_ node: SyntaxNode) -> Bool {
        for property in node.properties where !write(property + " ") { return false }
        switch node.content {
        case .empty: return false
        case .alias(let alias): return write(alias)
        case .collection(let collection): return write(collection)
        case .scalar(let scalar):
            let line = scalar.line(isTagged: node.isTagged) ?? scalar.folded(isTagged: node.isTagged)
            return line.map { write($0) } ?? false
        }
    }
}

extension SyntaxNode {
    /// The colon behind it as a key. Right behind an alias it would be part of the name to some parsers.
    var separator: String {
        switch content {
        case .empty where !properties.isEmpty: " :"
        case .alias: " :"
        default: ":"
        }
    }
}
