import Diagnostics

/// Findings of every sort, for all formats alike: in several files, without a place, with awkward paths and words, with fixes,
/// and beside a secret.
struct FindingSet {
    private(set) var sources = SourceMap(root: "specs")
    private(set) var diagnostics: [Diagnostic] = []

    static let secret = "correct-horse"

    private static let unknownKey = Rule(
        "SP0001",
        title: "unknown key",
        explanation: """
            The key means nothing here. Write `models: {a: {b: 1}}`,
            [as the others do](docs/spec.md).

            A second paragraph.
            """
    )
    private static let warning = Rule("SP0002", .warning, title: "too much", explanation: "It is too much.")
    private static let note = Rule("SP0003", .note, title: "take turns", explanation: "They take turns.")

    init() {
        let model = "apiVersion: x\r\nmetadata: {name: ü👍, nmae: a}\r\nplacment: {gpus: \"4\"}\r\n"
        let a = add("specs/models/größe 100%, a:b.yaml", "\u{FEFF}nmae: y\r\n" + model)
        let b = add(
            "specs/fleet.yaml",
            "budget: 4\nenv: {TOKEN: \(Self.secret), size: 4gb}\nkey: &x 4gb\nmany:\n  - a\n  - b\n"
        )
        _ = add("specs/sound.yaml", "a: 1\n")

        report(Self.unknownKey, "unknown key `nmae`", at: (a, "nmae: y", 4), fixes: [(.safe, "nmae", "name", .key)])
        report(
            Self.unknownKey,
            "unknown key `placment`, {0} [here](https://example.com)",
            at: (a, "placment", 8),
            help: "write `placement`\nor remove it",
            fixes: [(.safe, "placment", "placement", .key), (.maybe, "placment", "place: \"x\"", .text)],
            path: "models.*.placment"
        )
        report(Self.unknownKey, "unknown key `nmae`", at: (a, "nmae: a", 4))
        report(
            Self.warning,
            "8 GPUs are more\nthan 4: 100%",
            at: (a, "\"4\"", 3),
            words: "asked for",
            and: [Label(span(b, "4", 1), "allowed {here}"), Label(span(b, "many", 4))],
            notes: ["a note <of> \u{1B}[31mtwo\nlines", "another & \"more\""],
            fixes: [(.safe, "4", "4", .bare)]
        )
        report(Self.note, "goes on", at: (b, "many", 14))
        // Neither a mark nor a fix shows what is hidden; the second fix is none, since the source has no such literal.
        report(
            Self.unknownKey,
            "a secret",
            at: (b, Self.secret, Self.secret.utf8.count),
            fixes: [(.safe, Self.secret, "x", .text)]
        )
        report(Self.unknownKey, "a size", at: (b, "4gb", 3), fixes: [(.safe, "4gb", "4GB", .text)])
        report(Self.unknownKey, "an alias", at: (b, "&x", 6), fixes: [(.safe, "4gb", "4GB", .text)])
        diagnostics.append(Diagnostic(Self.unknownKey, "nothing is here", at: nil, help: "add something"))
        diagnostics.append(Diagnostic(Self.warning, "cannot read it", at: nil, subject: "specs/no rights.yaml"))
        sources.conceal(span(b, Self.secret, Self.secret.utf8.count))
        diagnostics = diagnostics.ordered(in: sources)
    }

    private mutating func add(_ path: String, _ text: String) -> FileID {
        sources.add(path: path, bytes: Array(text.utf8))
    }

    private mutating func report(
        _ rule: Rule,
        _ message: String,
        at place: (file: FileID, text: String, length: Int),
        words: String = "here",
        and secondary: [Label] = [],
        notes: [String] = [],
        help: String? = nil,
        fixes: [(Fix.Applicability, old: String, new: String, Fix.Edit.Form)] = [],
        path: String? = nil
    ) {
        let span = span(place.file, place.text, place.length)
        diagnostics.append(
            Diagnostic(
                rule,
                message,
                at: Label(span, words),
                and: secondary,
                notes: notes,
                help: help,
                fixes: fixes.map { .write($0.new, for: $0.old, at: span, as: $0.3, $0.0) },
                path: path
            )
        )
    }

    private func span(_ file: FileID, _ text: String, _ length: Int) -> Span {
        let (bytes, wanted) = (sources[file].bytes, Array(text.utf8))
        let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? bytes.count
        return Span(file: file, lower: start, upper: start + length)
    }
}
