import TestSupport
import Testing

@testable import Routing

extension FoldedText {
    /// The oracle: whether another occurs in it at the bounds of words.
    fileprivate func contains(_ other: FoldedText) -> Bool {
        let (all, part) = (characters, other.characters)
        guard let first = part.first, let last = part.last, part.count <= all.count else { return false }
        return (0...(all.count - part.count)).contains { start in
            let end = start + part.count
            guard all[start..<end].elementsEqual(part) else { return false }
            let opens = start == 0 || !(all[start - 1].joinsWords && first.joinsWords)
            let closes = end == all.count || !(all[end].joinsWords && last.joinsWords)
            return opens && closes
        }
    }
}

@Suite struct KeywordTests {
    @Test(arguments: [
        ("prove", "Prove that there are infinitely many primes.", true),
        ("prove", "It improves.", false),
        ("prove", "PROVE", true),
        ("step by step", "Explain it step  by\n\tstep, please", true),
        ("step by step", "step by steps", false),
        ("step by step", "", false),
        ("what is", "what  is", true),
        ("c++", "Is C++ hard?", true),
        ("c++", "c+", false),
        (".net", "In .NET 8", true),
        // Another word may go on where the phrase does not end in a letter.
        ("c++", "c++20", true),
        // Folding: sharp s, final sigma, the Kelvin sign, composed and decomposed letters.
        ("straße", "STRASSE", true),
        ("STRASSE", "die Straße", true),
        ("λόγος", "ΛΌΓΟΣ", true),
        ("kelvin", "\u{212A}elvin", true),
        ("caf\u{E9}", "CAFE\u{301}", true),
        ("cafe", "cafe\u{301}", false),
        ("naïve", "a naïve reader", true),
        // Words of scripts without blanks begin and end anywhere.
        ("翻译", "请翻译这句话", true),
        ("แปล", "ช่วยแปลให้หน่อย", true),
        ("перевод", "Сделай ПЕРЕВОД текста", true),
        ("перевод", "переводчик", false),
        ("🚀", "launch🚀now", true),
        ("it's", "It's late", true),
        ("don", "don\u{2019}t", true),
        ("summarize", "Please “summarize” this", true),
        ("a", "\u{301}a", true),
        // Plain letters and marks beside such as combine.
        ("й", "большо\u{438}\u{306}", false),
        ("большой", "большо\u{438}\u{306}", true),
        ("большо\u{438}\u{306}", "БОЛЬШОЙ", true),
        ("한국", "\u{1112}\u{1161}\u{11AB}국", true),
        ("\u{1112}\u{1161}\u{11AB}국", "한국", true),
        ("한", "한국", false),
        ("が", "か\u{3099}", true),
        ("か", "か\u{3099}", false),
        ("意思", "，意思。", true),
        ("prove", "—prove—", true),
    ])
    func findsWords(phrase: String, text: String, isFound: Bool) {
        #expect(KeywordAutomaton([[phrase]]).hits(in: text).isEmpty != isFound)
        #expect(FoldedText(text).contains(FoldedText(phrase)) == isFound)
    }

    @Test func wordsWithinWordsAreAllFound() {
        let automaton = KeywordAutomaton([
            ["by induction"], ["prove by induction", "prove"], ["induction"], ["he", "she"],
        ])
        #expect(automaton.hits(in: "Prove by induction!").map(\.rule) == [0, 1, 2])
        #expect(automaton.hits(in: "she").map(\.rule) == [3])
    }

    @Test func aRuleIsFoundOnceAndByItsFirstWordInTheText() {
        let automaton = KeywordAutomaton([["late", "early"]])
        #expect(automaton.hits(in: "early or late, late or early") == [.init(rule: 0, word: 1)])
    }

    @Test func aWordThatTwoRulesShareBelongsToTheFirst() {
        let automaton = KeywordAutomaton([["Prove"], ["prove"]])
        #expect(automaton.hits(in: "prove it").map(\.rule) == [0])
    }

    @Test func emptyWordsAndRulesMatchNothing() {
        for rules in [[], [[]], [["", "  ", "\n"]]] as [[[String]]] {
            #expect(KeywordAutomaton(rules).hits(in: "anything at all").isEmpty)
        }
    }

    /// The automaton against looking for each phrase by itself, on texts out of a few letters in which much overlaps.
    @Test func agreesWithTheNaiveSearch() {
        var random = SplitMix(seed: 7)
        let alphabet = [
            "a", "b", "A", " ", "é", "-", "ß", "漢", "ab", "\u{301}", "Я", "я", "й", "\n", "—", "か", "\u{3099}",
        ]
        func text(_ length: Int) -> String {
            (0..<Int.random(in: 0...length, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? ""
            }.joined()
        }
        for _ in 0..<3000 {
            let rules = (0..<4).map { _ in (0..<3).map { _ in text(4) } }
            let prompt = text(24)
            let folded = FoldedText(prompt)
            // A phrase that an earlier rule has, too, is the earlier one's.
            var known = Set<FoldedText>()
            let expected = rules.enumerated().compactMap { index, words -> Int? in
                let own = words.map(FoldedText.init).filter { known.insert($0).inserted }
                return own.contains { !$0.isEmpty && folded.contains($0) } ? index : nil
            }
            #expect(
                KeywordAutomaton(rules).hits(in: prompt).map(\.rule) == expected,
                "\(rules) in \(prompt.debugDescription)"
            )
        }
    }

    /// Thousands of rules cost a prompt what one costs: nodes are visited along the text, not along the rules.
    @Test func manyRulesAreOnePass() {
        let rules = (0..<5000).map { ["word\($0)", "phrase number \($0)"] }
        let automaton = KeywordAutomaton(rules)
        let prompt = String(repeating: "word word4999 phrase number ", count: 2000) + "phrase number 17"
        #expect(automaton.hits(in: prompt).map(\.rule) == [17, 4999])
    }
}
