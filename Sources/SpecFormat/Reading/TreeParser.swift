import SpecSyntax

/// Builds documents out of tokens, by libyaml's own grammar.
///
/// The text was read by `YAMLReader` before, so that every mistake in it is known to its author already.
struct TreeParser: ~Copyable {
    var tokens: TokenReader

    static func parse(_ bytes: [UInt8]) throws(FormatFault) -> (documents: [Document], comments: [String]) {
        var parser = TreeParser(tokens: try TokenReader(bytes))
        let documents = try parser.parseStream()
        return (documents, parser.tokens.texts)
    }

    private init(tokens: consuming TokenReader) { self.tokens = tokens }

    private mutating func parseStream() throws(FormatFault) -> [Document] {
        try expect(.streamStart)
        var documents: [Document] = []
        while true {
            while tokens.next.kind == .documentEnd { try tokens.advance() }
            guard tokens.next.kind != .streamEnd else { break }
            documents.append(try parseDocument(isFirst: documents.isEmpty))
        }
        if let last = documents.indices.last { documents[last].epilogue = tokens.takeComments() }
        return documents
    }

    private mutating func parseDocument(isFirst: Bool) throws(FormatFault) -> Document {
        var document = Document()
        var start = isFirst ? 0 : tokens.lastEnd
        if tokens.next.kind == .directive || tokens.next.kind == .documentStart {
            document.prologue = tokens.takeComments()
            while tokens.next.kind == .directive {
                document.directives.append(tokens.source)
                try tokens.advance()
                document.prologue += tokens.takeComments()
            }
            start = tokens.next.range.upperBound
            try expect(.documentStart)
            document.hasMarker = true
        }
        try parseValue(of: &document.root, column: -1)
        document.tail = tokens.takeComments()
        document.source = tokens.text(start..<tokens.next.range.lowerBound)
        document.splitHeader()
        return document
    }

    mutating func expect(_ kind: TokenReader.Kind) throws(FormatFault) {
        guard tokens.next.kind == kind else { throw fault }
        try tokens.advance()
    }

    var fault: FormatFault {
        FormatFault(reason: "unexpected \(tokens.next.kind) at byte \(tokens.next.range.lowerBound)")
    }
}

// MARK: Values

extension TreeParser {
    /// Reads what stands behind a colon, a dash or the start of a document.
    ///
    /// - Parameters:
    ///   - column: of the block collection that the entry is in; nothing inside of brackets.
    ///   - isInMapping: whether dashes in the same column are the value.
    mutating func parseValue(
        of entry: inout Entry,
        column: Int?,
        isInMapping: Bool = false
    ) throws(FormatFault) {
        entry.head += tokens.takeTrailing()
        while tokens.next.kind == .anchor || tokens.next.kind == .tag {
            entry.head += tokens.takeComments()
            entry.value.properties.append(tokens.source)
            try tokens.advance()
            entry.head += tokens.takeTrailing()
        }
        switch tokens.next.kind {
        case .blockMappingStart: entry.value.content = .collection(try parseBlockMapping())
        case .blockSequenceStart: entry.value.content = .collection(try parseBlockSequence())
        case .blockEntry where isInMapping: entry.value.content = .collection(try parseDashes())
        case .flowMappingStart, .flowSequenceStart:
            entry.head += tokens.takeComments()
            entry.value.content = .collection(try parseFlow())
            entry.trailing = tokens.takeTrailing()
        case .alias, .scalar:
            entry.head += tokens.takeComments()
            try parseLeaf(into: &entry.value)
            entry.trailing = tokens.takeTrailing()
        default:
            // Nothing; what is indented deeper speaks of it.
            if let column { entry.head += tokens.takeComments(from: column + 1) }
        }
    }

    /// Reads an alias or a scalar.
    private mutating func parseLeaf(into node: inout SyntaxNode) throws(FormatFault) {
        if let scalar = tokens.scalar {
            node.content = .scalar(scalar)
        } else {
            node.content = .alias(tokens.source)
        }
        try tokens.advance()
    }

