import TestSupport
import Testing

@testable import AgentConfig

@Suite struct PatternTests {
    @Test(arguments: [
        "prove", "a|b|", #"\bO\(n\^?2?\)"#, "(?:ab)+c{2,}", "[^a-z_]x", #"[\d\]-]y"#, "^#include", #"x$"#,
        #"\u{1F680}"#, "}]",
        "[]x]y", "日本語", "[a-]z",
    ])
    func isAPattern(text: String) throws {
        // `[]x]` starts with a class without a character.
        if text.hasPrefix("[]") {
            #expect(throws: PatternFault.self) { try Pattern(text) }
        } else if text.hasSuffix("|") {
            #expect(throws: PatternFault.self) { try Pattern(text) }
        } else {
            #expect(try Pattern(text).text == text)
        }
    }

    /// What is marked, why, and what the pattern is once that is replaced.
    @Test(arguments: [
        (#"(a)\1"#, #"\1"#, PatternFault.Kind.backReference, nil, false),
        ("foo(?=bar)", "(?=", .lookAround, "foo(?:bar)", false),
        ("(?<=foo)bar", "(?<=", .lookAround, "(?:foo)bar", false),
        ("foo(?!bar)", "(?!", .lookAround, nil, false),
        ("(?<year>[0-9]+)", "(?<year>", .namedGroup, "(?:[0-9]+)", true),
        ("(?P<year>[0-9]+)", "(?P<year>", .namedGroup, "(?:[0-9]+)", true),
        ("(?i)prove", "(?i)", .flags, "prove", true),
        ("(?s:a.b)", "(?s:", .flags, "(?:a.b)", false),
        ("(?>a+)b", "(?>", .atomicGroup, "(?:a+)b", false),
        ("a+?b", "?", .lazy, "a+b", true),
        ("a*+b", "+", .possessive, "a*b", false),
        ("a**", "*", .nothingToRepeat, nil, false),
        ("*a", "*", .nothingToRepeat, #"\*a"#, false),
        ("^*a", "^*", .nothingToRepeat, nil, false),
        ("a{x}", "{", .badCount, #"a\{x}"#, false),
        ("{", "{", .badCount, #"\{"#, false),
        ("a{3,2}", "{3,2}", .badCount, #"a\{3,2}"#, false),
        (#"\p{L}"#, #"\p"#, .characterProperty, nil, false),
        ("[[:alpha:]]", "[:", .characterProperty, nil, false),
        (#"\y"#, #"\y"#, .unknownEscape, nil, false),
        (#"\Aa"#, #"\A"#, .unknownEscape, "^a", false),
        (#"a\"#, #"\"#, .unknownEscape, #"a\\"#, true),
        (#"\x4"#, #"\x4"#, .badNumber, nil, false),
        (#"\u{D800}"#, #"\u{D800}"#, .badNumber, nil, false),
        ("(ab", "(", .openGroup, nil, false),
        ("ab)", ")", .closedTwice, #"ab\)"#, false),
        ("é[ab", "[", .openClass, nil, false),
        ("[]", "[]", .emptyClass, nil, false),
        ("[z-a]", "z-a", .badRange, nil, false),
        (#"[\d-z]x[a-\w]"#, #"a-\w"#, .badRange, nil, false),
        ("a*", "a*", .matchesEverything, nil, false),
        (#"\b"#, #"\b"#, .matchesEverything, nil, false),
        ("", "", .matchesEverything, nil, false),
        ("(((a{9}){9}){9}){9}", "(((a{9}){9}){9}){9}", .tooLarge, nil, false),
        ("a{9999}", "a{9999}", .tooLarge, nil, false),
    ])
    func isNone(text: String, marked: String, kind: PatternFault.Kind, fixed: String?, isSafe: Bool) throws {
        let fault = try #require(throws: PatternFault.self) { try Pattern(text) }
        #expect(fault.kind == kind)
        #expect(String(decoding: Array(text.utf8)[fault.range], as: UTF8.self) == marked)
        let replaced = fault.replacement.map { replacement in
            var bytes = Array(text.utf8)
            bytes.replaceSubrange(fault.range, with: replacement.text.utf8)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(replaced == fixed)
        #expect(fault.replacement?.isSafe ?? false == isSafe)
        #expect(!fault.advice.isEmpty && !fault.description.isEmpty)
    }

    /// Whatever the text, a pattern or a fault within its bytes: never a crash, and never without end.
    @Test func anyTextIsRead() {
        var random = SplitMix(seed: 3)
        let parts = [
            "a", "é", "(", ")", "[", "]", "{", "}", "?", "*", "+", "|", "\\", "^", "$", ".", "-", ",", "1", "9", "b",
            "d", "(?",
            "(?<", ":", ">", "\\u", "\\x", "=", "!",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            .joined()
            let result = Result { () throws(PatternFault) in try Pattern(text) }
            switch result {
            case .success(let pattern): #expect(pattern.states <= Pattern.mostStates)
            case .failure(let fault): #expect(fault.range.upperBound <= text.utf8.count, "\(text)")
            }
        }
        let deep = String(repeating: "(", count: 900) + "a" + String(repeating: ")", count: 900)
        #expect(throws: PatternFault.self) { try Pattern(deep) }
        #expect(throws: PatternFault.self) { try Pattern(String(repeating: "a", count: 2_001)) }
    }
}
