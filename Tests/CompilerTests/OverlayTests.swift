import Compiler
import Diagnostics
import Foundation
import SpecSyntax
import TestSupport
import Testing

/// Folders with files that an editor has open, and which fleet a file belongs to.
@Suite struct OverlayTests {
    static let fleet = Array("apiVersion: spindle/v1alpha1\nkind: Fleet\nmetadata: {name: a}\n".utf8)
    static let model = Array("apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: b}\n".utf8)

    /// A folder with a repository in it, its links followed.
    private func withFiles(_ files: [String: [UInt8]], _ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let root = URL(filePath: folder).resolvingSymlinksInPath().path
            for (name, bytes) in files.merging(["repository/.git/HEAD": []], uniquingKeysWith: { $1 }) {
                let url = URL(filePath: "\(root)/\(name)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(bytes).write(to: url)
            }
            try body("\(root)/repository")
        }
    }

    @Test func buffersAreReadInPlaceOfFiles() throws {
        try withFiles(["repository/specs/a.yaml": [1], "repository/specs/c/d.yaml": [2]]) { root in
            let buffers: [String: [UInt8]] = [
                "\(root)/specs/a.yaml": [3], "\(root)/specs/b.yaml": [4], "\(root)/specs/.hidden.yaml": [5],
                "\(root)/specs/notes.txt": [6], "\(root)/other/e.yaml": [7], "/elsewhere.yaml": [8],
            ]
            let contents = try SpecFolder("\(root)/specs", overlaidBy: buffers).read()
            #expect(contents.files.map(\.path) == ["specs/a.yaml", "specs/b.yaml", "specs/c/d.yaml"])
            #expect(contents.files.map(\.bytes) == [[3], [4], [2]])
            #expect(contents.diagnostics.isEmpty)
        }
    }

    @Test func whatLinksLeadToIsReadFromTheBuffer() throws {
        try withFiles(["repository/specs/a.yaml": [1], "repository/shared/b.yaml": [2]]) { root in
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/specs/b.yaml",
                withDestinationPath: "../shared/b.yaml"
            )
            let buffers: [String: [UInt8]] = [SpecFolder.canonical("\(root)/specs/b.yaml"): [9]]
            let contents = try SpecFolder("\(root)/specs", overlaidBy: buffers).read()
            #expect(contents.files.map(\.bytes) == [[1], [9]])
        }
    }

    @Test func buffersHaveTheLimitsOfFiles() throws {
        try withFiles(["repository/specs/a.yaml": [1]]) { root in
            let buffers = ["\(root)/specs/a.yaml": [UInt8](repeating: 0x20, count: 17 << 20)]
            let contents = try SpecFolder("\(root)/specs", overlaidBy: buffers).read()
            #expect(contents.files.isEmpty && contents.diagnostics.map(\.rule.id) == ["SP1010"])
        }
    }

    @Test func importsAreReadFromBuffers() throws {
        try withFiles(["repository/specs/a.jsonnet": [1], "repository/lib/b.libsonnet": [2]]) { root in
            let folder = try SpecFolder("\(root)/specs", overlaidBy: ["\(root)/lib/b.libsonnet": [3]])
            #expect(try folder.readImport("../lib/b.libsonnet", from: "specs").bytes == [3])
        }
    }

    @Test(arguments: [
        ("specs/models/b.yaml", "specs"), ("specs/fleet.yaml", "specs"), ("specs/models/new.yaml", "specs"),
        ("specs/gone/new.yaml", "specs"), ("policies/p.jsonnet", "specs"), ("lib/deep/l.libsonnet", "specs"),
        ("teams/x/all.yaml", "teams/x"), ("teams/x/models/b.yaml", "teams/x"), ("README.yaml", nil),
        ("generated/values.yaml", nil),
    ])
    func fleetOfAFile(file: String, expected: String?) throws {
        let files = [
            "repository/specs/fleet.yaml": Self.fleet, "repository/specs/models/b.yaml": Self.model,
            "repository/policies/p.jsonnet": [], "repository/lib/deep/l.libsonnet": [],
            "repository/teams/x/all.yaml": Self.model + Array("---\n".utf8) + Self.fleet,
            "repository/teams/x/models/b.yaml": Self.model, "repository/README.yaml": Array("kind: fleet".utf8),
            // Nobody looks above a repository.
            "fleet.yaml": Self.fleet,
        ]
        try withFiles(files) { root in
            let path = SpecFolder.canonical("\(root)/\(file)")
            let found = SpecFolder.fleet(of: path, within: [], buffers: [:])
            #expect(found == expected.map { "\(root)/\($0)" }, "\(found ?? "none")")
        }
    }

    @Test func fleetThatIsNotSavedCounts() throws {
        try withFiles(["repository/a/b.yaml": Self.model]) { root in
            let file = "\(root)/a/b.yaml"
            #expect(SpecFolder.fleet(of: file, within: [], buffers: [:]) == nil)
            #expect(SpecFolder.fleet(of: file, within: [], buffers: ["\(root)/a/new.yaml": Self.fleet]) == "\(root)/a")
            #expect(
                SpecFolder.fleet(of: file, within: ["\(root)/a"], buffers: ["\(root)/fleet.yaml": Self.fleet]) == nil
            )
        }
    }
}
