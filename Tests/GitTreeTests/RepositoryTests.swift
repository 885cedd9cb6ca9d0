import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import GitTree

/// Which repository a folder lies in, and those that cannot be read.
@Suite struct RepositoryTests {
    @Test func aFolderLiesInTheNearestRepository() throws {
        try TestRepository.with { test in
            try test.commit(["specs/a/b.yaml": "1"])
            let repository = try GitRepository(containing: "\(test.path)/specs/a")
            #expect(repository.workFolder == test.path)
            #expect(repository.gitFolder == "\(test.path)/.git")
            #expect(!repository.isShallow)
        }
    }

    @Test func aBareRepositoryHasNoWorkFolder() throws {
        try TestRepository.with { test in
            try test.commit(["specs/a.yaml": "1"])
            try test.git("clone", "--quiet", "--bare", ".", "../bare.git")
            let bare = test.beside("bare.git").path
            for folder in [bare, "\(bare)/refs"] {
                let repository = try GitRepository(containing: folder)
                #expect(repository.workFolder == nil)
                #expect(repository.path == bare)
                #expect(try repository.revision("main").commit != nil)
            }
        }
    }

    /// Each with its own `HEAD`; also where the repository itself is bare and each setting is per worktree.
    @Test(arguments: [false, true])
    func worktreesShareARepository(isBare: Bool) throws {
        try TestRepository.with { test in
            let first = try test.commit(["specs/a.yaml": "1"])
            let second = try test.commit(["specs/a.yaml": "2"])
            var origin = test
            if isBare {
                try test.git("clone", "--quiet", "--bare", ".", "../bare.git")
                origin = test.beside("bare.git")
                try origin.git("config", "extensions.worktreeConfig", "true")
            }
            try origin.git("worktree", "add", "--quiet", "--detach", "../old", first)
            let repository = try GitRepository(containing: "\(test.beside("old").path)/specs")
            #expect(repository.workFolder == test.beside("old").path)
            #expect(try repository.revision("HEAD").commit?.hex == first)
            #expect(try repository.revision("main").commit?.hex == second)
        }
    }

    @Test func objectsMayLieElsewhereAndInPacks() throws {
        try TestRepository.with { test in
            let id = try test.commit(["specs/a.yaml": "1"])
            try test.git("repack", "-a", "-d", "--quiet")
            try test.git("pack-refs", "--all")
            #expect(!FileManager.default.fileExists(atPath: test.looseObject(id)))
            try test.git("clone", "--quiet", "--shared", ".", "../clone")
            for path in [test.path, test.beside("clone").path] {
                let repository = try GitRepository(containing: path)
                let files = GitFiles(repository, at: try repository.revision("main"))
                #expect(try files.read("specs/a.yaml", limit: 10) == Array("1".utf8))
            }
        }
    }

    @Test func aFolderOutsideIsInNone() throws {
        try withTemporaryFolder { folder in
            #expect(Self.failure(folder)?.rule.id == "SP1040")
            try FileManager.default.createDirectory(atPath: "\(folder)/.git", withIntermediateDirectories: true)
            #expect(Self.failure(folder)?.rule.id == "SP1040", "an empty .git is none")
            try FileManager.default.removeItem(atPath: "\(folder)/.git")
            try Data("gitdir: /nowhere\n".utf8).write(to: URL(filePath: "\(folder)/.git"))
            #expect(Self.failure(folder)?.rule.id == "SP1040", "a worktree of a repository that is gone")
            try Data("nonsense".utf8).write(to: URL(filePath: "\(folder)/.git"))
            #expect(Self.failure(folder)?.rule.id == "SP1040")
        }
    }

    @Test func otherFormatsAreNamed() throws {
        try TestRepository.with("--object-format=sha256") { test in
            try test.commit(["specs/a.yaml": "1"])
            let finding = try #require(Self.failure(test.path))
            #expect(finding.rule.id == "SP1042")
            #expect(finding.message == "revisions of `\(test.path)` cannot be read: its objects are named by sha256")
        }
        for (key, words) in [("refStorage", "its references are stored as reftable"), ("madeUp", "extensions.madeup")] {
            try TestRepository.with { test in
                try test.commit(["specs/a.yaml": "1"])
                try test.git("config", "core.repositoryFormatVersion", "1")
                try test.git("config", "extensions.\(key)", "reftable")
                let finding = try #require(Self.failure(test.path))
                #expect(finding.rule.id == "SP1042")
                #expect(finding.message.contains(words))
            }
        }
        try TestRepository.with { test in
            try test.commit(["specs/a.yaml": "1"])
            try test.git("config", "core.repositoryFormatVersion", "7")
            #expect(Self.failure(test.path)?.rule.id == "SP1042")
        }
    }

    @Test func formatsThatReadingDoesNotMindAreRead() throws {
        try TestRepository.with { test in
            let id = try test.commit(["specs/a.yaml": "1"])
            try test.git("config", "core.repositoryFormatVersion", "1")
            for setting in ["objectFormat=sha1", "preciousObjects=true", "partialClone=origin", "worktreeConfig=true"] {
                let parts = setting.split(separator: "=").map(String.init)
                try test.git("config", "extensions.\(parts[0])", parts[1])
            }
            #expect(try GitRepository(containing: test.path).revision("HEAD").commit?.hex == id)
        }
    }

    private static func failure(_ folder: String) -> Diagnostic? {
        do throws(GitFailure) {
            _ = try GitRepository(containing: folder)
            return nil
        } catch {
            return error.diagnostic
        }
    }
}
