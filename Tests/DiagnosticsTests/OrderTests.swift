import Diagnostics
import Testing

@Suite struct OrderTests {
    @Test func findingsAreSortedByPathOffsetAndIdEachOnce() {
        var sources = SourceMap()
        let b = sources.add(path: "b.yaml", bytes: Array("12345".utf8))
        let a = sources.add(path: "a.yaml", bytes: Array("12345".utf8))
        let (one, two) = (Rule("SP0001", title: "t", explanation: "T."), Rule("SP0002", title: "t", explanation: "T."))
        func finding(_ rule: Rule, _ file: FileID?, _ offset: Int, _ message: String = "m") -> Diagnostic {
            Diagnostic(rule, message, at: file.map { Label(Span(file: $0, lower: offset, upper: offset + 1)) })
        }
        let wanted = [
            finding(one, nil, 0), finding(two, a, 1), finding(one, a, 3), finding(two, a, 3), finding(two, a, 3, "n"),
            finding(one, b, 0),
        ]
        #expect((wanted + wanted).reversed().ordered(in: sources) == wanted)
    }

    @Test func linesAndColumns() {
        var sources = SourceMap()
        let filler = String(repeating: "é", count: 3000)
        let file = sources.add(path: "a.yaml", bytes: Array("a\nbü漢👍c\n\(filler)x".utf8))
        var lines = LineIndex(sources)
        for (offset, line, column) in [
            (0, 1, 1), (1, 1, 2), (2, 2, 1), (3, 2, 2), (5, 2, 3), (8, 2, 4), (12, 2, 5), (14, 3, 1),
            (14 + 6000, 3, 3001), (99_999, 3, 3002),
        ] {
            let position = lines.position(of: UInt32(offset), in: file)
            #expect([position.line, position.column] == [line, column])
        }
    }

    /// Neither an editor nor SARIF counts it.
    @Test func aByteOrderMarkTakesNoColumn() {
        var sources = SourceMap()
        let file = sources.add(path: "a.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array("ab\nc".utf8))
        var lines = LineIndex(sources)
        for (offset, line, column) in [(0, 1, 1), (3, 1, 1), (4, 1, 2), (6, 2, 1)] {
            let position = lines.position(of: UInt32(offset), in: file)
            #expect([position.line, position.column] == [line, column])
        }
    }

    @Test(arguments: [0, 1023, 1024, 1025, 2048])
    func positionsAtTheEndOfFilesOfAnyLength(count: Int) {
        var sources = SourceMap()
        let file = sources.add(path: "a.yaml", bytes: Array(repeating: UInt8(ascii: "x"), count: count))
        var lines = LineIndex(sources)
        #expect(lines.position(of: UInt32(count), in: file).column == count + 1)
    }
}
