/// Writes documents in the one canonical form.
struct TreeWriter {
    /// A flow collection that would go beyond is written in block style.
    static let width = 120
    /// libyaml looks for the colon of a key that no `?` marks so many scalars ahead.
    private static let longestKey = 1000

    private var text = ""
    private var line = ""
    /// Whether a block scalar was written last that keeps all line breaks behind it.
    private var isOpen = false

    /// The most bytes to write: lines of brackets deep inside one another become a hundred times as long.
    private let limit: Int

    /// - Returns: nothing when it would take more bytes than `limit`.
    static func write(_ documents: [Document], limit: Int) -> String? {
        var writer = TreeWriter(limit: limit)
        for (index, document) in documents.enumerated() { writer.write(document, isFirst: index == 0) }
        return writer.isFull ? nil : writer.text
    }

    private init(limit: Int) { self.limit = limit }

    private var isFull: Bool { text.utf8.count > limit }

    private mutating func endLine(_ end: String = "\n") {
        isOpen = false
        text += line
        text += end
        line = ""
    }

    /// A blank line, unless it would be part of the scalar above.
    private mutating func writeBlank() {
        if !isOpen { endLine() }
    }

    private mutating func startLine(_ indent: Int) { line = String(repeating: " ", count: indent) }

    private var column: Int { line.unicodeScalars.count }
}

// MARK: Documents

extension TreeWriter {
    private mutating func write(_ document: Document, isFirst: Bool) {
        if !isFirst, !document.directives.isEmpty { write("...") }
        var isTop = isFirst
        write(document.prologue, indent: 0, isFirst: &isTop)
        for directive in document.directives { write(directive) }
        if document.isSpec {
            writeSpec(document, isFirst: isFirst)
        } else {
            // Verbatim: it is somebody else's.
            text += (document.hasMarker || !isFirst ? "---" : "") + document.source
        }
        isTop = false
        write(document.epilogue, indent: 0, isFirst: &isTop)
    }

    private mutating func writeSpec(_ document: Document, isFirst: Bool) {
        let root = document.root
        let body = layout(of: root.value, column: 0)
        var comments = root.head
        var properties: [String] = []
        if case .block(let collection) = body {
            comments += collection.opening + root.trailing
            properties = root.value.properties
        }
        var header = document.header
        if document.hasMarker || !isFirst || !properties.isEmpty {
            line = (["---"] + properties).joined(separator: " ")
            writeTrailing(comments)
        } else {
            header = comments + header
        }
        var isTop = true
        write(header, indent: 0, isFirst: &isTop)
        if document.isHeaderDetached { writeBlank() }
        switch body {
        case .block(let collection): write(collection, indent: 0, isFirst: true)
        case .inline(let text):
            line = text
            writeTrailing(root.trailing)
        case .lines: break
        }
        isTop = false
        write(document.tail, indent: 0, isFirst: &isTop)
    }

    private mutating func write(_ text: String) {
        line = text
        endLine()
    }
}

// MARK: Values

extension TreeWriter {
    private enum Layout {
        /// On the line of its key.
        case inline(String)
        /// A scalar of several lines.
        case lines([Line])
        /// Entries on lines of their own.
        case block(SyntaxCollection)
    }

    /// - Parameter column: where it would start on the line of its key.
    private func layout(of node: SyntaxNode, column: Int) -> Layout {
        let properties = node.properties.joined(separator: " ")
        let start = properties.isEmpty ? "" : properties + " "
        switch node.content {
        case .empty: return .inline(properties)
        case .alias(let alias): return .inline(start + alias)
        case .scalar(let scalar):
            if let line = scalar.line(isTagged: node.isTagged) { return .inline(start + line) }
            var lines = scalar.lines
            lines[0].text = start + lines[0].text
            return .lines(lines)
        case .collection(let collection):
            guard collection.isFlow else { return .block(collection) }
            if collection.entries.isEmpty { return .inline(start + (collection.isMapping ? "{}" : "[]")) }
            let room = Self.width - column - start.unicodeScalars.count
            return FlowText.of(collection, room: room).map { .inline(start + $0) } ?? .block(collection)
        }
    }

