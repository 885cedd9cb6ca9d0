/// A place in a source file: a half-open range of UTF-8 byte offsets.
///
/// Line and column are computed only when a span is printed; nearly no span ever is.
package struct Span: Hashable, Sendable {
    package var file: FileID
    package var lower: UInt32
    package var upper: UInt32

    package init(file: FileID, lower: Int, upper: Int) {
        self.file = file
        self.lower = UInt32(clamping: lower)
        self.upper = UInt32(clamping: max(lower, upper))
    }

    /// The empty span at the start of this one.
    package var start: Span { Span(file: file, lower: Int(lower), upper: Int(lower)) }

    /// The smallest span that covers both; `self` when the other lies in another file.
    package func union(_ other: Span) -> Span {
        guard other.file == file else { return self }
        return Span(file: file, lower: Int(min(lower, other.lower)), upper: Int(max(upper, other.upper)))
    }
}

/// The index of a file in a `SourceMap`.
package struct FileID: Hashable, Comparable, Sendable {
    package var index: UInt32

    package init(index: UInt32) { self.index = index }

    package static func < (a: FileID, b: FileID) -> Bool { a.index < b.index }
}

/// A source file as it was read: its path relative to the repository, with `/`, and its bytes.
package struct SourceFile: Sendable {
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// All the files of one run, addressed by `FileID`.
package struct SourceMap: Sendable {
    package private(set) var files: [SourceFile] = []
    /// The folder or file that they were read from, relative to the repository: what a finding without a place is about.
    package var root: String
    /// Sorted, none touching another.
    private var concealed: [FileID: [Range<Int>]] = [:]

    package init(root: String = ".") { self.root = root }

    package mutating func add(path: String, bytes: [UInt8]) -> FileID {
        files.append(SourceFile(path: path, bytes: bytes))
        return FileID(index: UInt32(files.count - 1))
    }

    package subscript(id: FileID) -> SourceFile { files[Int(id.index)] }

    package func path(of span: Span) -> String { self[span.file].path }

    /// The file or folder that a diagnostic is about.
    package func path(of diagnostic: Diagnostic) -> String {
        diagnostic.primary.map { path(of: $0.span) } ?? diagnostic.subject ?? root
    }
}

extension SourceMap {
    /// Hides what stands at a span from everything that is printed, whichever diagnostic shows the line.
    package mutating func conceal(_ span: Span) {
        guard span.lower < span.upper else { return }
        var hidden = Int(span.lower)..<Int(span.upper)
        let touching = concealed[span.file, default: []].touching(hidden)
        if let first = concealed[span.file]?[touching].first, let last = concealed[span.file]?[touching].last {
            hidden = min(hidden.lowerBound, first.lowerBound)..<max(hidden.upperBound, last.upperBound)
        }
        concealed[span.file, default: []].replaceSubrange(touching, with: [hidden])
    }

    /// Hides what the labels of diagnostics say is secret.
    package mutating func concealSecrets(of diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics {
            for label in [diagnostic.primary].compactMap(\.self) + diagnostic.secondary where label.conceals {
                conceal(label.span)
            }
        }
    }

    /// Whether something at a span is hidden.
    func isConcealed(_ span: Span) -> Bool {
        let range = Int(span.lower)..<Int(span.upper)
        guard let hidden = concealed[span.file] else { return false }
        return hidden[hidden.touching(range)].contains { $0.overlaps(range) }
    }

    /// What is hidden in a file, line by line.
    package func concealedTexts(in path: String) -> Set<[UInt8]> {
        var texts = Set<[UInt8]>()
        for (file, ranges) in concealed where self[file].path == path {
            for range in ranges {
                texts.formUnion(self[file].bytes[range].split(separator: UInt8(ascii: "\n")).map { Array($0) })
            }
        }
        return texts
    }

    /// Bytes of a file as they may be printed: each concealed one is an asterisk, so that offsets stay what they are.
    func printable(_ range: Range<Int>, of file: FileID) -> [UInt8] {
        var bytes = Array(self[file].bytes[range])
        guard let ranges = concealed[file] else { return bytes }
        for hidden in ranges[ranges.touching(range)] {
            for index in hidden.clamped(to: range) where bytes[index - range.lowerBound] != UInt8(ascii: "\n") {
                bytes[index - range.lowerBound] = UInt8(ascii: "*")
            }
        }
        return bytes
    }
}

extension [Range<Int>] {
    /// Which of these, sorted and apart, overlap a range or end where it begins or begin where it ends.
    fileprivate func touching(_ range: Range<Int>) -> Range<Int> {
        let first = partitioningIndex { $0.upperBound >= range.lowerBound }
        return first..<Swift.max(first, partitioningIndex { $0.lowerBound > range.upperBound })
    }
}
