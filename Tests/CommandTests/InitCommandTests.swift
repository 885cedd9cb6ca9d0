import Foundation
import TestSupport
import Testing

/// `spindle init` up to the first commit, and what stands in its way.
@Suite struct InitCommandTests {
    @Test func newFleetPassesItsOwnChecks() throws {
        try withTemporaryFolder { folder in
            let made = try SpindleProcess.run("init", "LLM Fleet", in: folder)
            #expect(made.status == 0, "\(made.error)")
            #expect(
                made.output.hasPrefix("made the fleet `llm-fleet` in LLM Fleet:\n  .gitattributes\n"),
                "\(made.output)"
            )
            #expect(made.output.contains("  cd \"LLM Fleet\"\n  spindle check "))
            let fleet = "\(folder)/LLM Fleet"
            let check = try SpindleProcess.run("check", "--deny", "notes", in: fleet)
            #expect(check.status == 0, "\(check.error)")
            #expect(check.error == "checked 2 models in 2 environments\n")
            for path in ["specs/fleet.yaml", "specs/models/gemma-3-27b.yaml", "specs/environments/laptop.yaml"] {
                #expect(try schema(of: path, in: fleet), "what editors know of \(path)")
            }
            #expect(try SpindleProcess.run("compile", in: fleet).status == 0)
            let drift = try SpindleProcess.run("check", "--generated", "--deny", "warnings", in: fleet)
            #expect(drift.status == 0, "\(drift.error)")
        }
    }

    @Test func currentFolderIsTheDefault() throws {
        try withTemporaryFolder { folder in
            // As `git init` leaves it, and with a file that a new fleet does not have.
            try FileManager.default.createDirectory(atPath: "\(folder)/.git", withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/LICENSE"))
            let made = try SpindleProcess.run("init", in: folder)
            #expect(made.status == 0, "\(made.error)")
            #expect(!made.output.contains("cd "))
            #expect(FileManager.default.contents(atPath: "\(folder)/LICENSE") == Data("mine".utf8))
            #expect(try SpindleProcess.run("check", "--deny", "notes", in: folder).status == 0)
        }
    }

    @Test func nothingIsTouchedWhereSomethingStands() throws {
        try withTemporaryFolder { folder in
            let manager = FileManager.default
            try manager.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/specs/fleet.yaml"))
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/README.md"))
            // Where a folder would have to be, and a link that leads elsewhere.
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/.github"))
            try manager.createDirectory(atPath: "\(folder)/elsewhere", withIntermediateDirectories: true)
            try manager.createSymbolicLink(atPath: "\(folder)/specs/models", withDestinationPath: "../elsewhere")
            let before = try manager.subpathsOfDirectory(atPath: folder).sorted()
            let outcome = try SpindleProcess.run("init", in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output == "")
            let notes = outcome.error.split(separator: "\n").filter { $0.hasPrefix("  = note: ") }.map {
                $0.dropFirst(10)
            }
            #expect(notes == [".github", "README.md", "specs/fleet.yaml", "specs/models"])
            #expect(try manager.subpathsOfDirectory(atPath: folder).sorted() == before)
            #expect(manager.contents(atPath: "\(folder)/README.md") == Data("mine".utf8))
        }
    }

    @Test func foldersAboveAreMade() throws {
        try withTemporaryFolder { folder in
            let made = try SpindleProcess.run("init", "a/b/research", in: folder)
            #expect(made.status == 0, "\(made.error)")
            #expect(FileManager.default.fileExists(atPath: "\(folder)/a/b/research/specs/fleet.yaml"))
        }
    }

    @Test func fileIsNoFolder() throws {
        try withTemporaryFolder { folder in
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/taken"))
            let outcome = try SpindleProcess.run("init", "taken", in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.error.hasPrefix("error: cannot write `taken"), "\(outcome.error)")
            #expect(FileManager.default.contents(atPath: "\(folder)/taken") == Data("mine".utf8))
        }
    }

    /// Whether the first line of a spec names the JSON Schema of its kind.
    private func schema(of path: String, in fleet: String) throws -> Bool {
        let text = String(decoding: FileManager.default.contents(atPath: "\(fleet)/\(path)") ?? Data(), as: UTF8.self)
        let name = try #require(text.firstMatch(of: /^# yaml-language-server: \$schema=(.*)\n/))
        let kind = try #require(text.firstMatch(of: /\nkind: (.*)\n/))
        let folder = URL(filePath: "\(fleet)/\(path)").deletingLastPathComponent()
        let schema = try Data(contentsOf: folder.appending(path: String(name.1)))
        return try schema == Data(SpindleProcess.run("schema", String(kind.1), in: fleet).output.utf8)
    }
}
