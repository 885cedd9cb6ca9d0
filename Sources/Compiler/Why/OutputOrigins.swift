package import Diagnostics
package import Fleet
package import FleetEmit
import FleetPlan
import SpecSyntax

/// Tells where the lines of the output of one run come from.
package struct OutputOrigins {
    private let input: EmitInput
    private let files: [String: GeneratedFile]
    private let origins: SettingOrigins

    /// - Returns: `nil` for a run without output.
    package init?(_ result: CompileResult) {
        guard let fleet = result.fleet, !result.hasErrors else { return nil }
        input = EmitInput(fleet: fleet, plans: result.plans, sources: result.sources)
        let lock = GeneratedFile(path: LockFile.name, bytes: LockFile(of: result.files).json)
        files = Dictionary((result.files + [lock]).map { ($0.path, $0) }) { first, _ in first }
        origins = SettingOrigins(result.documents)
    }

    /// Sorted.
    package var paths: [String] { files.keys.sorted() }

    /// - Parameters:
    ///   - path: relative to the folder of the output.
    ///   - name: what the file is called in what is printed.
    ///   - bytes: what the file holds, where that is not what the specs compile to.
    /// - Returns: `nil` for a file that is not among the output.
    package func file(_ path: String, named name: String? = nil, holding bytes: [UInt8]? = nil) -> FileOrigins? {
        guard var file = files[path], let provenance = provenance(of: path) else { return nil }
        if let bytes { file.bytes = bytes }
        return FileOrigins(file, named: name ?? path, provenance, origins, input.sources)
    }

    /// The file that is likely meant by a path that is none: only one of its parts is misspelled.
    package func nearestPath(to path: String) -> String? {
        let wanted = path.split(separator: "/").map(String.init)
        return paths.first { candidate in
            let parts = candidate.split(separator: "/").map(String.init)
            guard parts.count == wanted.count else { return false }
            let wrong = zip(wanted, parts).filter { $0 != $1 }
            return wrong.count == 1 && wrong.allSatisfy { nearest(to: $0, among: [$1]) != nil }
        }
    }

    private func provenance(of path: String) -> FileProvenance? {
        path == LockFile.name
            ? LockFile.provenance { file(path: $0) }
            : FleetEmit.provenance(of: path, in: input, origins: origins)
    }

    /// Everything that the lines of a file are computed from.
    private func file(path: String) -> [SettingPath] {
        guard path != LockFile.name, let file = file(path) else { return [] }
        var seen = Set<SettingPath>()
        return file.lines.compactMap(\.self).flatMap(\.provenance.all).filter { seen.insert($0).inserted }
            + file.existence.chains.map(\.path)
    }
}

/// Something of the output, and where the settings come from that it is computed from.
package struct Explained: Sendable {
    package var reason: String
    /// The one that says it most directly first. Behind them are those that others inherit under.
    package var chains: [SettingChain]
    /// Why the parts of the file that it stands in are there, the innermost first; the last is about the file itself.
    package var presence: [Explained]
}

