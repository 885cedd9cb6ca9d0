import Diagnostics
import TestSupport
import Testing

/// What the terminal shows, held in golden files.
@Suite struct TerminalRendererTests {
    static let folder = FixtureFolder("terminal", beside: #filePath)
    static let rule = Rule("SP0000", title: "test", explanation: "A test.")

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var source: String
        /// The marked text and the words beneath it; the first is primary.
        var labels: [(text: String, words: String)]
        var notes: [String] = []
        var help: String?
    }

    static let cases = [
        Case(
            testDescription: "one-line",
            source: "a: 1\nb: two\nc: 3\n",
            labels: [("two", "not a number")],
            help: "write `2`"
        ),
        Case(
            testDescription: "two-spans",
            source: "a: 1\nb: 2\nb: 3\n",
            labels: [("b: 3", "again here"), ("b: 2", "first here")]
        ),
        Case(
            testDescription: "line-numbers",
            source: String(repeating: "x\n", count: 99) + "a: b\n",
            labels: [("a: b", "line 100"), ("x", "")]
        ),
        Case(testDescription: "several-lines", source: "a:\n  b: 1\n  c: 2\n", labels: [("b: 1\n  c", "goes on")]),
        Case(testDescription: "tabs", source: "\ta:\t1\n", labels: [("1", "behind two tabs")]),
        Case(testDescription: "wide", source: "検索: 👍 é e\u{301} 값 x\n", labels: [("x", "aligned")]),
        Case(testDescription: "emoji-presentation", source: "✅ ⚠ 👩‍👩‍👧 🇩🇪 x\n", labels: [("x", "here")]),
        Case(
            testDescription: "escapes",
            source: "a: \u{1B}[31mred\u{7F}\u{9B}x\n",
            labels: [("x", "the \u{1B}[2J stays visible")],
            notes: ["one\ntwo\u{7}"]
        ),
        Case(testDescription: "reordering", source: "a: \u{202E}abc\u{2066} x\n", labels: [("x", "here")]),
        Case(testDescription: "crlf", source: "a: 1\r\nb: 2\r\n", labels: [("2", "here")]),
        Case(
            testDescription: "long-line",
            source: String(repeating: "a, ", count: 400) + "X" + String(repeating: ", b", count: 400),
            labels: [("X", "in the middle")]
        ),
        Case(
            testDescription: "long-line-wide",
            source: String(repeating: "漢", count: 400) + "X" + String(repeating: "字", count: 400),
            labels: [("X", "in the middle")]
        ),
        Case(
            testDescription: "long-line-start",
            source: "X" + String(repeating: ", b", count: 400),
            labels: [("X", "at the start")]
        ),
        Case(
            testDescription: "long-mark",
            source: "ab" + String(repeating: "x", count: 500),
            labels: [(String(repeating: "x", count: 500), "cut")]
        ),
        Case(testDescription: "message-only", source: "", labels: [], notes: ["a note"], help: "a help of\ntwo lines"),
    ]

    @Test(arguments: cases)
    func layout(example: Case) {
        var sources = SourceMap()
        let file = sources.add(path: "specs/a.yaml", bytes: Array(example.source.utf8))
        let labels = example.labels.map { Label(span(of: $0.text, in: example.source, file), $0.words) }
        let diagnostic = Diagnostic(
            Self.rule,
            "something is wrong",
            at: labels.first,
            and: Array(labels.dropFirst()),
            notes: example.notes,
            help: example.help
        )
        var renderer = TerminalRenderer(sources, color: false)
        expectGolden(renderer.render(diagnostic), at: "\(Self.folder.path)/\(example.testDescription).txt")
    }

    @Test func twoFilesWithColour() {
        var sources = SourceMap()
        let first = sources.add(path: "specs/a.yaml", bytes: Array("gpus: 8\n".utf8))
        let second = sources.add(path: "specs/\u{1B}b.yaml", bytes: Array("budget: 4\n".utf8))
        let warning = Rule("SP0001", .warning, title: "test", explanation: "A test.")
        let diagnostic = Diagnostic(
            warning,
            "8 GPUs\nare more than 4",
            at: Label(Span(file: first, lower: 6, upper: 7), "asked for"),
            and: [Label(Span(file: second, lower: 8, upper: 9), "allowed")],
            help: "ask for less"
        )
        var renderer = TerminalRenderer(sources, color: true)
        expectGolden(renderer.render(diagnostic), at: "\(Self.folder.path)/two-files-colour.txt")
    }

    /// Empty files, and spans that point at or past the end of theirs.
    @Test(arguments: [
        ("", 0, 0), ("", 0, 5), ("a", 1, 1), ("a\n", 2, 2), ("a\n", 1, 9), ("é", 1, 2), ("a\r", 1, 2), ("\n\n", 1, 1),
    ])
    func spansAtTheEnd(source: String, lower: Int, upper: Int) {
        var sources = SourceMap()
        let file = sources.add(path: "a.yaml", bytes: Array(source.utf8))
        var renderer = TerminalRenderer(sources, color: false)
        let text = renderer.render(
            Diagnostic(Self.rule, "at the end", at: Label(Span(file: file, lower: lower, upper: upper), "here"))
        )
        #expect(text.contains("^ here"))
    }

    /// Ten thousand findings in one line of a mebibyte: each looks at its neighbourhood only.
    @Test(.timeLimit(.minutes(5))) func manyFindingsInOneLongLine() {
        var sources = SourceMap()
        let file = sources.add(path: "a.json", bytes: Array(repeating: UInt8(ascii: "x"), count: 1 << 20))
        var renderer = TerminalRenderer(sources, color: false)
        for index in 0..<10_000 {
            let span = Span(file: file, lower: index * 100, upper: index * 100 + 1)
            #expect(renderer.render(Diagnostic(Self.rule, "m", at: Label(span))).utf8.count < 1000)
        }
    }

    private func span(of text: String, in source: String, _ file: FileID) -> Span {
        let (bytes, wanted) = (Array(source.utf8), Array(text.utf8))
        let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? 0
        return Span(file: file, lower: start, upper: start + wanted.count)
    }
}
