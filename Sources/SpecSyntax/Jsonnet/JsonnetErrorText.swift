import Diagnostics

/// libjsonnet's words for what went wrong, taken apart.
///
///     STATIC ERROR: /specs/a.jsonnet:1:5-8: message
///
///     RUNTIME ERROR: message, of any number of lines
///     	/specs/a.jsonnet:(1:2)-(3:4)	function <f>
///     	std.jsonnet:30:2	thunk <x>
///     	During manifestation
///
/// Lines and columns count from one and columns count bytes, also behind non-ASCII text; the end of a range is the byte
/// behind it, and absent where it covers one byte. Innermost frames come first.
struct JsonnetErrorText {
    enum Kind {
        case syntax
        case runtime
        /// A failure of libjsonnet itself, or words of another form.
        case unknown
    }

    struct Frame: Equatable {
        /// `nil` in the standard library, and in files of Spindle's own.
        var span: Span?
        /// What the place is part of, such as `function <f>`, `object <anonymous>`, `thunk <import>`; may be empty.
        var name: String
    }

    var kind: Kind
    /// The first line, without a full stop.
    var message: String
    /// The other lines.
    var more: [String]
    var frames: [Frame]

    /// - Parameters:
    ///   - files: every file that took part, by its path.
    init(_ text: String, files: [String: FileID], in sources: SourceMap) {
        var places = Places(files: files, sources: sources)
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        while let last = lines.last, last.isEmpty { lines.removeLast() }
        frames = []
        // From the end, because the message may have lines that look like frames.
        while lines.count > 1, let last = lines.last, let frame = places.frame(last) {
            if let frame { frames.append(frame) }
            lines.removeLast()
        }
        frames.reverse()

        var first = lines.popFirst() ?? ""
        more = lines.map { String($0) }
        if first.removePrefix("STATIC ERROR: ") {
            kind = .syntax
            if let (span, rest) = places.place(first) {
                frames = [Frame(span: span, name: "")]
                first = rest.drop { $0 == ":" || $0 == " " }
            }
        } else if first.removePrefix("RUNTIME ERROR: ") {
            kind = .runtime
        } else {
            kind = .unknown
        }
        message = String(first.prefix(300))
        while message.hasSuffix(".") || message.hasSuffix(" ") { message.removeLast() }
    }
}

/// Reads places and turns them into spans.
private struct Places {
    let files: [String: FileID]
    let sources: SourceMap
    private var lineStarts: [FileID: [Int]] = [:]

    init(files: [String: FileID], sources: SourceMap) {
        self.files = files
        self.sources = sources
    }

    /// - Returns: `nil` when a line is no frame, `.some(nil)` when it is one that says nothing.
    mutating func frame(_ line: Substring) -> JsonnetErrorText.Frame?? {
        guard line.hasPrefix("\t") else { return nil }
        let parts = line.dropFirst().split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        guard let place = parts.first else { return nil }
        if place == "During manifestation" || place == "Top-level function" { return .some(nil) }
        let name = parts.count > 1 ? String(parts[1]) : ""
        if place.hasPrefix("std.jsonnet:") || place.hasPrefix("/\(JsonnetProgram.ownFolder)/") {
            return .some(JsonnetErrorText.Frame(span: nil, name: name))
        }
        guard let (span, rest) = self.place(place), rest.isEmpty else { return nil }
        return .some(JsonnetErrorText.Frame(span: span, name: name))
    }

    /// The place at the start of a text, and the text behind it. Paths may hold colons, so each one is tried.
    mutating func place(_ text: Substring) -> (span: Span, rest: Substring)? {
        // The worker puts a `/` before every path.
        guard text.hasPrefix("/") else { return nil }
        for colon in text.indices where text[colon] == ":" {
            guard let file = files[String(text[..<colon].dropFirst())] else { continue }
            var rest = text[text.index(after: colon)...]
            guard let (from, to) = Self.range(&rest) else { continue }
            return (span(from: from, to: to, in: file), rest)
        }
        return nil
    }

    private typealias Position = (line: Int, column: Int)

    /// `1:5`, `1:5-8` or `(1:5)-(2:1)`, taken off the front of a text.
    private static func range(_ text: inout Substring) -> (from: Position, to: Position?)? {
        if text.removePrefix("(") {
            guard let from = position(&text), text.removePrefix(")-("), let to = position(&text), text.removePrefix(")")
            else { return nil }
            return (from, to)
        }
        guard let from = position(&text) else { return nil }
        var behind = text
        guard behind.removePrefix("-"), let column = number(&behind) else { return (from, nil) }
        text = behind
        return (from, (from.line, column))
    }

    private static func position(_ text: inout Substring) -> Position? {
        guard let line = number(&text), text.removePrefix(":"), let column = number(&text) else { return nil }
        return (line, column)
    }

    private static func number(_ text: inout Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text[digits.endIndex...]
        return Int(digits)
    }

    private mutating func span(from: Position, to: Position?, in file: FileID) -> Span {
        let bytes = sources[file].bytes
        let lower = offset(of: from, in: file)
        var upper = max(to.map { offset(of: $0, in: file) } ?? 0, min(lower + 1, bytes.count))
        // Not into the middle of a character.
        while upper < bytes.count, bytes[upper] & 0xC0 == 0x80 { upper += 1 }
        return Span(file: file, lower: lower, upper: upper)
    }

    private mutating func offset(of position: Position, in file: FileID) -> Int {
        let bytes = sources[file].bytes
        if lineStarts[file] == nil {
            // A byte order mark was not sent to the worker.
            var starts = [bytes.byteOrderMarkSize]
            for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
            lineStarts[file] = starts
        }
        guard let starts = lineStarts[file], position.line <= starts.count else { return bytes.count }
        return min(starts[max(1, position.line) - 1] + max(1, position.column) - 1, bytes.count)
    }
}

extension [UInt8] {
    /// Three when the text starts with UTF-8's byte order mark, which libjsonnet does not know, else zero.
    var byteOrderMarkSize: Int { starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }
}

extension Substring {
    /// Drops a prefix; false when there is none.
    fileprivate mutating func removePrefix(_ prefix: String) -> Bool {
        guard hasPrefix(prefix) else { return false }
        self = dropFirst(prefix.count)
        return true
    }
}
