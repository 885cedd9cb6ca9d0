import Compiler
import Diagnostics
import Fleet
import FleetEmit
import SpecSyntax

/// A fleet with settings changed, beside what it was.
struct Perturbation {
    /// A scalar and what stands there instead.
    struct Edit {
        var scalar: SettingScalars.Scalar
        var text: String
    }

    let edits: [Edit]
    let inputs: [SpecInput]
    /// Where the changed texts begin before and after.
    private let places: (before: [Place], after: [Place])

    private struct Place {
        var path: String
        var offset: Int
    }

    init(_ edits: [Edit], in inputs: [SpecInput]) {
        self.edits = edits.sorted { $0.scalar.range.lowerBound < $1.scalar.range.lowerBound }
        var changed = inputs
        var shift = Array(repeating: 0, count: inputs.count)
        var places: (before: [Place], after: [Place]) = ([], [])
        for edit in self.edits {
            let (file, range) = (edit.scalar.file, edit.scalar.range)
            let bytes = Array((edit.scalar.isQuoted ? "\"\(edit.text)\"" : edit.text).utf8)
            let lower = range.lowerBound + shift[file]
            places.before.append(Place(path: inputs[file].path, offset: range.lowerBound))
            places.after.append(Place(path: inputs[file].path, offset: lower))
            changed[file].bytes.replaceSubrange(lower..<(range.upperBound + shift[file]), with: bytes)
            shift[file] += bytes.count - range.count
        }
        self.inputs = changed
        self.places = places
    }

    /// A line of the output that changed and does not name what was changed.
    struct Silent {
        var place: String
        var text: String
        var reason: String
    }

    /// The lines that changed without naming what was changed among their settings.
    func silentLines(before: OutputLines, after: OutputLines) -> [Silent] {
        var silent: [Silent] = []
        for path in Set(before.texts.keys).union(after.texts.keys).sorted() {
            let (old, new) = (before.texts[path] ?? [], after.texts[path] ?? [])
            guard old != new else { continue }
            for change in new.difference(from: old) {
                switch change {
                case .remove(let line, _, _): silent += check(path, line + 1, before, places.before)
                case .insert(let line, _, _): silent += check(path, line + 1, after, places.after)
                }
            }
        }
        return silent
    }

    private func check(_ path: String, _ number: Int, _ output: OutputLines, _ places: [Place]) -> [Silent] {
        let text = output.texts[path]?[number - 1] ?? ""
        guard let file = output.file(path), let line = file.line(number) else {
            return [Silent(place: "\(path):\(number)", text: text, reason: "no answer")]
        }
        let answer = file.explained(line)
        let chains = answer.chains + answer.presence.flatMap(\.chains)
        let spans = chains.flatMap(\.origins).filter(\.isInForce).flatMap { [$0.keySpan] + $0.value.spans }
        let isNamed = spans.contains { span in
            places.contains { place in
                place.path == file.sources.path(of: span) && (Int(span.lower)..<Int(span.upper)).contains(place.offset)
            }
        }
        return isNamed ? [] : [Silent(place: "\(path):\(number)", text: text, reason: answer.reason)]
    }
}

extension Node {
    /// Of it and of what it brings from elsewhere, by an alias or a merge key.
    fileprivate var spans: [Span] {
        switch content {
        case .scalar: [span]
        case .sequence(let items): [span] + items.flatMap(\.spans)
        case .mapping(let entries): [span] + entries.flatMap(\.value.spans)
        }
    }
}

/// The output of a run, line by line.
final class OutputLines {
    private let origins: OutputOrigins
    private var files: [String: FileOrigins] = [:]
    /// By file; a comma that only says that something follows is left out.
    let texts: [String: [String]]

    /// - Returns: `nil` for a run without output.
    init?(_ result: CompileResult) {
        guard let origins = OutputOrigins(result) else { return nil }
        self.origins = origins
        let lock = GeneratedFile(path: LockFile.name, bytes: LockFile(of: result.files).json)
        texts = Dictionary((result.files + [lock]).map { ($0.path, Self.lines($0.bytes)) }) { first, _ in first }
    }

    func file(_ path: String) -> FileOrigins? {
        if let known = files[path] { return known }
        files[path] = origins.file(path)
        return files[path]
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.dropLast().map { $0.hasSuffix(",") ? String($0.dropLast()) : String($0) }
    }
}
