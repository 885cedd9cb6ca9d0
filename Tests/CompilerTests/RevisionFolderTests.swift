import Compiler
import Diagnostics
import FoundationEssentials
import GitTree
import SpecSyntax
import TestSupport
import Testing

/// Specs of a revision are read as those of the worktree are.
@Suite struct RevisionFolderTests {
    @Test func readsWhatTheRevisionHoldsAndNothingElse() throws {
        try TestRepository.with { test in
            let first = try test.commit(
                ["specs/b.yaml": "old", "specs/a/c.json": "{}", "specs/.hidden.yaml": "", "specs/README.md": ""]
            )
            try test.commit(["specs/b.yaml": "new", "specs/d.yaml": ""])
            try test.write("specs/untracked.yaml", "x")
            let folder = try Self.folder("\(test.path)/specs", at: first)
            #expect(folder.path == "specs")
            #expect(folder.revision?.commit?.hex == first)
            #expect(folder.defaultOutput == "\(test.path)/generated")
            let contents = folder.read()
            #expect(contents.files.map(\.path) == ["specs/a/c.json", "specs/b.yaml"])
            #expect(contents.files.last?.bytes == Array("old".utf8))
            #expect(contents.diagnostics.isEmpty)
        }
    }

    @Test func aFolderThatIsGoneFromDiskIsRead() throws {
        try TestRepository.with { test in
            try test.commit(["fleets/old/specs/a.yaml": "1"])
            try test.git("mv", "fleets", "archive")
            try test.commit()
            let path = "\(test.path)/fleets/old/../old/specs"
            #expect(try Self.folder(path, at: "HEAD~1").read().files.map(\.path) == ["fleets/old/specs/a.yaml"])
            let failure = try #require(throws: GitFailure.self) { try Self.folder(path, at: "HEAD") }
            #expect(failure.diagnostic.rule.id == "SP1046")
        }
    }

    @Test func aSingleFileIsRead() throws {
        try TestRepository.with { test in
            try test.commit(["specs/fleet.txt": "1"])
            let contents = try Self.folder("\(test.path)/specs/fleet.txt", at: "HEAD").read()
            #expect(contents.files.map(\.path) == ["specs/fleet.txt"])
        }
    }

    /// PATH is written as if the repository itself were the checkout.
    @Test func aBareRepositoryIsRead() throws {
        try TestRepository.with { test in
            try test.commit(["specs/a.yaml": "1"])
            try test.git("clone", "--quiet", "--bare", ".", "../fleet.git")
            let bare = test.beside("fleet.git").path
            let folder = try Self.folder("\(bare)/specs", at: "main")
            #expect(folder.path == "specs")
            #expect(folder.defaultOutput == nil)
            #expect(folder.read().files.map(\.path) == ["specs/a.yaml"])
            #expect(try Self.folder(bare, at: "main").path == ".")
        }
    }

    /// Nobody can commit `.git`, but the parts of a bare repository anybody can.
    @Test func aBareRepositoryInsideOfTheSpecsIsNotTheirRepository() throws {
        try TestRepository.with { test in
            try test.commit(["specs/a.yaml": "true"])
            try test.git("clone", "--quiet", "--bare", ".", "../trap")
            for name in ["HEAD", "objects", "refs", "packed-refs", "config"] {
                try FileManager.default.moveItem(
                    atPath: "\(test.beside("trap").path)/\(name)",
                    toPath: "\(test.path)/specs/\(name)"
                )
            }
            #expect(try GitRepository(containing: "\(test.path)/specs").workFolder == nil, "a trap it is")
            #expect(try RepositoryPath("\(test.path)/specs").repository.workFolder == test.path)
            try test.git("clone", "--quiet", "--bare", ".", "nested.git")
            #expect(try RepositoryPath("\(test.path)/nested.git/specs").path == "specs", "named by its own name")
        }
    }