/// Where the lines of one generated file come from.
package struct FileOrigins {
    package let file: GeneratedFile
    /// Those of the specs, and the file itself.
    package let sources: SourceMap
    package let id: FileID
    /// Why there is such a file.
    package let existence: Explained
    /// Whether the file is the same for every fleet.
    package let isConstant: Bool
    private let provenance: FileProvenance
    private let origins: SettingOrigins
    private let documents: [Node]
    private let paths: LinePaths
    private let index: LineIndex

    init(
        _ file: GeneratedFile,
        named name: String,
        _ provenance: FileProvenance,
        _ origins: SettingOrigins,
        _ specs: SourceMap
    ) {
        var sources = specs
        id = sources.add(path: name, bytes: file.bytes)
        self.file = file
        self.sources = sources
        self.provenance = provenance
        self.origins = origins
        isConstant = if case .constant = provenance.content { true } else { false }
        var limits = SpecLimits()
        // The output of a fleet within all limits may be larger than any file of its specs.
        limits.fileBytes = .max
        documents = isConstant ? [] : YAMLReader.read(id, in: sources, limits: limits).documents
        paths = LinePaths(documents, of: file.bytes)
        var index = LineIndex(sources)
        // Every copy of the index then knows the file.
        _ = index.position(of: 0, in: id)
        self.index = index
        existence = Self.explained(provenance.file, origins)
    }

    /// What the file is called in what is printed.
    package var name: String { sources[id].path }

    package var lineCount: Int { paths.count }

    /// What there is to say of a line.
    package struct Line {
        package enum Subject {
            case comment
            /// A value, by its keys and `[index]`es, or a line behind its first, such as a closing bracket.
            case value([String], begins: Bool)
            /// Text of a file that is the same for every fleet.
            case constant
        }

        /// Counted from one.
        package var number: Int
        package var subject: Subject
        package var span: Span
        package var provenance: Provenance
    }

    /// Every line; `nil` for one that no table speaks of, which is a fault of the table.
    package var lines: [Line?] { (1..<lineCount + 1).map { line($0) } }

    /// - Parameters:
    ///   - number: from one to `lineCount`.
    ///   - column: of the value that is meant, where a line holds several; counted from one, in Unicode scalars.
    package func line(_ number: Int, column: Int? = nil) -> Line? {
        guard (1..<lineCount + 1).contains(number) else { return nil }
        let (text, start) = line(at: number)
        let whole = Self.span(ofLine: text, at: start, in: id)
        if isConstant {
            return provenance.provenance(of: [], inDocument: 0, Self.nothing(at: whole)).map {
                Line(number: number, subject: .constant, span: whole, provenance: $0)
            }
        }
        guard let found = value(on: number, column: column, text, start) else {
            return comment(String(decoding: text, as: UTF8.self), at: start).map {
                Line(number: number, subject: .comment, span: whole, provenance: $0)
            }
        }
        return line(number, found, whole)
    }

    /// A value by its keys and `[index]`es, and the line that it begins on.
    package func value(_ path: [String]) -> Line? {
        guard let (number, value) = paths.first(path) else { return nil }
        return line(number, value, span(ofLine: number))
    }

    private func line(_ number: Int, _ found: LinePaths.Value, _ whole: Span) -> Line? {
        let document = documents[found.document]
        return provenance.provenance(of: found.path, inDocument: found.document, document).map {
            Line(
                number: number,
                subject: .value(found.path, begins: found.begins),
                span: found.begins ? Self.span(of: found.path, in: document, within: whole) : whole,
                provenance: $0
            )
        }
    }

    private func line(at number: Int) -> (text: [UInt8], start: Int) {
        var index = index
        return index.line(number, in: id)
    }

    /// - Parameter number: from one to `lineCount`.
    package func text(ofLine number: Int) -> String { String(decoding: line(at: number).text, as: UTF8.self) }

    /// What stands on a line, without the blanks in front of it.
    /// - Parameter number: from one to `lineCount`.
    package func span(ofLine number: Int) -> Span {
        let (text, start) = line(at: number)
        return Self.span(ofLine: text, at: start, in: id)
    }

    /// A line without the blanks in front of it.
    private static func span(ofLine text: [UInt8], at start: Int, in file: FileID) -> Span {
        let blanks = text.prefix { $0 == UInt8(ascii: " ") }.count
        return Span(file: file, lower: start + blanks, upper: start + text.count)
    }

    private func comment(_ text: String, at offset: Int) -> Provenance? {
        let next = documents.firstIndex { Int($0.span.lower) > offset }
        guard text == "---", let next else { return provenance.provenance(ofComment: text) }
        return provenance.provenance(ofSeparatorBefore: next, documents[next])
    }

    /// The paths of all values, for suggestions.
    package var valuePaths: Set<String> { Set(paths.all.map { SettingPath($0).description }) }

    package func explained(_ line: Line) -> Explained {
        var explained = Self.explained(line.provenance, origins)
        explained.presence.append(existence)
        return explained
    }

    private static func explained(_ provenance: Provenance, _ origins: SettingOrigins) -> Explained {
        let chains = provenance.settings.compactMap(origins.chain)
        let conditions = chains.compactMap(\.condition).filter { !provenance.settings.contains($0) }
        var seen = Set<SettingPath>()
        return Explained(
            reason: provenance.reason,
            chains: chains + conditions.filter { seen.insert($0).inserted }.compactMap(origins.chain),
            presence: provenance.presence.map { explained($0, origins) }
        )
    }

    private func value(on line: Int, column: Int?, _ text: [UInt8], _ start: Int) -> LinePaths.Value? {
        let value = paths[line]
        guard let column else { return value }
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        let offset = start + String(String.UnicodeScalarView(scalars.prefix(max(0, column - 1)))).utf8.count
        return paths.value(at: UInt32(clamping: offset), or: value)
    }

    /// The part of the line that shows a value: its text, or the key of one that goes on below.
    private static func span(of path: [String], in document: Node, within line: Span) -> Span {
        guard let span = document.descendant(path)?.span, span.lower >= line.lower, span.lower < line.upper,
            span.upper <= line.upper
        else { return line }
        return span
    }

    private static func nothing(at span: Span) -> Node { Node(.mapping([]), at: span) }
}
