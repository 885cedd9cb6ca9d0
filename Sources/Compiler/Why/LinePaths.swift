import Diagnostics
import Fleet
import SpecSyntax

/// Which value of a generated file stands on each of its lines.
struct LinePaths {
    struct Value: Equatable {
        /// The number of the document in the file.
        var document: Int
        /// Keys and `[index]`es.
        var path: [String]
        /// Whether the value begins on the line, rather than ends or goes on.
        var begins: Bool
    }

    /// By line, the first at index zero; `nil` for lines that hold no data.
    private var values: [Value?]
    /// The places that values start at, in the order of the file, for lines of several values.
    private var starts: [(span: Span, value: Value)] = []

    /// - Parameters:
    ///   - documents: of the file, located in it.
    ///   - file: the file in the sources of the index.
    init(_ documents: [Node], of file: FileID, in lines: inout LineIndex) {
        let bytes = lines.sources[file].bytes
        values = Array(repeating: nil, count: Self.lineCount(of: bytes))
        var opening: [Int: Opening] = [:]
        for (index, document) in documents.enumerated() {
            add(document, at: document.span, of: index, [], in: &lines, &opening)
        }
        for (line, opening) in opening { values[line] = opening.value }
    }

    /// The lines of a file; what follows the last line break is none unless it holds something.
    static func lineCount(of bytes: [UInt8]) -> Int {
        let breaks = bytes.count { $0 == UInt8(ascii: "\n") }
        return bytes.isEmpty || bytes.last == UInt8(ascii: "\n") ? breaks : breaks + 1
    }

    var count: Int { values.count }

    /// - Parameter line: counted from one.
    subscript(line: Int) -> Value? { values[line - 1] }

    /// The innermost value whose key or text holds a byte of the file.
    func value(at offset: UInt32, or value: Value?) -> Value? {
        starts.last { $0.span.lower <= offset && offset < $0.span.upper }?.value ?? value
    }

    /// What begins on a line. Of several values it is what they are all in; a value and its first part, as in `- name: x`,
    /// is that part.
    private struct Opening {
        var value: Value
        private var isSettled = false

        init(_ value: Value) { self.value = value }

        mutating func add(_ path: [String]) {
            if !isSettled, path.starts(with: value.path) {
                value.path = path
            } else {
                isSettled = true
                value.path = Array(zip(value.path, path).prefix { $0 == $1 }.map(\.0))
            }
        }
    }

    private mutating func add(
        _ node: Node,
        at start: Span,
        of document: Int,
        _ path: [String],
        in lines: inout LineIndex,
        _ opening: inout [Int: Opening]
    ) {
        let first = lines.position(of: start.lower, in: start.file).line - 1
        opening[first]?.add(path)
        if opening[first] == nil { opening[first] = Opening(Value(document: document, path: path, begins: true)) }
        starts.append((start.union(node.span), Value(document: document, path: path, begins: true)))
        let end = Int(node.span.upper) - 1
        let last = lines.position(of: UInt32(clamping: max(end, Int(start.lower))), in: start.file).line - 1
        // Parts of it that begin there take these lines over.
        for line in first...max(first, last) { values[line] = Value(document: document, path: path, begins: false) }
        switch node.content {
        case .scalar: break
        case .mapping(let entries):
            for entry in entries {
                add(entry.value, at: entry.keySpan, of: document, path + [entry.key], in: &lines, &opening)
            }
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                add(item, at: item.span, of: document, path + [SettingPath.index(index)], in: &lines, &opening)
            }
        }
    }
}
