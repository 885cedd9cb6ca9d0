import Fleet

/// One document of a stream.
struct Document {
    /// Comments in front of the `---`.
    var prologue: [Comment] = []
    var directives: [String] = []
    /// Whether a `---` stands in front of it.
    var hasMarker = false
    /// Comments at its top, which stay there whichever key comes first.
    var header: [Comment] = []
    /// Whether a blank line stands between the header and what follows.
    var isHeaderDetached = false
    var root = Entry()
    /// Comments at its end.
    var tail: [Comment] = []
    /// Comments behind the `...` that ends the last one.
    var epilogue: [Comment] = []
    /// All of it as it was written, from behind the `---` to the next document.
    var source = ""
}

extension Document {
    /// The kind that it says it is of; only documents of this language have one.
    var kind: DocumentKind? { word("kind").flatMap { DocumentKind(rawValue: $0) } }

    /// Whether it is written in this language: it says so, or it forgot to and has one of the kinds.
    var isSpec: Bool {
        guard let version = word("apiVersion") else { return kind != nil && !has("apiVersion") }
        return version == DocumentKind.apiVersion
    }

    private func word(_ key: String) -> String? {
        guard case .collection(let collection) = root.value.content, collection.isMapping else { return nil }
        return collection[key]?.text
    }

    private func has(_ key: String) -> Bool {
        guard case .collection(let collection) = root.value.content else { return false }
        return collection[key] != nil
    }
}

extension Document {
    /// Finds the comments that speak of the document, not of its first key: all above that key, but for the last group
    /// of several when nothing separates it from the key.
    mutating func splitHeader() {
        header = root.head.filter(\.isOwnLine)
        root.head.removeAll(where: \.isOwnLine)
        guard case .collection(var collection) = root.value.content, !collection.isFlow,
            var first = collection.entries.first
        else { return }
        let group = first.leading.indices.last { $0 > 0 && first.leading[$0].hasBlankBefore }
        if let group, !first.hasBlankBefore {
            header += first.leading[..<group]
            first.leading.removeFirst(group)
            isHeaderDetached = true
        } else {
            header += first.leading
            first.leading = []
            isHeaderDetached = first.hasBlankBefore && !header.isEmpty
            first.hasBlankBefore = false
        }
        collection.entries[0] = first
        root.value.content = .collection(collection)
    }
}
