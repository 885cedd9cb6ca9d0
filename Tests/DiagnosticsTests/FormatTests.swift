import Diagnostics
import Foundation
import TestSupport
import Testing

/// One set of findings in every format, held in golden files.
@Suite struct FormatTests {
    private static let folder = FixtureFolder("formats", beside: #filePath).path

    struct Format: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var render: @Sendable ([Diagnostic], SourceMap) throws -> String
    }

    static let formats = [
        Format(testDescription: "findings.sarif") { try SARIFRenderer(version: "1.2.3").render($0, in: $1) },
        Format(testDescription: "findings.json") { try JSONRenderer().render($0, in: $1) },
        Format(testDescription: "github.txt") { GitHubRenderer().render($0, in: $1) },
        Format(testDescription: "gitlab.json") { try GitLabRenderer().render($0, in: $1) },
        Format(testDescription: "junit.xml") { JUnitRenderer().render($0, in: $1) },
        Format(testDescription: "junit-deny-warnings.xml") { JUnitRenderer(failing: .warning).render($0, in: $1) },
        Format(testDescription: "terminal.txt") { diagnostics, sources in
            var renderer = TerminalRenderer(sources, color: false)
            return diagnostics.map { renderer.render($0) }.joined(separator: "\n")
        },
    ]

    @Test(arguments: formats)
    func looksLikeItsGolden(format: Format) throws {
        let set = FindingSet()
        let text = try format.render(set.diagnostics, set.sources)
        expectGolden(text, at: "\(Self.folder)/\(format.testDescription)")
        #expect(!text.contains(FindingSet.secret), "a secret is shown")
    }

    @Test(arguments: formats)
    func nothingFound(format: Format) throws {
        var sources = SourceMap(root: "specs")
        _ = sources.add(path: "specs/fleet.yaml", bytes: [])
        let text = try format.render([], sources)
        switch format.testDescription {
        case "github.txt", "terminal.txt": #expect(text == "")
        case "gitlab.json": #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == [])
        case "findings.sarif": #expect(text.contains("\"results\" : [\n\n      ]"))
        case "findings.json": #expect(text.contains("\"errors\" : 0"))
        default: #expect(text.contains("tests=\"1\" failures=\"0\"") && text.contains("no findings"))
        }
    }

    /// Services take findings of one name for one finding, and a name that changes for a new one.
    @Test func fingerprintsAreUniqueAndDoNotMove() throws {
        let set = FindingSet()
        let names = try fingerprints(set.diagnostics, set.sources)
        #expect(Set(names).count == set.diagnostics.count)
        func findings(_ text: String) throws -> [String] {
            var sources = SourceMap()
            let file = sources.add(path: "a.yaml", bytes: Array(text.utf8))
            let rule = Rule("SP0000", title: "t", explanation: "T.")
            let starts = text.utf8.enumerated().filter { $0.element == UInt8(ascii: "x") }.map(\.offset)
            let found = starts.map { Diagnostic(rule, "m", at: Label(Span(file: file, lower: $0, upper: $0 + 1))) }
            return try fingerprints(found, sources)
        }
        let (before, after) = (try findings("a: x\nb: x\n"), try findings("# new\n\na: x\nb:   x\n"))
        #expect(before == after)
        #expect(
            before[0].dropLast(2) == before[1].dropLast(2) && before[0].hasSuffix(":1") && before[1].hasSuffix(":2")
        )
    }

    @Test(arguments: [9, 10, 11, 25])
    func gitHubSaysWhatItWouldDrop(count: Int) {
        let rule = Rule("SP0000", title: "t", explanation: "T.")
        let warning = Rule("SP0001", .warning, title: "t", explanation: "T.")
        let found = (0..<count).map { Diagnostic(rule, "m\($0)", at: nil) }
        let text = GitHubRenderer().render([Diagnostic(warning, "w", at: nil)] + found, in: SourceMap())
        let lines = text.split(separator: "\n")
        #expect(lines.last == "::warning title=SP0001%3A t::w", "the worst come first")
        guard count > 10 else { return #expect(lines.count == count + 1) }
        #expect(lines.count == count + 2)
        #expect(
            lines[9] == "::error title=Spindle::GitHub shows 10 of a level; the log of this step has \(count - 9) more"
        )
    }

    private func fingerprints(_ diagnostics: [Diagnostic], _ sources: SourceMap) throws -> [String] {
        struct Entry: Decodable { var fingerprint: String }
        let text = try GitLabRenderer().render(diagnostics, in: sources)
        return try JSONDecoder().decode([Entry].self, from: Data(text.utf8)).map(\.fingerprint)
    }
}
