import Compiler
import Diagnostics
import Fleet
import FleetEmit

/// A fleet with one setting changed, beside what it was.
struct Perturbation {
    /// What was changed: the setting, and when it is a name everything that refers to it.
    let scalars: [SettingScalars.Scalar]
    let text: String
    let inputs: [SpecInput]
    /// Where the changed texts begin before and after, by file.
    private let places: (before: [(path: String, offset: Int)], after: [(path: String, offset: Int)])

    init(_ scalars: [SettingScalars.Scalar], to text: String, in inputs: [SpecInput]) {
        self.scalars = scalars.sorted { $0.range.lowerBound < $1.range.lowerBound }
        self.text = text
        var changed = inputs
        var shift = Array(repeating: 0, count: inputs.count)
        var places: (before: [(path: String, offset: Int)], after: [(path: String, offset: Int)]) = ([], [])
        for scalar in self.scalars {
            let file = scalar.file
            let bytes = Array((scalar.isQuoted ? "\"\(text)\"" : text).utf8)
            let lower = scalar.range.lowerBound + shift[file]
            places.before.append((inputs[file].path, scalar.range.lowerBound))
            places.after.append((inputs[file].path, lower))
            changed[file].bytes.replaceSubrange(lower..<(scalar.range.upperBound + shift[file]), with: bytes)
            shift[file] += bytes.count - scalar.range.count
        }
        self.inputs = changed
        self.places = places
    }

    /// A line of the output that the change changed, and that does not say so.
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
                case .remove(let line, _, _): silent += check(path, line + 1, before, places.before, "before")
                case .insert(let line, _, _): silent += check(path, line + 1, after, places.after, "after")
                }
            }
        }
        return silent
    }

    private func check(
        _ path: String,
        _ number: Int,
        _ output: OutputLines,
        _ places: [(path: String, offset: Int)],
        _ when: String
    ) -> [Silent] {
        guard let file = output.origins.file(path), let line = file.line(number) else {
            return [Silent(place: "\(when) \(path):\(number)", text: "", reason: "no answer")]
        }
        let chains = file.explained(line).chains + file.existence.chains
        let names = chains.flatMap(\.origins).filter(\.isInForce).contains { origin in
            [origin.span, origin.keySpan].contains { span in
                places.contains {
                    $0.path == file.sources.path(of: span) && Int(span.lower) <= $0.offset && $0.offset < Int(span.upper)
                }
            }
        }
        guard !names else { return [] }
        return [
            Silent(
                place: "\(when) \(path):\(number)",
                text: output.texts[path]?[number - 1] ?? "",
                reason: line.provenance.reason
            )
        ]
    }
}

/// The output of a run, line by line.
struct OutputLines {
    let origins: OutputOrigins
    /// By file; a comma that only says that something follows is left out.
    let texts: [String: [String]]

    init?(_ result: CompileResult) {
        guard let origins = OutputOrigins(result) else { return nil }
        self.origins = origins
        let lock = GeneratedFile(path: LockFile.name, bytes: LockFile(of: result.files).json)
        texts = Dictionary((result.files + [lock]).map { ($0.path, Self.lines($0.bytes)) }) { first, _ in first }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasSuffix(",") ? String(line.dropLast()) : String(line)
        }
    }
}
