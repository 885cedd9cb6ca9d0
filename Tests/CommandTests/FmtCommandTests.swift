import Foundation
import TestSupport
import Testing

/// `spindle fmt` as a user meets it: what it writes, prints and ends with.
@Suite struct FmtCommandTests {
    private static let untidy = "kind: Model\nmetadata:   {name: 'a'} # mine\napiVersion: spindle/v1alpha1\n"
    private static let tidy = "apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: a}  # mine\n"

    @Test func formatsAFolder() throws {
        try inFolder(["specs/a.yaml": Self.untidy, "specs/b.yaml": Self.tidy, "specs/c.yaml": "foreign:  1"]) {
            folder in
            let outcome = try SpindleProcess.run("fmt", in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output == "specs/a.yaml\n")
            #expect(outcome.error == "formatted 1 of 2 files\n")
            #expect(text("specs/a.yaml", in: folder) == Self.tidy)
            #expect(text("specs/c.yaml", in: folder) == "foreign:  1")
            let again = try SpindleProcess.run("fmt", in: folder)
            #expect(again.status == 0 && again.output == "" && again.error == "2 files formatted already\n")
        }
    }

    @Test func checkShowsTheDifferenceAndWritesNothing() throws {
        try inFolder(["specs/a.yaml": Self.untidy, "specs/b.yaml": Self.tidy]) { folder in
            let outcome = try SpindleProcess.run("fmt", "--check", in: folder)
            #expect(outcome.status == 1)
            let diff = """
                --- a/specs/a.yaml
                +++ b/specs/a.yaml
                @@ -1,3 +1,3 @@
                -kind: Model
                -metadata:   {name: 'a'} # mine
                 apiVersion: spindle/v1alpha1
                +kind: Model
                +metadata: {name: a}  # mine

                """
            #expect(outcome.output == diff)
            #expect(
                outcome.error == "not formatted: specs/a.yaml\n1 of 2 files is not formatted: `spindle fmt` does it\n"
            )
            #expect(text("specs/a.yaml", in: folder) == Self.untidy)
            #expect(try SpindleProcess.run("fmt", "--check", "specs/b.yaml", in: folder).status == 0)
        }
    }

    @Test func standardInputGoesToStandardOutput() throws {
        try withTemporaryFolder { folder in
            let outcome = try SpindleProcess.run("fmt", "-", in: folder, input: Self.untidy)
            #expect(outcome.status == 0 && outcome.output == Self.tidy && outcome.error == "", "\(outcome.error)")
            let check = try SpindleProcess.run("fmt", "--check", "-", in: folder, input: Self.untidy)
            #expect(check.status == 1 && check.output.hasPrefix("--- a/<stdin>\n"), "\(check.error)")
            let wrong = try SpindleProcess.run("fmt", "-", in: folder, input: "a: [")
            #expect(wrong.status == 1 && wrong.output == "")
            #expect(wrong.error.contains("error[SP1001]"))
            #expect(try SpindleProcess.run("fmt", "-", "specs", in: folder).status == 2)
        }
    }

    @Test func fileWithAMistakeIsLeftAndOthersAreNot() throws {
        let wrong = "kind: Model\nkind: Fleet\napiVersion: spindle/v1alpha1\n"
        try inFolder(["specs/a.yaml": wrong, "specs/b.yaml": Self.untidy]) { folder in
            let outcome = try SpindleProcess.run("fmt", in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("error[SP1005]") && outcome.error.contains("--> specs/a.yaml:2:1"))
            #expect(outcome.output == "specs/b.yaml\n")
            #expect(text("specs/a.yaml", in: folder) == wrong)
        }
    }

    @Test func namedFileThatIsNoSpecIsAMistake() throws {
        try inFolder(["values.yaml": "apiVersion:   v1\n", "a.jsonnet": "{}", "b.json": "{}"]) { folder in
            let foreign = try SpindleProcess.run("fmt", "values.yaml", in: folder)
            #expect(foreign.status == 1 && foreign.error.contains("error[SP1026]"), "\(foreign.error)")
            let others = try SpindleProcess.run("fmt", "a.jsonnet", "b.json", in: folder)
            #expect(others.status == 0 && others.error.hasSuffix("\nnothing to format\n"), "\(others.error)")
            #expect(others.error.contains("left `a.jsonnet` as it is: only YAML is formatted"))
            #expect(text("values.yaml", in: folder) == "apiVersion:   v1\n")
        }
    }

    @Test func modeStays() throws {
        try inFolder(["specs/a.yaml": Self.untidy]) { folder in
            let path = "\(folder)/specs/a.yaml"
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            #expect(try SpindleProcess.run("fmt", in: folder).status == 0)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o640)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/specs") == ["a.yaml"])
        }
    }

    @Test func nothingIsWrittenThroughALink() throws {
        try inFolder(["inside/specs/a.yaml": Self.tidy, "inside/b.yaml": Self.untidy, "outside/c.yaml": Self.untidy]) {
            folder in
            let files = FileManager.default
            try files.createDirectory(atPath: "\(folder)/inside/.git", withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: "\(folder)/inside/out", withDestinationPath: "../outside")
            try files.createSymbolicLink(atPath: "\(folder)/inside/specs/b.yaml", withDestinationPath: "../b.yaml")
            for path in ["out", "out/c.yaml", "specs/../out/c.yaml"] {
                let outcome = try SpindleProcess.run("fmt", path, in: "\(folder)/inside")
                #expect(
                    outcome.status == 2 && outcome.error.contains("leads out of its repository"),
                    "\(outcome.error)"
                )
            }
            let inside = try SpindleProcess.run("fmt", in: "\(folder)/inside")
            #expect(inside.status == 0 && inside.error.contains("left `specs/b.yaml` as it is"), "\(inside.error)")
            try files.createSymbolicLink(
                atPath: "\(folder)/inside/specs/c.yaml",
                withDestinationPath: "../../outside/c.yaml"
            )
            let outside = try SpindleProcess.run("fmt", in: "\(folder)/inside")
            #expect(outside.status == 1 && outside.error.contains("error[SP1037]"), "\(outside.error)")
            for path in ["inside/b.yaml", "outside/c.yaml"] { #expect(text(path, in: folder) == Self.untidy) }
        }
    }

    @Test func differenceHidesSecrets() throws {
        let fleet = CommandTests.fleet.replacing(
            "process:",
            with: "engine: {env: {DB_PASSWORD: 'swordfish-of-mine'}}\nprocess:"
        )
        try inFolder(["specs/fleet.yaml": fleet]) { folder in
            let outcome = try SpindleProcess.run("fmt", "--check", in: folder)
            #expect(outcome.status == 1 && outcome.output.contains("DB_PASSWORD: *****"), "\(outcome.error)")
            #expect(!outcome.output.contains("swordfish"))
        }
    }

    private func inFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for (path, text) in files {
                let url = URL(filePath: "\(folder)/\(path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: url)
            }
            try body(folder)
        }
    }

    private func text(_ path: String, in folder: String) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(path)").map { String(decoding: $0, as: UTF8.self) }
    }
}
