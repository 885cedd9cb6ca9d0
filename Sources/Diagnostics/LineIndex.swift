/// A position that a person reads: both count from one, the column counts Unicode scalars. A byte order mark at the start of
/// a file is none.
package struct LineColumn: Hashable, Sendable {
    package var line: Int
    package var column: Int
}

/// Turns byte offsets into lines and columns, reading each file once.
package struct LineIndex {
    package let sources: SourceMap
    private var files: [FileID: FileIndex] = [:]

    package init(_ sources: SourceMap) { self.sources = sources }

    /// The line and column of a byte offset; offsets past the end count as the end.
    package mutating func position(of offset: UInt32, in file: FileID) -> LineColumn {
        let bytes = sources[file].bytes
        let end = min(Int(offset), bytes.count)
        let index = index(of: file)
        let line = index.lineStarts.partitioningIndex { $0 > end }
        let start = index.lineStarts[line - 1]
        let mark = start == 0 && end > 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
        let column = index.scalars(before: end, in: bytes) - index.scalars(before: start, in: bytes)
        return LineColumn(line: line, column: column + 1 - mark)
    }

    /// Where a span starts and where it ends, the end not included.
    mutating func range(of span: Span) -> (start: LineColumn, end: LineColumn) {
        (position(of: span.lower, in: span.file), position(of: span.upper, in: span.file))
    }

    /// The text of a line as it may be printed, without its line break, and the byte offset it starts at.
    package mutating func line(_ number: Int, in file: FileID) -> (text: [UInt8], start: Int) {
        let bytes = sources[file].bytes
        let starts = index(of: file).lineStarts
        let start = starts[number - 1]
        var end = number < starts.count ? starts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return (sources.printable(start..<end, of: file), start)
    }

    private mutating func index(of file: FileID) -> FileIndex {
        if let known = files[file] { return known }
        let index = FileIndex(sources[file].bytes)
        files[file] = index
        return index
    }
}

/// What makes positions quick to find, even in a file of one very long line.
private struct FileIndex {
    /// Byte offsets at which lines start.
    private(set) var lineStarts = [0]
    /// How many scalars start before each `stride`th byte.
    private var scalarCounts: [Int] = []
    private static let stride = 1024

    init(_ bytes: [UInt8]) {
        var scalars = 0
        for (offset, byte) in bytes.enumerated() {
            if offset % Self.stride == 0 { scalarCounts.append(scalars) }
            if byte == UInt8(ascii: "\n") { lineStarts.append(offset + 1) }
            if !byte.isContinuation { scalars += 1 }
        }
        if bytes.count % Self.stride == 0 { scalarCounts.append(scalars) }
    }

    /// How many scalars start before a byte offset, which may be the end.
    func scalars(before offset: Int, in bytes: [UInt8]) -> Int {
        let checkpoint = offset / Self.stride
        let rest = bytes[(checkpoint * Self.stride)..<offset]
        return rest.reduce(scalarCounts[checkpoint]) { $1.isContinuation ? $0 : $0 + 1 }
    }
}

extension UInt8 {
    /// Whether it is inside of a scalar in UTF-8, not at its start.
    fileprivate var isContinuation: Bool { self & 0xC0 == 0x80 }
}

extension Array {
    /// The first index whose element fulfils a predicate that is false before it and true from it on.
    func partitioningIndex(_ belongsAfter: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
