import Testing

@testable import FleetDiff

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("plain", "`plain`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``x", "``` ``x ```"), ("", "(empty)"),
        ("a|b", "`a|b`"), ("two\nlines", "`two␊lines`"), ("\u{1B}[31m", "`␛[31m`"),
    ])
    func code(text: String, markdown: String) {
        #expect(MarkdownText.code(text) == markdown)
    }

    @Test func barsInCellsAreEscaped() {
        #expect(MarkdownText.cell("a|b") == "`a\\|b`")
    }

    @Test(arguments: [
        ("a * b", "a \\* b"), ("@octocat", "@\u{200B}octocat"), ("#12", "#\u{200B}12"), ("# 12", "# 12"),
        ("<b>", "&lt;b&gt;"), ("[x](y)", "\\[x\\](y)"), (":rocket:", "\\:rocket:"), ("a: b", "a: b"),
        ("https://x.example", "https\\://x.example"), ("www.x.example", "www\u{200B}.x.example"), ("a|b", "a\\|b"),
    ])
    func escaped(text: String, markdown: String) {
        #expect(MarkdownText.escaped(text) == markdown)
    }

    @Test func sentencesKeepTheirCode() {
        #expect(MarkdownText.sentence("pool `h100` has *8*") == "pool `h100` has \\*8\\*")
        #expect(MarkdownText.sentence("`a`b` is odd") == "\\`a\\`b\\` is odd")
    }

    @Test func aPageEndsBeforeItsLimit() {
        var page = MarkdownPage(limit: 2000)
        page.add(head: "head\n", rows: (0..<500).map { "row \($0)\n" })
        #expect(page.text.utf8.count <= 2000)
        #expect(page.omitted > 0)
        let shown = page.text.split(separator: "\n").count { $0.hasPrefix("row") }
        #expect(shown + page.omitted == 500, "every line that is left out is counted")
    }

    /// Hundreds of models that all change otherwise, in environments of long names.
    @Test func aCommentNeverExceedsWhatGitHubTakes() {
        let text = DiffMarkdownRenderer().render(LargeFleet.large)
        #expect(text.utf8.count <= 65_536)
        #expect(text.utf8.count > 50_000, "and holds as much as it can")
        #expect(text.contains("left out. `spindle diff` shows everything."))
        #expect(text.components(of: "<details") == text.components(of: "</details>"))
        #expect(text.hasPrefix("### Fleet: "), "what matters comes first")
    }

    @Test(arguments: [1100, 1500, 3000, 10_000, 30_000])
    func anyLimitIsKept(limit: Int) {
        let text = DiffMarkdownRenderer(limit: limit).render(LargeFleet.large)
        #expect(text.utf8.count <= limit)
        #expect(text.components(of: "<details") == text.components(of: "</details>"))
    }

    @Test func whatFitsIsNotCut() {
        #expect(!DiffMarkdownRenderer().render(LargeFleet.small).contains("left out"))
    }

    /// Models that change alike are shown together, and so are hazards of one kind.
    @Test func oneEditIsReadOnce() {
        let text = DiffTextRenderer(color: false).render(LargeFleet.alike)
        #expect(text.components(of: "~ 100 models: ") == 1)
        #expect(text.components(of: "scale.concurrency") < 20)
        #expect(text.components(of: "pods-replaced: ") == 12)
        #expect(text.contains("pods-replaced: the same for 95 more"))
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}

@Suite struct SettingWordsTests {
    private func words(_ before: SettingValue?, _ after: SettingValue?) -> [String] {
        let words = SettingChange(path: "x", before: before, after: after, computed: false).words
        return [words.before, words.after]
    }

    private func list(_ words: [String]) -> SettingValue { .list(words.map { .text($0) }) }

    @Test func valuesAreInTheWordsOfTheSpec() {
        #expect(words(.integer(4), .number(0.5)) == ["4", "0.5"])
        #expect(words(nil, .text("")) == ["not set", "empty"])
        #expect(words(.secret("a"), .secret("b")) == ["(secret)", "(secret)"])
        #expect(words(list(["a"]), list(["a", "b"])) == ["[a]", "[a, b]"])
    }

    @Test func digestsAreShortWhereTheyStillDiffer() {
        let (a, b) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
        #expect(
            words(.text("x@sha256:\(a)"), .text("x@sha256:\(b)")) == [
                "x@sha256:aaaaaaaaaaaa…", "x@sha256:bbbbbbbbbbbb…",
            ]
        )
        #expect(words(.text(a), .text(a.dropLast() + "b")) == [a, a.dropLast() + "b"])
    }

    @Test func ofLongListsOnlyWhatDiffersIsShown() {
        let long = (0..<20).map { "element-\($0)" }
        #expect(words(list(long), list(long + ["new"])) == ["20 elements", "with new"])
        #expect(words(list(long), list(Array(long.dropLast()))) == ["with element-19", "without it"])
        #expect(words(list(long), list(long.reversed())) == ["20 elements", "the same in another order"])
        #expect(words(list(long + ["element-0"]), list(long)) == ["21 elements", "20 elements"])
    }

    @Test func longTextsAreShownFromWhereTheyDiffer() {
        let start = String(repeating: "word ", count: 100)
        let shown = words(.text(start + "one"), .text(start + "two"))
        #expect(shown == ["…word word word word one", "…word word word word two"])
        #expect(words(.text("a"), .text(start)).allSatisfy { $0.count <= 120 })
    }
}
