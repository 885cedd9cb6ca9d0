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
    @Test func aCommentNeverExceedsWhatGitHubTakes() throws {
        let report = try LargeFleet.report(models: 400)
        let text = DiffMarkdownRenderer().render(report)
        #expect(text.utf8.count <= 65_536)
        #expect(text.utf8.count > 50_000, "and holds as much as it can")
        #expect(text.contains("left out. `spindle diff` shows everything."))
        #expect(text.components(of: "<details") == text.components(of: "</details>"))
        #expect(text.hasPrefix("### Fleet: "), "what matters comes first")
    }

    @Test(arguments: [1100, 1500, 3000, 10_000, 30_000])
    func anyLimitIsKept(limit: Int) throws {
        let report = try LargeFleet.report(models: 100)
        let text = DiffMarkdownRenderer(limit: limit).render(report)
        #expect(text.utf8.count <= limit)
        #expect(text.components(of: "<details") == text.components(of: "</details>"))
    }

    @Test func whatFitsIsNotCut() throws {
        let report = try LargeFleet.report(models: 5)
        #expect(!DiffMarkdownRenderer().render(report).contains("left out"))
    }

    /// Models that change alike are shown together, and so are hazards of one kind.
    @Test func oneEditIsReadOnce() throws {
        let report = try LargeFleet.report(models: 200, isAlike: true)
        let text = DiffTextRenderer(color: false).render(report)
        #expect(text.components(of: "~ 200 models: ") == 1)
        #expect(text.components(of: "scale.concurrency") < 20)
        #expect(text.components(of: "pods-replaced: ") == 12)
        #expect(text.contains("pods-replaced: the same for 195 more"))
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
