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
    private var starts: [(span: Span, line: Int, value: Value)] = []

    /// - Parameters:
    ///   - documents: of the file, located in it.
    ///   - bytes: of the file.
    init(_ documents: [Node], of bytes: [UInt8]) {
        let lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        values = Array(repeating: nil, count: lineStarts.last == bytes.count ? lineStarts.count - 1 : lineStarts.count)
        var reader = Reader(lineStarts: lineStarts.map { UInt32(clamping: $0) })
        for (index, document) in documents.enumerated() { add(document, at: document.span, of: index, [], &reader) }
        for (line, opening) in reader.openings { values[line] = opening.value }
    }

    var count: Int { values.count }

    /// - Parameter line: counted from one.
    subscript(line: Int) -> Value? { values[line - 1] }

    /// The innermost value whose key or text holds a byte of the file.
    func value(at offset: UInt32, or value: Value?) -> Value? {
        starts.last { $0.span.lower <= offset && offset < $0.span.upper }?.value ?? value
    }

    /// A value and the line that it begins on, in the first document that has it.
    func first(_ path: [String]) -> (line: Int, value: Value)? {
        starts.first { $0.value.path == path }.map { ($0.line, $0.value) }
    }

    var all: some Sequence<[String]> { starts.lazy.map(\.value.path) }

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

    private struct Reader {
        let lineStarts: [UInt32]
        var openings: [Int: Opening] = [:]

        /// The number of the line that holds a byte, counted from zero.
        func line(of offset: UInt32) -> Int {
            var (low, high) = (0, lineStarts.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                if lineStarts[middle] > offset { high = middle } else { low = middle }
            }
            return low
        }
    }

    private mutating func add(_ node: Node, at start: Span, of document: Int, _ path: [String], _ reader: inout Reader)
    {
        let first = reader.line(of: start.lower)
        let value = Value(document: document, path: path, begins: true)
        reader.openings[first, default: Opening(value)].add(path)
        starts.append((start.union(node.span), first + 1, value))
        let last = reader.line(of: max(node.span.upper, start.lower + 1) - 1)
        // Parts of it that begin there take these lines over.
        for line in first...last { values[line] = Value(document: document, path: path, begins: false) }
        switch node.content {
        case .scalar: break
        case .mapping(let entries):
            for entry in entries { add(entry.value, at: entry.keySpan, of: document, path + [entry.key], &reader) }
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                add(item, at: item.span, of: document, path + [SettingPath.index(index)], &reader)
            }
        }
    }
}
