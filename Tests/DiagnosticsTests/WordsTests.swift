import Diagnostics
import Testing

@Suite struct WordsTests {
    @Test(
        arguments: [
            ("widht", ["width", "height"], "width"), ("nmae", ["name", "mode"], "name"),
            ("min", ["max", "mine"], "mine"), ("xyz", ["abc"], nil),
            ("", ["a"], nil), ("a", [], nil), ("NAME", ["name"], "name"), ("ab", ["ba", "aa"], "aa"),
            ("gpu", ["gpus", "cpu"], "cpu"),
            ("idletimeout", ["idleTimeout"], "idleTimeout"), (String(repeating: "x", count: 65), ["x"], nil),
            ("näme", ["name"], "name"),
        ] as [(String, [String], String?)]
    )
    func nearestWord(word: String, candidates: [String], expected: String?) {
        #expect(nearest(to: word, among: candidates) == expected)
        #expect(nearest(to: word, among: candidates.reversed()) == expected)
    }

    /// What a tool may write without asking, and what is only proposed.
    @Test(
        arguments: [
            ("placment", ["placement", "process"], true), ("nmae", ["name"], true), ("gpu", ["gpus", "pool"], true),
            ("idle_timeout", ["idleTimeout"], true), ("IDLETIMEOUT", ["idleTimeout"], true),
            ("min-residency", ["minResidency"], true), ("archtecutre", ["architecture"], true),
            ("memery", ["memory"], true), ("fp88", ["bf16", "fp16", "fp8"], true),
            ("Argocd", ["argocd", "flux"], true),
            ("cpus", ["gpus"], false), ("fp6", ["fp4", "fp8"], false), ("bf15", ["bf16"], false),
            ("po", ["pol"], false),
            ("fp9", ["fp8", "fp16"], false), ("gpux", ["gpus", "gpu"], false), ("arcitextuer", ["architecture"], false),
        ] as [(String, [String], Bool)]
    )
    func slips(word: String, candidates: [String], isCertain: Bool) {
        for words in [candidates, candidates.reversed(), candidates + candidates] {
            #expect(suggestion(for: word, among: words)?.isCertain == isCertain)
        }
    }

    @Test(
        arguments: [
            ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"),
            ((1...12).map(String.init), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12"),
            ((1...14).map(String.init), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more"),
        ] as [([String], String)]
    )
    func listing(words: [String], expected: String) { #expect(words.listed() == expected) }

    @Test func listingOfAlternatives() { #expect(["a", "b", "c"].listed("or", atMost: 2) == "a, b or 1 more") }
}