    @Test func aPathElsewhereIsOutside() throws {
        try TestRepository.with { test in
            try test.commit(["specs/a.yaml": "1"])
            let place = try RepositoryPath(test.path)
            #expect(place.path == ".")
            let failure = try #require(throws: GitFailure.self) {
                try RepositoryPath("\(test.path)/../elsewhere", in: place.repository)
            }
            #expect(failure.diagnostic.rule.id == "SP1046")
        }
    }

    @Test func submodulesAndPointersOfLFSAreFindings() throws {
        try TestRepository.with { test in
            let pointer = """
                version https://git-lfs.github.com/spec/v1
                oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
                size 12345

                """
            try test.commit(["specs/a.yaml": "1", "specs/large.yaml": pointer, "lib/large.libsonnet": pointer])
            try test.git("clone", "--quiet", ".", "specs/more")
            try test.git("submodule", "--quiet", "add", "./specs/more", "specs/more")
            try test.commit()
            let folder = try Self.folder("\(test.path)/specs", at: "HEAD")
            let contents = folder.read()
            #expect(contents.files.map(\.path) == ["specs/a.yaml"])
            #expect(contents.diagnostics.map(\.rule.id).sorted() == ["SP1046", "SP1049"])
            let inside = try #require(throws: GitFailure.self) {
                try Self.folder("\(test.path)/specs/more/x", at: "HEAD")
            }
            #expect(inside.diagnostic.rule.id == "SP1046", "a repository of its own, without `x`")
            let importing = JsonnetImportError.unreadable("it is a pointer of Git LFS")
            #expect(throws: importing) { try folder.readImport("../lib/large.libsonnet", from: "specs") }
            // The same on disk, where nobody ran `git lfs pull`.
            #expect(Set(try SpecFolder("\(test.path)/specs").read().diagnostics.map(\.rule.id)) == ["SP1049"])
        }
    }

    @Test func limitsHoldForRevisionsToo() throws {
        try TestRepository.with { test in
            try test.commit(["specs/a.yaml": "12345", "specs/b.yaml": "1", "specs/c/d/e.txt": "1"])
            func found(_ change: (inout SpecLimits) -> Void) throws -> [[String]] {
                var limits = SpecLimits()
                change(&limits)
                let contents = [
                    try Self.folder("\(test.path)/specs", at: "HEAD", limits).read(),
                    try SpecFolder("\(test.path)/specs", limits: limits).read(),
                ]
                #expect(contents[0].diagnostics == contents[1].diagnostics)
                return contents.map { $0.diagnostics.map(\.rule.id) + $0.files.map(\.path) }
            }
            #expect(try found { $0.fileBytes = 4 } == [["SP1010", "specs/b.yaml"], ["SP1010", "specs/b.yaml"]])
            #expect(try found { $0.files = 1 } == [["SP1013"], ["SP1013"]])
            #expect(try found { $0.entries = 3 } == [["SP1013"], ["SP1013"]])
            #expect(try found { $0.pathBytes = 12 } == [["SP1036"], ["SP1036"]])
        }
    }

    /// Ten trees, each ten times in the one above: a repository of a few hundred bytes with ten thousand million files.
    @Test func aTreeThatHoldsItselfOftenIsCutOff() throws {
        try TestRepository.with { test in
            let blob = try test.git("hash-object", "-w", "--stdin", input: "1")
            var tree = try test.git("mktree", input: "100644 blob \(blob)\tx.txt\n")
            for _ in 0..<10 {
                let entries = (0..<10).map { "040000 tree \(tree)\td\($0)\n" }.joined()
                tree = try test.git("mktree", input: entries)
            }
            let top = try test.git("mktree", input: "040000 tree \(tree)\tspecs\n")
            let commit = try test.git("commit-tree", top, "-m", "words")
            var limits = SpecLimits()
            limits.entries = 20_000
            let contents = try Self.folder("\(test.path)/specs", at: commit, limits).read()
            #expect(contents.diagnostics.map(\.rule.id) == ["SP1013"])
        }
    }

    @Test func importsStayInTheRevision() throws {
        try TestRepository.with { test in
            try test.write("specs/a.jsonnet", "1")
            try test.write("lib/b.libsonnet", "old")
            try test.link("lib/c.libsonnet", to: "b.libsonnet")
            try test.link("lib/passwd", to: "/etc/passwd")
            try test.link("up", to: "..")
            let first = try test.commit()
            try test.commit(["lib/b.libsonnet": "new", "lib/new.libsonnet": ""])
            let folder = try Self.folder("\(test.path)/specs", at: first)
            let found = try folder.readImport("../lib/c.libsonnet", from: "specs")
            #expect(found.path == "lib/b.libsonnet")
            #expect(found.bytes == Array("old".utf8))
            let refusals: [(String, JsonnetImportError)] = [
                ("../../x", .leavesRepository), ("/etc/passwd", .absolutePath), ("../lib/passwd", .symbolicLink),
                ("../up/x", .symbolicLink), ("../lib/new.libsonnet", .missing),
            ]
            for (path, reason) in refusals {
                #expect(throws: reason, "\(path)") { try folder.readImport(path, from: "specs") }
            }
        }
    }

    @Test func otherFoldersOfTheRevisionAreRead() throws {
        try TestRepository.with { test in
            let first = try test.commit([
                "f/specs/a.yaml": "1", "f/policies/p.jsonnet": "old", "f/policies/p_test.md": "",
            ])
            try test.commit(["f/policies/p.jsonnet": "new"])
            for folder in [try Self.folder("\(test.path)/f/specs", at: first), try SpecFolder("\(test.path)/f/specs")] {
                let path = try #require(folder.path(beside: "policies"))
                let contents = try #require(folder.read(path, extensions: ["jsonnet"]))
                #expect(contents.files.map(\.path) == ["f/policies/p.jsonnet"])
                #expect(contents.files.map(\.bytes) == [Array((folder.revision == nil ? "new" : "old").utf8)])
                #expect(folder.read("f/none", extensions: ["jsonnet"]) == nil)
            }
            #expect(try Self.folder(test.path, at: first).path(beside: "policies") == nil)
        }
    }

    /// Files, folders and links at random, committed and read both ways.
    @Test func aRevisionIsReadAsItsCheckoutIs() throws {
        var random = SplitMix(seed: 11)
        for _ in 0..<30 {
            try TestRepository.with { test in
                let names = ["a.yaml", "b.json", "c.jsonnet", "d", "e.md", ".f.yaml"]
                func path(_ depth: ClosedRange<Int>) -> String {
                    (0..<Int.random(in: depth, using: &random)).map { _ in
                        names.randomElement(using: &random) ?? ""
                    }.joined(separator: "/")
                }
                for number in 0..<12 { try? test.write("specs/\(path(1...3))", "\(number)") }
                for _ in 0..<8 {
                    let link = "specs/\(path(1...2))"
                    // Not out of the repository: only on disk can be seen whether anything is there.
                    let depth = link.count { $0 == "/" }
                    let up = String(repeating: "../", count: Int.random(in: 0...depth, using: &random))
                    try? test.link(link, to: up + (Bool.random(using: &random) ? "specs/" : "") + path(0...2))
                }
                try test.write("specs/last.yaml", "")
                try test.commit()
                let revision = try Self.folder("\(test.path)/specs", at: "HEAD").read()
                let worktree = try SpecFolder("\(test.path)/specs").read()
                #expect(revision.files.map(\.path) == worktree.files.map(\.path))
                #expect(revision.files.map(\.bytes) == worktree.files.map(\.bytes))
                #expect(revision.diagnostics == worktree.diagnostics)
            }
        }
    }

    private static func folder(_ path: String, at revision: String, _ limits: SpecLimits = SpecLimits()) throws
        -> SpecFolder
    {
        let place = try RepositoryPath(path)
        return try SpecFolder(place, at: place.repository.revision(revision), limits: limits)
    }
}