    /// Writes what stands behind a colon or dash.
    /// - Parameter indent: of lines below, deeper than the line that has begun.
    private mutating func writeValue(of entry: Entry, indent: Int) {
        let (beside, above) = (entry.head.filter { !$0.isOwnLine }, entry.head.filter(\.isOwnLine))
        let layout = layout(of: entry.value, column: entry.head.isEmpty ? column + 1 : indent)
        var isFirst = true
        switch layout {
        case .block(let collection):
            let comments = beside + collection.opening + entry.trailing
            for property in entry.value.properties { line += " " + property }
            if entry.key == nil, comments.isEmpty, entry.head.isEmpty, entry.value.properties.isEmpty,
                collection.entries.first?.leading.isEmpty == true
            {
                line += " "
                return write(collection, indent: indent, isFirst: true, isContinued: true)
            }
            writeTrailing(comments)
            write(above, indent: indent, isFirst: &isFirst)
            write(collection, indent: indent, isFirst: isFirst)
        case .inline(let text):
            let comments = entry.value.insideComments + entry.trailing
            if text.isEmpty || entry.head.isEmpty {
                if !text.isEmpty { line += " " + text }
                writeTrailing(beside + comments)
                write(above, indent: indent, isFirst: &isFirst)
            } else {
                writeTrailing(beside)
                write(above, indent: indent, isFirst: &isFirst)
                startLine(indent)
                line += text
                writeTrailing(comments)
            }
        case .lines(let lines):
            if entry.head.isEmpty {
                line += " "
            } else {
                writeTrailing(beside)
                write(above, indent: indent, isFirst: &isFirst)
                startLine(indent)
            }
            write(lines, indent: indent)
            // The last line of a block scalar ends with the break that is part of it.
            if lines.last?.end.isEmpty ?? true { writeTrailing(entry.trailing) }
            isOpen = entry.value.keepsBreaks
        }
    }

    private mutating func write(_ lines: [Line], indent: Int) {
        for (index, part) in lines.enumerated() {
            if index > 0, !part.text.isEmpty { startLine(indent) }
            line += part.text
            if !part.end.isEmpty { endLine(part.end) }
        }
    }
}

extension SyntaxNode {
    /// Comments between the brackets of an empty collection.
    fileprivate var insideComments: [Comment] {
        guard case .collection(let collection) = content, collection.entries.isEmpty else { return [] }
        return collection.opening + collection.footer
    }
}

extension SyntaxNode {
    /// Whether it is a block scalar of which all line breaks behind it are a part.
    fileprivate var keepsBreaks: Bool {
        if case .scalar(.block(let block)) = content { block.chomping == "+" } else { false }
    }
}

extension Scalar {
    /// Its lines, without indentation.
    fileprivate var lines: [Line] {
        if case .block(let block) = self {
            return [Line(text: block.header(indent: 2), end: "\n")] + block.lines
        }
        return LineBreaks.lines(of: source).enumerated().map { index, line in
            index == 0 ? line : Line(text: line.text.withoutLeadingBlanks, end: line.end)
        }
    }
}

// MARK: Entries and comments

extension TreeWriter {
    /// - Parameters:
    ///   - isFirst: whether nothing stands above it in its block, so that no blank line does.
    ///   - isContinued: whether its first line has begun.
    private mutating func write(_ collection: SyntaxCollection, indent: Int, isFirst: Bool, isContinued: Bool = false) {
        var isFirst = isFirst
        for (index, entry) in collection.entries.enumerated() where !isFull {
            write(entry.leading, indent: indent, isFirst: &isFirst)
            if entry.hasBlankBefore, !isFirst { writeBlank() }
            isFirst = false
            if index > 0 || !isContinued { startLine(indent) }
            if let key = entry.key { write(key, indent: indent) } else { line += "-" }
            writeValue(of: entry, indent: indent + 2)
        }
        write(collection.footer, indent: indent, isFirst: &isFirst)
    }

    private mutating func write(_ key: SyntaxNode, indent: Int) {
        if key.isEmpty { return writeMarked([], indent: indent) }
        switch layout(of: key, column: 0) {
        case .inline(let text) where text.unicodeScalars.count <= Self.longestKey: line += text + key.separator
        case .inline(let text): writeMarked([Line(text: text, end: "")], indent: indent)
        case .lines(let lines): writeMarked(lines, indent: indent)
        case .block: break
        }
    }

    /// A key that a colon alone does not make one: it is too long, or nothing.
    private mutating func writeMarked(_ lines: [Line], indent: Int) {
        line += lines.isEmpty ? "?" : "? "
        write(lines, indent: indent + 2)
        endLine()
        startLine(indent)
        line += ":"
    }

    private mutating func write(_ comments: [Comment], indent: Int, isFirst: inout Bool) {
        for comment in comments {
            if comment.hasBlankBefore, !isFirst { writeBlank() }
            isFirst = false
            startLine(indent)
            line += comment.text
            endLine()
        }
    }

    /// Ends the line with comments, the further ones below the first.
    private mutating func writeTrailing(_ comments: [Comment]) {
        let isBareDash = line.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
        let column = column + (isBareDash ? 1 : 2)
        for (index, comment) in comments.enumerated() {
            if index > 0 { endLine() }
            line += String(repeating: " ", count: column - self.column) + comment.text
        }
        endLine()
    }
}
