import Diagnostics
import TestSupport
import Testing

@Suite struct UnifiedDiffTests {
    private let old = (1...30).map { "line \($0)" }

    @Test func hunksWithTheirNeighbours() {
        var new = old
        new[1] = "LINE 2"
        new[4] = "LINE 5"
        new[20] = "\u{1B}[31mline 21"
        new.insert("more", at: 29)
        new.remove(at: 12)
        let diff = UnifiedDiff(path: "specs/a.yaml", from: bytes(old), to: bytes(new))
        expectGolden(diff.render(color: false), at: FixtureFolder("diff", beside: #filePath).path + "/hunks.txt")
        #expect(diff.render(color: true).contains("\u{1B}[31m-line 2\u{1B}[0m\n\u{1B}[32m+LINE 2\u{1B}[0m\n"))
    }

    @Test func nothingChanges() {
        #expect(UnifiedDiff(path: "a", from: bytes(old), to: bytes(old)).render(color: true) == "")
        #expect(UnifiedDiff(path: "a", from: [], to: []).render(color: true) == "")
    }

    @Test func everythingChanges() {
        let diff = UnifiedDiff(path: "a", from: bytes(["a"]), to: bytes(["b", "c"]))
        #expect(diff.render(color: false) == "--- a/a\n+++ b/a\n@@ -1,1 +1,2 @@\n-a\n+b\n+c\n")
        let first = UnifiedDiff(path: "a", from: [], to: bytes(["b"]))
        #expect(first.render(color: false) == "--- a/a\n+++ b/a\n@@ -0,0 +1,1 @@\n+b\n")
    }

    @Test func secretsStayHidden() {
        let diff = UnifiedDiff(
            path: "a",
            from: Array("a: x\r\ntoken: hunter2 hunter2\r\n".utf8),
            to: Array("a: y\r\ntoken: hunter2 hunter2\r\n".utf8),
            hiding: [Array("hunter2".utf8), []]
        )
        #expect(diff.render(color: false).hasSuffix("-a: x\n+a: y\n token: ******* *******\n"))
    }

    private func bytes(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }
}
