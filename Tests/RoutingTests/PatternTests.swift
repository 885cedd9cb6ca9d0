import AgentConfig
import Foundation
import TestSupport
import Testing

@testable import Routing

@Suite struct PatternTests {
    private func isFound(_ pattern: String, in text: String) throws -> Bool {
        try !PatternAutomaton([[Pattern(pattern)]]).hits(in: text).isEmpty
    }

    @Test(arguments: [
        (#"\bO\(n\^?2?\)"#, "It runs in o(n^2).", true),
        (#"\bO\(n\^?2?\)"#, "It runs in O(n) time", true),
        (#"\bO\(n\^?2?\)"#, "foo(n)", false),
        ("prove", "IMPROVED", true),
        (#"\bprove\b"#, "Prove", true),
        (#"\bprove\b"#, "improve", false),
        (#"\bprove\b"#, "“prove”", true),
        (#"\bnaïve\b"#, "a NAÏVE one", true),
        (#"\bna"#, "éna", false),
        (#"\bna"#, "e\u{301}na", false),
        ("ПРИВЕТ", "привет", true),
        ("[а-я]{6}", "ПРИВЕТ", true),
        ("[^a-z ]", "Only Letters here", false),
        ("[^a-z ]", "Only letters, here", true),
        ("^import", "x\nimport y", true),
        ("^import", "x import", false),
        ("end$", "the end\r\nof", true),
        ("end$", "ending", false),
        ("a.b", "a\nb", false),
        ("a.b", "a漢b", true),
        (#"a\sb"#, "a\u{A0}b", true),
        (#"\d{3,4}x"#, "12x 123x", true),
        (#"\d{3,4}x"#, "12x", false),
        ("(ab|a)(bc|c)d", "abcd", true),
        ("x(a|b)*y", "xabbay", true),
        ("x(a*)*y", "xaaay", true),
        (#"\W\w\B"#, "a bc", true),
        (#"\Bb"#, "b", false),
        ("🚀+", "launch 🚀🚀", true),
        (#"\u{1F680}"#, "🚀", true),
        ("日本", "東日本", true),
        ("a$", "", false),
    ])
    func findsPatterns(pattern: String, text: String, found: Bool) throws {
        #expect(try isFound(pattern, in: text) == found)
    }

    @Test func eachRuleIsFoundOnceByWhatEndsFirst() throws {
        let rules = try [["late", "early"], ["a+"], ["never"], ["e.*r"]].map { try $0.map { try Pattern($0) } }
        let automaton = PatternAutomaton(rules)
        #expect(
            automaton.hits(in: "early or late") == [
                .init(rule: 0, pattern: 1), .init(rule: 1, pattern: 0), .init(rule: 3, pattern: 0),
            ]
        )
        #expect(automaton.hits(in: "early or late").count == 3, "what was learned does not change the answer")
        #expect(automaton.hits(in: "").isEmpty)
    }

    /// Many patterns in one automaton against one regular expression of Foundation's each, on texts in which much overlaps.
    @Test func agreesWithABacktrackingEngine() throws {
        var random = SplitMix(seed: 5)
        let atoms = [
            "a", "b", "ab", ".", "[ab]", "[^a]", #"\w"#, #"\W"#, #"\s"#, #"\d"#, "1", " ", "-", "(a|b)", "(ab|ba)",
            "c?", "(a|bc){2}",
            "b{2,3}", "a*", "(b+)",
        ]
        let letters = ["a", "b", "c", "A", "1", " ", "-", "\n", "ab"]
        func text(_ parts: [String], _ count: ClosedRange<Int>) -> String {
            (0..<Int.random(in: count, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
        }
        for _ in 0..<400 {
            let texts = (0..<5).map { _ -> String in
                let bound = [#"\b"#, "^", "", "", #"\B"#].randomElement(using: &random) ?? ""
                let end = [#"\b"#, "$", "", ""].randomElement(using: &random) ?? ""
                return bound + text(atoms, 1...4) + end
            }.filter { (try? Pattern($0)) != nil }
            let automaton = PatternAutomaton(try texts.map { [try Pattern($0)] })
            let oracles = try texts.map {
                try NSRegularExpression(pattern: $0, options: [.caseInsensitive, .anchorsMatchLines])
            }
            for _ in 0..<8 {
                let prompt = text(letters, 0...14)
                let range = NSRange(prompt.startIndex..., in: prompt)
                let expected = oracles.indices.filter { oracles[$0].firstMatch(in: prompt, range: range) != nil }
                #expect(automaton.hits(in: prompt).map(\.rule) == expected, "\(texts) in \(prompt.debugDescription)")
            }
        }
    }

    /// An engine that tries again would need 2 to the power of hundreds of steps; and sets of states that there are too many
    /// of to keep are forgotten without harm.
    @Test(.timeLimit(.minutes(1))) func timeGrowsWithTheTextAlone() throws {
        #expect(try !isFound("(a|a)*(a|aa)*(a*)*b", in: String(repeating: "a", count: 20_000)))
        var random = SplitMix(seed: 9)
        let text = String((0..<20_000).map { _ in Bool.random(using: &random) ? "a" : "b" } as [Character])
        let automaton = PatternAutomaton([[try Pattern("a[ab]{24}c")], [try Pattern("b[ab]{24}x")]])
        #expect(automaton.hits(in: text).isEmpty)
        #expect(automaton.hits(in: text + "c").map(\.rule) == (text.dropLast(24).last == "a" ? [0] : []))
        let marked = text.dropLast(25) + "a" + text.suffix(24)
        #expect(automaton.hits(in: marked + "c").map(\.rule) == [0])
    }

    @Test func manyTasksMayAskAtOnce() async throws {
        let automaton = PatternAutomaton(try (0..<50).map { [try Pattern(#"\bw\#($0)[a-z]+\b"#)] })
        await withTaskGroup(of: [Int].self) { group in
            for task in 0..<16 {
                group.addTask { (0..<50).flatMap { automaton.hits(in: "w\($0)x w\(task)").map(\.rule) } }
            }
            for await rules in group { #expect(rules == Array(0..<50)) }
        }
    }
}
