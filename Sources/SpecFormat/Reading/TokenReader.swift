import SpecSyntax

/// libyaml's tokens, and the comments and blank lines between them.
struct TokenReader: ~Copyable {
    typealias Kind = YAMLTokenStream.Kind

    private let bytes: [UInt8]
    private let stream: YAMLTokenStream
    /// What is read next.
    private(set) var next: YAMLTokenStream.Token
    /// Comments in front of it that nobody has taken.
    private(set) var comments: [Comment] = []
    /// Every comment so far.
    private(set) var texts: [String] = []
    /// Where the last token ended.
    private(set) var lastEnd = 0
    private var position = 0
    private var breaks = 1
    private var columns: [Int] = []

    init(_ bytes: [UInt8]) throws(FormatFault) {
        self.bytes = bytes
        stream = YAMLTokenStream(bytes)
        guard let first = stream.next() else { throw FormatFault(reason: "the text has no tokens") }
        next = first
    }

    /// Whether a blank line stands right in front of the next token.
    var hasBlankBefore: Bool { breaks > 1 }

    /// The next token as it is written.
    var source: String { text(next.range) }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The scalar that is next.
    var scalar: Scalar? {
        guard case .scalar(let value, let style) = next.kind else { return nil }
        switch style {
        case .plain: return .plain(source: source, value: value)
        case .singleQuoted: return .singleQuoted(source: source, value: value)
        case .doubleQuoted: return .doubleQuoted(source: source, value: value)
        case .literal, .folded:
            return .block(BlockScalar(source: source, value: value, parent: columns.last ?? -1))
        }
    }

    mutating func advance() throws(FormatFault) {
        switch next.kind {
        case .blockMappingStart, .blockSequenceStart: columns.append(next.column)
        case .blockEnd: columns.removeLast()
        default: break
        }
        if !next.range.isEmpty { breaks = 0 }
        if case .scalar(_, let style) = next.kind, style == .literal || style == .folded { endBlockScalar() }
        lastEnd = next.range.upperBound
        position = lastEnd
        guard let token = stream.next() else { throw FormatFault(reason: "the tokens end at byte \(position)") }
        next = token
        readGap()
    }

    /// The last line of a block scalar is over, and blank lines below it are in its token.
    private mutating func endBlockScalar() {
        guard case .block(let block)? = scalar else { return }
        breaks = block.hasBlankAfter ? 2 : 1
        if let comment = block.comment { texts.append(comment) }
    }

    /// Finds what stands between two tokens: blanks, breaks and comments, nothing else.
    private mutating func readGap() {
        while position < next.range.lowerBound {
            if let length = LineBreaks.length(at: position, in: bytes) {
                breaks += 1
                position += length
            } else if bytes[position] == UInt8(ascii: "#") {
                readComment()
            } else {
                position += 1
            }
        }
    }

    private mutating func readComment() {
        let start = position
        while position < bytes.count, LineBreaks.length(at: position, in: bytes) == nil { position += 1 }
        let comment = Comment(
            text: text(start..<position).withoutTrailingBlanks,
            column: column(of: start),
            isOwnLine: breaks > 0,
            hasBlankBefore: breaks > 1
        )
        comments.append(comment)
        texts.append(comment.text)
        breaks = 0
    }

    private func column(of position: Int) -> Int {
        let start = bytes[..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return LineBreaks.lines(of: text(start..<position)).last?.text.unicodeScalars.count ?? 0
    }
}

// MARK: Taking comments

extension TokenReader {
    /// The comments in front of the next token.
    mutating func takeComments() -> [Comment] {
        defer { comments = [] }
        return comments
    }

    /// Those of them that stand in a column or behind it, up to the first that does not.
    mutating func takeComments(from column: Int) -> [Comment] {
        let taken = comments.prefix { $0.column >= column }
        comments.removeFirst(taken.count)
        return Array(taken)
    }

    /// The comment on the line of the last token, and the lines below that go on with it in the same column.
    mutating func takeTrailing() -> [Comment] {
        guard let first = comments.first, !first.isOwnLine else { return [] }
        let rest = comments.dropFirst().prefix { $0.column == first.column && !$0.hasBlankBefore }
        let taken = [first] + rest
        comments.removeFirst(taken.count)
        return taken.map { comment in
            var comment = comment
            comment.isOwnLine = false
            return comment
        }
    }
}
