import Diagnostics
import Testing

/// What a fix writes, and when it writes nothing.
@Suite struct FixTests {
    private static let rule = Rule("SP0000", title: "test", explanation: "A test.")

    struct Case: Sendable, CustomTestStringConvertible {
        var literal: String
        var old: String
        var new: String
        var form: Fix.Edit.Form
        var written: String?
        var path = "a.yaml"
        var testDescription: String { "\(literal) in \(path)" }
    }

    static let cases = [
        Case(literal: "placment", old: "placment", new: "placement", form: .key, written: "placement"),
        Case(literal: "\"nmae\"", old: "nmae", new: "name", form: .key, written: "\"name\""),
        Case(literal: "'nmae'", old: "nmae", new: "name", form: .key, written: "'name'"),
        Case(literal: "'7 min'", old: "7 min", new: "7m", form: .text, written: "'7m'"),
        Case(literal: "7 min", old: "7 min", new: "7m", form: .text, written: "7m"),
        Case(literal: "\"4\"", old: "4", new: "4", form: .bare, written: "4"),
        Case(literal: "yes", old: "yes", new: "true", form: .bare, written: "true"),
        // Text that YAML would not read as text.
        Case(literal: "poool", old: "poool", new: "null", form: .text, written: "\"null\""),
        Case(literal: "poool", old: "poool", new: "a: b", form: .text, written: "\"a: b\""),
        Case(literal: "poool", old: "poool", new: "a\"b\\c", form: .text, written: #""a\"b\\c""#),
        Case(literal: "'poool'", old: "poool", new: "it's", form: .text, written: "\"it's\""),
        // JSON and Jsonnet have no bare text, and bare keys in Jsonnet stay bare.
        Case(literal: "3", old: "3", new: "3m", form: .text, written: "\"3m\"", path: "a.json"),
        Case(literal: "3", old: "3", new: "3m", form: .text, written: "\"3m\"", path: "a.jsonnet"),
        Case(literal: "nmae", old: "nmae", new: "name", form: .key, written: "name", path: "a.jsonnet"),
        // No literal that says it: an alias, an anchor, an escape, a concatenation, another text, half a literal.
        Case(literal: "*nmae", old: "nmae", new: "name", form: .text, written: nil),
        Case(literal: "&a nmae", old: "nmae", new: "name", form: .text, written: nil),
        Case(literal: #""n\u006dae""#, old: "nmae", new: "name", form: .text, written: nil),
        Case(literal: "'nm' + 'ae'", old: "nmae", new: "name", form: .text, written: nil, path: "a.jsonnet"),
        Case(literal: "'it''s'", old: "it's", new: "its", form: .text, written: nil),
        Case(literal: "other", old: "nmae", new: "name", form: .text, written: nil),
        Case(literal: "\"nmae'", old: "nmae", new: "name", form: .text, written: nil),
        Case(literal: "\"", old: "", new: "name", form: .text, written: nil),
    ]

    @Test(arguments: cases)
    func writes(example: Case) {
        var sources = SourceMap()
        let file = sources.add(path: example.path, bytes: Array(example.literal.utf8))
        let span = Span(file: file, lower: 0, upper: example.literal.utf8.count)
        let fix = Fix.write(example.new, for: example.old, at: span, as: example.form, .safe)
        #expect(fix.replacements(in: sources)?.map(\.text) == example.written.map { [$0] })
        let beyond = Fix.write("x", for: "y", at: Span(file: file, lower: 0, upper: 1000), as: .text, .safe)
        #expect(beyond.replacements(in: sources) == nil)
    }

    @Test func whatIsHiddenIsNotFixed() {
        var sources = SourceMap()
        let file = sources.add(path: "a.yaml", bytes: Array("a: secret".utf8))
        let fix = Fix.write("x", for: "secret", at: Span(file: file, lower: 3, upper: 9), as: .text, .safe)
        #expect(fix.replacements(in: sources) != nil)
        sources.conceal(Span(file: file, lower: 5, upper: 6))
        #expect(fix.replacements(in: sources) == nil)
    }

    /// Spans that touch, overlap or lie within one another, in any order.
    @Test func hiddenSpansAreJoined() {
        let text = "0123456789abcdef"
        let spans = [(2, 4), (8, 10), (4, 5), (9, 12), (8, 9), (14, 14), (0, 1), (15, 99)]
        for shift in spans.indices {
            var sources = SourceMap()
            let file = sources.add(path: "a.yaml", bytes: Array(text.utf8))
            for (lower, upper) in spans[shift...] + spans[..<shift] {
                sources.conceal(Span(file: file, lower: lower, upper: min(upper, 16)))
            }
            let whole = Diagnostic(Self.rule, "m", at: Label(Span(file: file, lower: 0, upper: 16)))
            var renderer = TerminalRenderer(sources, color: false)
            #expect(renderer.render(whole).contains("| *1***567****cde*\n"))
            #expect(sources.concealedTexts(in: "a.yaml") == Set(["0", "234", "89ab", "f"].map { Array($0.utf8) }))
        }
    }

    /// Byte order marks, line breaks and everything else stay what they are.
    @Test func nothingElseChanges() {
        let text = "\u{FEFF}nmae: ü\r\nsize: 4gb\r\nlast: yes"
        let plan = plan(for: text, [("nmae", "name", .safe), ("4gb", "4GB", .safe), ("yes", "true", .safe)])
        #expect(plan.plan.count == 3)
        #expect(plan.fixed == "\u{FEFF}name: ü\r\nsize: 4GB\r\nlast: true")
    }

    @Test func theFirstOfTwoFixesOfOnePlaceIsMade() {
        let plan = plan(for: "a: 3", [("3", "3s", .safe), ("3", "3m", .safe)])
        #expect(plan.plan.count == 1 && plan.fixed == "a: 3s")
    }

    @Test func guessesAreNotMade() {
        let plan = plan(for: "a: 3", [("3", "3s", .maybe)])
        #expect(plan.plan.count == 0 && plan.fixed == "a: 3")
    }

    @Test func filesOfOthersAreNotChanged() {
        let plan = plan(for: "a: 3", [("3", "3s", .safe)], where: { $0 != "specs/a.yaml" })
        #expect(plan.plan.count == 0 && plan.fixed == "a: 3")
    }

    /// All edits of a fix are made or none.
    @Test func halfAFixIsNone() {
        var sources = SourceMap()
        let file = sources.add(path: "a.yaml", bytes: Array("a: b".utf8))
        func edit(_ lower: Int, _ old: String) -> Fix.Edit {
            Fix.Edit(Span(file: file, lower: lower, upper: lower + 1), from: old, to: "x", as: .text)
        }
        #expect(Fix(.safe, "t", [edit(0, "a"), edit(3, "b")]).replacements(in: sources)?.count == 2)
        #expect(Fix(.safe, "t", [edit(0, "a"), edit(3, "c")]).replacements(in: sources) == nil)
    }

    private func plan(
        for text: String,
        _ fixes: [(old: String, new: String, Fix.Applicability)],
        where mayChange: (String) -> Bool = { _ in true }
    ) -> (plan: FixPlan, fixed: String) {
        var sources = SourceMap()
        let file = sources.add(path: "specs/a.yaml", bytes: Array(text.utf8))
        let diagnostics = fixes.map { fix in
            let bytes = Array(text.utf8)
            let start = bytes.indices.first { bytes[$0...].starts(with: fix.old.utf8) } ?? 0
            let span = Span(file: file, lower: start, upper: start + fix.old.utf8.count)
            let written = Fix.write(fix.new, for: fix.old, at: span, as: .text, fix.2)
            return Diagnostic(Self.rule, "m", at: Label(span), fixes: [written])
        }
        let plan = FixPlan(diagnostics, in: sources, where: mayChange)
        return (plan, String(decoding: plan.apply(to: Array(text.utf8), at: "specs/a.yaml"), as: UTF8.self))
    }
}
