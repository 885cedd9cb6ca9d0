import Diagnostics
import SpecSyntax
import Testing

@testable import Scaffold

@Suite struct ScaffoldTests {
    @Test(arguments: [
        ("research", "research"), ("Research Fleet", "research-fleet"), ("llm_fleet.git", "llm-fleet-git"),
        ("--a--b--", "a-b"), ("café", "caf"), ("モデル", "fleet"), ("", "fleet"), ("..", "fleet"),
        // What YAML would not read as text.
        ("2026", "fleet-2026"), ("1e3", "fleet-1e3"), ("NO", "fleet-no"), ("null", "fleet-null"),
        ("no-gpus", "no-gpus"),
        (String(repeating: "a", count: 62) + "-b", String(repeating: "a", count: 62)),
    ])
    func fleetIsCalledAfterItsFolder(folder: String, name: String) {
        #expect(Scaffold(folder: folder).name == name)
    }

    @Test func namesAreLabels() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let scalars = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                Unicode.Scalar(UInt8.random(in: 32...126, using: &random))
            }
            let folder = String(String.UnicodeScalarView(scalars))
            let name = FleetName.derived(from: folder)
            #expect(name.wholeMatch(of: /[a-z]([-a-z0-9]{0,61}[a-z0-9])?/) != nil, "`\(folder)` gives `\(name)`")
        }
    }

    @Test func filesAreInOrderAndNothingIsLeftToFill() throws {
        let files = Scaffold(folder: "llm-fleet").files
        #expect(files.map(\.path) == files.map(\.path).sorted())
        #expect(Set(files.map(\.path)).count == files.count)
        for file in files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("__"), "\(file.path)")
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(file.path)")
            #expect(text.utf8.allSatisfy { $0 < 128 } || text.contains("…"), "\(file.path)")
        }
        let fleet = try #require(files.first { $0.path == "specs/fleet.yaml" })
        let text = String(decoding: fleet.bytes, as: UTF8.self)
        #expect(text.contains("metadata: {name: llm-fleet}"))
    }

    /// By our own reader, which reports what others pass over: keys that stand twice, tabs, aliases of nothing.
    @Test(arguments: Scaffold(folder: "fleet").files.filter { $0.path.hasSuffix(".yml") || $0.path.hasSuffix(".yaml") })
    func yamlIsSound(file: Scaffold.File) {
        var sources = SourceMap()
        let id = sources.add(path: file.path, bytes: file.bytes)
        let (documents, diagnostics) = YAMLReader.read(id, in: sources, limits: SpecLimits())
        #expect(diagnostics.map(\.message) == [])
        #expect(documents.count == 1)
    }

    /// A tag can be moved to other code; the commit cannot.
    @Test func actionsAreNamedByCommit() throws {
        let workflow = try #require(Scaffold(folder: "fleet").files.first { $0.path.hasPrefix(".github/workflows/") })
        let uses = String(decoding: workflow.bytes, as: UTF8.self).split(separator: "\n").filter {
            $0.contains("uses:")
        }
        #expect(uses.count >= 5)
        for line in uses {
            #expect(line.contains(/uses: [\w\/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/), "\(line)")
        }
    }
}
