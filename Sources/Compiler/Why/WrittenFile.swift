package import FleetEmit

/// A generated file as it lies on disk, beside what the specs compile to.
package struct WrittenFile {
    package enum State: String, Sendable {
        case current, missing
        /// Spindle wrote it, from specs or with a release that were others.
        case stale
        /// Somebody changed what Spindle had written.
        case edited
        /// Spindle did not write it.
        case foreign
    }

    package let state: State
    /// What is on disk; what should be there while nothing is.
    package let bytes: [UInt8]
    private let compiled: [ArraySlice<UInt8>]
    private let written: [ArraySlice<UInt8>]
    /// How many lines at the start and the end of both are alike.
    private let head: Int
    private let tail: Int

    /// - Throws: when the folder cannot be read.
    package init(of file: GeneratedFile, in output: ExistingOutput) throws(OutputFolder.Failure) {
        let owned = try output.readLock()
        switch try output.state(of: file.path) {
        case .missing: self.init(.missing, file.bytes, file.bytes)
        case .somethingElse: self.init(.foreign, file.bytes, file.bytes)
        case .file(let bytes) where bytes == file.bytes: self.init(.current, bytes, bytes)
        case .file(let bytes):
            // The lock file itself is listed nowhere.
            let state: State =
                owned.wrote(bytes, at: file.path) || file.path == LockFile.name
                ? .stale : owned.current.files[file.path] == nil ? .foreign : .edited
            self.init(state, bytes, file.bytes)
        }
    }

    init(_ state: State, _ written: [UInt8], _ compiled: [UInt8]) {
        self.state = state
        bytes = written
        let (a, b) = (Self.lines(written), Self.lines(compiled))
        let head = zip(a, b).prefix { $0 == $1 }.count
        self.head = head
        tail = zip(a.dropFirst(head).reversed(), b.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        self.written = a
        self.compiled = b
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.last?.isEmpty == true ? lines.dropLast() : lines
    }

    package var lineCount: Int { written.count }

    /// The text of a line on disk, counted from one.
    package func text(ofLine line: Int) -> String { String(decoding: written[line - 1], as: UTF8.self) }

    /// The line of what the specs compile to that a line on disk is, counted from one.
    /// - Returns: `nil` for a line that they do not compile to.
    package func compiledLine(of line: Int) -> Int? {
        if line <= head { return line }
        if written.count - line < tail { return compiled.count - (written.count - line) }
        let (from, to) = (written[head..<(written.count - tail)], compiled[head..<(compiled.count - tail)])
        guard from.count + to.count <= Self.mostCompared else { return nil }
        // Each line that was neither removed nor inserted is the next of what is left on the other side.
        let difference = Array(to).difference(from: Array(from))
        let removed = Set(difference.removals.map(\.offset))
        let inserted = Set(difference.insertions.map(\.offset))
        let index = line - 1 - head
        guard !removed.contains(index) else { return nil }
        let rank = (0..<index).count { !removed.contains($0) }
        return to.indices.map { $0 - head }.filter { !inserted.contains($0) }.dropFirst(rank).first.map {
            $0 + head + 1
        }
    }

    /// Comparing takes the square of the lines that differ.
    private static let mostCompared = 8000
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
