import Compiler
import Diagnostics
import Foundation
import SpecSyntax
import TestSupport
import Testing

@Suite struct SpecFolderTests {
    @Test func readsSpecFilesInOrderAndNothingElse() throws {
        try withRepository([
            "specs/b.yaml", "specs/a/c.json", "specs/README.md", "specs/.hidden.yaml", "specs/x.libsonnet",
        ]) { root in
            let contents = try SpecFolder("\(root)/specs").read()
            #expect(contents.files.map(\.path) == ["specs/a/c.json", "specs/b.yaml"])
            #expect(contents.diagnostics.isEmpty)
        }
    }

    @Test func aLinkOutOfTheRepositoryIsRefused() throws {
        try withTemporaryFolder { outside in
            try Data("secret".utf8).write(to: URL(filePath: "\(outside)/secret.yaml"))
            try withRepository(["specs/a.yaml"]) { root in
                try FileManager.default.createSymbolicLink(
                    atPath: "\(root)/specs/b.yaml",
                    withDestinationPath: "\(outside)/secret.yaml"
                )
                let contents = try SpecFolder("\(root)/specs").read()
                #expect(contents.files.map(\.path) == ["specs/a.yaml"])
                #expect(contents.diagnostics.map(\.rule.id) == ["SP1037"])
            }
        }
    }

    @Test func aLinkInsideTheRepositoryIsRead() throws {
        try withRepository(["specs/a.yaml", "shared/b.yaml"]) { root in
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/specs/b.yaml",
                withDestinationPath: "../shared/b.yaml"
            )
            let contents = try SpecFolder("\(root)/specs").read()
            #expect(contents.files.map(\.path) == ["specs/a.yaml", "specs/b.yaml"])
            #expect(contents.diagnostics.isEmpty)
        }
    }

    @Test func cyclesAndDanglingLinksAreDiagnostics() throws {
        try withRepository(["specs/a.yaml"]) { root in
            try FileManager.default.createSymbolicLink(atPath: "\(root)/specs/self", withDestinationPath: ".")
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/specs/gone.yaml",
                withDestinationPath: "nowhere"
            )
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/specs/loop.yaml",
                withDestinationPath: "loop.yaml"
            )
            let contents = try SpecFolder("\(root)/specs").read()
            #expect(contents.files.map(\.path) == ["specs/a.yaml"])
            #expect(contents.diagnostics.map(\.rule.id) == ["SP1036", "SP1036", "SP1037"])
        }
    }

    @Test func importsStayInTheRepository() throws {
        try withRepository(["specs/a.jsonnet", "lib/b.libsonnet"]) { root in
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/lib/passwd",
                withDestinationPath: "/etc/passwd"
            )
            let folder = try SpecFolder("\(root)/specs")
            #expect(try folder.readImport("../lib/b.libsonnet", from: "specs").path == "lib/b.libsonnet")
            #expect(throws: JsonnetImportError.leavesRepository) { try folder.readImport("../../x", from: "specs") }
            #expect(throws: JsonnetImportError.absolutePath) { try folder.readImport("/etc/passwd", from: "specs") }
            #expect(throws: JsonnetImportError.symbolicLink) { try folder.readImport("../lib/passwd", from: "specs") }
            #expect(throws: JsonnetImportError.missing) { try folder.readImport("none.libsonnet", from: "specs") }
        }
    }

    /// The name of a file is bytes. What is no UTF-8 cannot be opened by its name here, and is not passed over in silence.
    @Test func aNameThatIsNotUTF8IsAFinding() throws {
        try withRepository(["specs/a.yaml"]) { root in
            let path: [CChar] =
                Array("\(root)/specs/".utf8CString.dropLast()) + [CChar(bitPattern: 0xE8)] + Array(".yaml".utf8CString)
            fclose(fopen(path, "w"))
            let contents = try SpecFolder("\(root)/specs").read()
            #expect(contents.files.map(\.path) == ["specs/a.yaml"])
            #expect(contents.diagnostics.map(\.rule.id) == ["SP1036"])
        }
    }

    @Test func aMissingFolderIsAnError() {
        #expect(throws: SpecFolder.Unreadable.self) { try SpecFolder("/nowhere/at/all") }
    }

    /// A folder with `.git` in it and the given files.
    private func withRepository(_ files: [String], _ body: (String) throws -> Void) throws {
        try withTemporaryFolder { root in
            for file in [".git/HEAD"] + files {
                let url = URL(filePath: "\(root)/\(file)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data("# \(file)".utf8).write(to: url)
            }
            try body(root)
        }
    }
}