    /// Reads a key, which may be empty.
    mutating func parseKey(of entry: inout Entry) throws(FormatFault) {
        var key = SyntaxNode()
        while tokens.next.kind == .anchor || tokens.next.kind == .tag {
            key.properties.append(tokens.source)
            try tokens.advance()
            entry.leading += tokens.takeComments()
        }
        switch tokens.next.kind {
        case .alias, .scalar: try parseLeaf(into: &key)
        default: break
        }
        entry.key = key
    }
}

// MARK: Block style

extension TreeParser {
    private mutating func parseBlockMapping() throws(FormatFault) -> SyntaxCollection {
        var mapping = SyntaxCollection(isMapping: true, isFlow: false)
        let column = tokens.next.column
        try expect(.blockMappingStart)
        while tokens.next.kind != .blockEnd {
            var entry = startEntry()
            try expect(.key)
            entry.leading += tokens.takeComments()
            try parseKey(of: &entry)
            if tokens.next.kind == .value {
                entry.head += tokens.takeComments()
                try tokens.advance()
                try parseValue(of: &entry, column: column, isInMapping: true)
            } else {
                entry.head += tokens.takeTrailing() + tokens.takeComments(from: column + 1)
            }
            mapping.entries.append(entry)
        }
        mapping.footer = tokens.takeComments(from: column)
        try tokens.advance()
        return mapping
    }

    private mutating func parseBlockSequence() throws(FormatFault) -> SyntaxCollection {
        let column = tokens.next.column
        try expect(.blockSequenceStart)
        var sequence = try parseDashes()
        sequence.footer = tokens.takeComments(from: column)
        try expect(.blockEnd)
        return sequence
    }

    private mutating func parseDashes() throws(FormatFault) -> SyntaxCollection {
        var sequence = SyntaxCollection(isMapping: false, isFlow: false)
        while tokens.next.kind == .blockEntry {
            var entry = startEntry()
            let column = tokens.next.column
            try tokens.advance()
            try parseValue(of: &entry, column: column)
            sequence.entries.append(entry)
        }
        return sequence
    }

    fileprivate mutating func startEntry() -> Entry {
        let hasBlankBefore = tokens.hasBlankBefore
        return Entry(leading: tokens.takeComments(), hasBlankBefore: hasBlankBefore)
    }
}

// MARK: Flow style

extension TreeParser {
    private mutating func parseFlow() throws(FormatFault) -> SyntaxCollection {
        let isMapping = tokens.next.kind == .flowMappingStart
        var collection = SyntaxCollection(isMapping: isMapping, isFlow: true)
        try tokens.advance()
        collection.opening = tokens.takeTrailing()
        while true {
            switch tokens.next.kind {
            case .flowMappingEnd where isMapping, .flowSequenceEnd where !isMapping:
                collection.footer = tokens.takeComments()
                try tokens.advance()
                return collection
            case .flowEntry:
                try tokens.advance()
                if let last = collection.entries.indices.last {
                    collection.entries[last].trailing += tokens.takeTrailing()
                }
            default:
                collection.entries.append(isMapping ? try parsePair() : try parseItem())
            }
        }
    }

    private mutating func parseItem() throws(FormatFault) -> Entry {
        var entry = startEntry()
        guard tokens.next.kind == .key else {
            try parseValue(of: &entry, column: nil)
            guard !entry.value.isEmpty else { throw fault }
            return entry
        }
        // `[a: b]` is a list of one mapping; braces say so.
        let pair = try parsePair()
        entry.value.content = .collection(SyntaxCollection(isMapping: true, isFlow: true, entries: [pair]))
        return entry
    }

    private mutating func parsePair() throws(FormatFault) -> Entry {
        var entry = startEntry()
        if tokens.next.kind == .key {
            try tokens.advance()
            entry.leading += tokens.takeComments()
            try parseKey(of: &entry)
        } else {
            // `{a}`
            try parseKey(of: &entry)
            guard entry.key?.isEmpty == false else { throw fault }
        }
        if tokens.next.kind == .value {
            entry.head += tokens.takeComments()
            try tokens.advance()
            try parseValue(of: &entry, column: nil)
        } else {
            entry.trailing += tokens.takeTrailing()
        }
        return entry
    }
}
