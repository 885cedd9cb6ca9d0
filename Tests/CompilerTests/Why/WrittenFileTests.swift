import Compiler
import FleetEmit
import TestSupport
import Testing

/// Lines of a file on disk find their counterpart in what the specs compile to.
@Suite struct WrittenFileTests {
    /// Whatever was inserted, removed and changed: two lines that are held to be the same say the same, in the same order,
    /// and no line that is left alone between unlike neighbours is lost.
    @Test(arguments: 0..<40)
    func counterparts(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let compiled = (0..<60).map { "line \($0 % 17)" }
        var written = compiled
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let index = Int.random(in: 0..<written.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: written.remove(at: index)
            case 1: written.insert("other \(index)", at: index)
            default: written[index] = "changed \(index)"
            }
        }
        let file = try Self.file(compiled, written)
        #expect(file.lineCount == written.count)
        let pairs = (1...written.count).compactMap { line in file.compiledLine(of: line).map { (line, $0) } }
        #expect(pairs.allSatisfy { written[$0 - 1] == compiled[$1 - 1] })
        #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.1 < $1.1 })
        #expect(pairs.count >= compiled.count - 8)
    }

    @Test func theFirstAndTheLastLine() throws {
        let file = try Self.file(["a", "b", "c"], ["x", "b", "y"])
        #expect((1...3).map(file.compiledLine) == [nil, 2, nil])
        #expect(try Self.file(["a"], ["a", "b"]).compiledLine(of: 2) == nil)
        #expect(try Self.file(["a", "b"], ["b"]).compiledLine(of: 1) == 2)
        #expect(try Self.file(["a"], []).lineCount == 0)
    }

    private static func file(_ compiled: [String], _ written: [String]) throws -> WrittenFile {
        try withTemporaryFolder { folder in
            let file = GeneratedFile(path: "a/b.yaml", bytes: bytes(written))
            let output = OutputFolder(folder)
            try output.apply(OutputPlan([file], in: output, environments: nil))
            return try WrittenFile(of: GeneratedFile(path: "a/b.yaml", bytes: bytes(compiled)), in: output.existing)
        }
    }

    private static func bytes(_ lines: [String]) -> [UInt8] { Array(lines.map { $0 + "\n" }.joined().utf8) }
}
