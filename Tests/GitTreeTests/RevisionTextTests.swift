import Testing

@testable import GitTree

@Suite struct RevisionTextTests {
    @Test(arguments: [
        ("main", "main", true), ("main~2^", "main", false), ("v1^{tree}", "v1", false), ("main@{1}", "main", false),
        ("user@host", "user@host", true), ("@", "HEAD", true), ("@~1", "HEAD", false), ("main:fleets/a", "main", false),
        (":/words", "HEAD", false), ("origin/fix-1", "origin/fix-1", true), ("", "HEAD", true),
    ])
    func startsWithAName(text: String, base: String, isAlone: Bool) {
        #expect(RevisionText(text).base == base)
        #expect(RevisionText(text).isBaseAlone == isAlone)
    }

    @Test(arguments: [("@", "HEAD"), ("@~2", "HEAD~2"), ("@{1}", "@{1}"), ("main", "main"), ("user@host", "user@host")])
    func theShortFormOfHeadIsWrittenOut(text: String, expanded: String) {
        #expect(RevisionText(text).expanded == expanded)
    }

    @Test(arguments: [("abc", false), ("abcd", true), ("ABCD~1", true), ("abcg", false)])
    func mayBeTheStartOfAnID(text: String, isHex: Bool) {
        #expect(RevisionText(text).isHex == isHex)
    }
}
