import Compiler
import Diagnostics
import FoundationEssentials
import SpecSyntax
import TestSupport
import Testing

/// Safe fixes over the fixtures of all rules, and the writing of them.
@Suite struct FixingTests {
    /// A safe fix removes what it is for and breaks nothing that was right before.
    @Test(arguments: RuleFixtureTests.folder.folders())
    func fixesOfFixtures(rule: String) {
        let files = RuleFixtureTests.folder.files(in: "\(rule)/fail").filter { $0.path.hasSuffix(".yaml") }.map {
            SpecInput(path: $0.path, bytes: $0.bytes)
        }
        let before = compile(files)
        for diagnostic in before.diagnostics where diagnostic.safeFix(in: before.sources) != nil {
            let plan = FixPlan([diagnostic], in: before.sources) { _ in true }
            let after = compile(files.map { SpecInput(path: $0.path, bytes: plan.apply(to: $0.bytes, at: $0.path)) })
            #expect(!after.diagnostics.contains { $0.rule == diagnostic.rule && $0.message == diagnostic.message })
            // What else is wrong with the fleet may show only now; its form is as right as it was.
            let known = Set(before.diagnostics.map { "\($0.rule.id) \($0.message)" })
            let new = after.diagnostics.filter { $0.rule.id < "SP2" && !known.contains("\($0.rule.id) \($0.message)") }
            #expect(new.isEmpty, "\(diagnostic.message): \(new.map(\.message))")
        }
    }

    @Test func someFixturesHaveSafeFixes() {
        let rules = RuleFixtureTests.folder.folders().filter { rule in
            let files = RuleFixtureTests.folder.files(in: "\(rule)/fail").map {
                SpecInput(path: $0.path, bytes: $0.bytes)
            }
            let result = compile(files)
            return result.diagnostics.contains { $0.rule.id == rule && $0.safeFix(in: result.sources) != nil }
        }
        #expect(rules == ["SP1020", "SP1021", "SP1025", "SP1027", "SP5008"])
    }

    /// Of many mistyped keys that all mean one only the first can be it.
    @Test func manyKeysOfOneMeaning() {
        let keys = (0..<1000).map { "placemen\($0 % 10)t\($0): 1\n" }.joined()
        let text =
            "apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: a}\nplacemnt: {pool: a}\nplacment: {pool: a}\n"
            + keys
        let result = compile([SpecInput(path: "a.yaml", bytes: Array(text.utf8))])
        let fixes = result.diagnostics.filter { $0.safeFix(in: result.sources) != nil }
        #expect(fixes.compactMap(\.path) == ["placemnt"])
    }

    // MARK: Writing

    @Test func aChangedFileKeepsItsRightsAndLeavesNothingBehind() throws {
        try withSpecs(["a.yaml": "old", "b/c.yaml": "other"]) { root, worktree in
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(root)/specs/a.yaml")
            // Of a run that was killed.
            try Data("rest".utf8).write(to: URL(filePath: "\(root)/specs/.a.yaml.spindle-fix"))
            try worktree.apply([change("specs/a.yaml", "old", "new"), change("specs/b/c.yaml", "other", "")])
            #expect(text("\(root)/specs/a.yaml") == "new")
            #expect(text("\(root)/specs/b/c.yaml") == "")
            let mode = try FileManager.default.attributesOfItem(atPath: "\(root)/specs/a.yaml")[.posixPermissions]
            #expect(mode as? Int == 0o640)
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: "\(root)/specs").sorted() == [
                    "a.yaml", "b", "b/c.yaml",
                ]
            )
        }
    }

    /// Neither the file that somebody edited nor any other.
    @Test func aFileThatChangedMeanwhileIsLeft() throws {
        try withSpecs(["a.yaml": "old", "b.yaml": "edited"]) { root, worktree in
            let changes = [change("specs/a.yaml", "old", "new"), change("specs/b.yaml", "old", "new")]
            let failure = #expect(throws: Worktree.NotChanged.self) { try worktree.apply(changes) }
            #expect(failure?.diagnostic.rule.id == "SP1038")
            #expect(failure?.diagnostic.subject == "specs/b.yaml")
            #expect(text("\(root)/specs/a.yaml") == "old" && text("\(root)/specs/b.yaml") == "edited")
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/specs").sorted()
            #expect(names == ["a.yaml", "b.yaml"])
        }
    }

    @Test func nothingBehindALinkIsChanged() throws {
        try withSpecs(["a.yaml": "old"]) { root, worktree in
            try FileManager.default.createDirectory(atPath: "\(root)/shared", withIntermediateDirectories: true)
            try Data("old".utf8).write(to: URL(filePath: "\(root)/shared/b.yaml"))
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/specs/b.yaml",
                withDestinationPath: "../shared/b.yaml"
            )
            try FileManager.default.createSymbolicLink(atPath: "\(root)/specs/c", withDestinationPath: "../shared")
            #expect(worktree.isOwn("specs/a.yaml"))
            for path in ["specs/b.yaml", "specs/c/b.yaml", "specs/none.yaml", "specs"] {
                #expect(!worktree.isOwn(path), "\(path)")
                #expect(throws: Worktree.NotChanged.self) { try worktree.apply([change(path, "old", "new")]) }
            }
            #expect(text("\(root)/shared/b.yaml") == "old")
        }
    }

    // MARK: Helpers

    private func compile(_ files: [SpecInput]) -> CompileResult {
        FleetCompiler().compile(CompileRequest(folder: "specs", files: files, emits: false))
    }

    private func change(_ path: String, _ old: String, _ new: String) -> Worktree.Change {
        Worktree.Change(path: path, old: Array(old.utf8), new: Array(new.utf8))
    }

    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func withSpecs(_ files: [String: String], _ body: (String, Worktree) throws -> Void) throws {
        try withTemporaryFolder { root in
            for (path, text) in files {
                let url = URL(filePath: "\(root)/specs/\(path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: url)
            }
            try body(root, try #require(SpecFolder("\(root)/specs").worktree))
        }
    }
}
