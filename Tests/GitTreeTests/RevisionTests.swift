import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import GitTree

/// Names of revisions, and what is said of those that lead nowhere.
@Suite struct RevisionTests {
    @Test func isWhatGitTakes() throws {
        try TestRepository.with { test in
            let first = try test.commit(["fleets/a.yaml": "1"])
            try test.git("tag", "light")
            try test.git("tag", "--annotate", "--message", "words", "v1")
            try test.git("checkout", "--quiet", "-b", "fix/one")
            let second = try test.commit(["fleets/a.yaml": "2"])
            let repository = try GitRepository(containing: test.path)
            for name in [
                "main", "light", "v1", "HEAD~1", "HEAD^", "@~", first, String(first.prefix(7)), "refs/tags/v1",
            ] {
                let revision = try repository.revision(name)
                #expect(revision.commit?.hex == first, "\(name)")
                #expect(revision.tree.hex == (try test.git("rev-parse", "\(first)^{tree}")), "\(name)")
            }
            for name in ["fix/one", "HEAD", "@", "HEAD@{0}", "main@{0}~0", ":/a change"] {
                #expect(try repository.revision(name).commit?.hex == (name == "main@{0}~0" ? first : second), "\(name)")
            }
            for name in ["main^{tree}", "v1^{tree}"] { #expect(try repository.revision(name).commit == nil) }
            #expect(try repository.revision("main:fleets").tree.hex == (try test.git("rev-parse", "main:fleets")))
            #expect(try repository.revision("main").description == "main (\(first.prefix(8)))")
            #expect(try repository.revision(first).description == "\(first.prefix(8))")
        }
    }

    @Test func anUnknownNameHasASuggestion() throws {
        try TestRepository.with { test in
            try test.commit()
            try test.git("tag", "v1.4")
            try test.git("update-ref", "refs/remotes/origin/staging", "HEAD")
            let repository = try GitRepository(containing: test.path)
            #expect(repository.finding(of: "mian") == ["SP1043", "did you mean `main`?"])
            #expect(repository.finding(of: "v14~2") == ["SP1043", "did you mean `v1.4`?"])
            #expect(repository.finding(of: "staging") == ["SP1043", "did you mean `origin/staging`?"])
            #expect(
                repository.finding(of: "elsewhere")
                    == ["SP1043", "branches and tags are main, v1.4 and origin/staging"]
            )
            #expect(repository.finding(of: "abc").first == "SP1043", "too short for an id")
            #expect(repository.finding(of: "").first == "SP1043")
            #expect(repository.finding(of: "main..v1.4").first == "SP1043")
            #expect(repository.finding(of: "main~^{").first == "SP1043")
            #expect(repository.finding(of: "HEAD~7") == ["SP1043", "`git log HEAD` shows how far back it goes"])
            #expect(repository.finding(of: String(repeating: "12", count: 20)).first == "SP1043")
            try test.git("remote", "add", "origin", "https://git.example.com/fleet.git")
            let fetching = try GitRepository(containing: test.path)
            #expect(fetching.finding(of: "elsewhere").last?.hasPrefix("fetch it (`git fetch origin`)") == true)
        }
    }

    @Test func aRepositoryWithoutACommitHasNoRevision() throws {
        try TestRepository.with { test in
            let repository = try GitRepository(containing: test.path)
            for name in ["HEAD", "@", "main"] { #expect(repository.finding(of: name).first == "SP1043", "\(name)") }
            #expect(throws: GitFailure.self) { try repository.defaultBranch() }
        }
    }

    @Test func aBranchAndATagOfOneNameAreAmbiguousUnlessTheyAgree() throws {
        try TestRepository.with { test in
            try test.commit(["a": "1"])
            try test.git("branch", "release")
            try test.git("tag", "--annotate", "--message", "words", "release")
            #expect(try GitRepository(containing: test.path).revision("release").commit != nil)
            let second = try test.commit(["a": "2"])
            try test.git("tag", "--force", "release")
            let repository = try GitRepository(containing: test.path)
            for name in ["release", "release~0"] {
                #expect(
                    repository.finding(of: name) == ["SP1044", "write `refs/tags/release` or `refs/heads/release`"]
                )
            }
            #expect(try repository.revision("refs/tags/release").commit?.hex == second)
        }
    }

    @Test func digitsOfSeveralObjectsAreAmbiguous() throws {
        try TestRepository.with { test in
            // Both ids start with 5188.
            try test.commit(["a": "text 48\n", "b": "text 95\n"])
            let repository = try GitRepository(containing: test.path)
            let finding = try #require(throws: GitFailure.self) { try repository.revision("5188") }.diagnostic
            #expect(finding.rule.id == "SP1044")
            #expect(finding.notes.count == 2 && finding.notes.allSatisfy { $0.hasPrefix("blob 5188") })
        }
    }

    @Test func aFileIsNoRevision() throws {
        try TestRepository.with { test in
            try test.commit(["a.yaml": "1"])
            try test.git("tag", "file", "HEAD:a.yaml")
            try test.git("tag", "--annotate", "--message", "words", "named", "HEAD:a.yaml")
            let repository = try GitRepository(containing: test.path)
            for name in ["HEAD:a.yaml", "file", "named"] { #expect(repository.finding(of: name).first == "SP1045") }
        }
    }

    // MARK: History

    @Test func theMergeBaseIsWhereBranchesPart() throws {
        try TestRepository.with { test in
            let base = try test.commit(["a": "1"])
            try test.git("branch", "fix")
            try test.commit(["a": "2"])
            try test.git("checkout", "--quiet", "fix")
            try test.commit(["b": "3"])
            let repository = try GitRepository(containing: test.path)
            let (main, fix) = (try repository.revision("main"), try repository.revision("fix"))
            #expect(try repository.mergeBase(of: main, and: fix).commit?.hex == base)
            #expect(try repository.mergeBase(of: fix, and: fix).commit == fix.commit)
            try test.git("checkout", "--quiet", "--orphan", "other")
            try test.commit(["a": "4"])
            let other = try repository.revision("other")
            let unrelated = try #require(throws: GitFailure.self) { try repository.mergeBase(of: main, and: other) }
            #expect(unrelated.diagnostic.rule.id == "SP1047")
            let tree = try repository.revision("main^{tree}")
            let treeless = try #require(throws: GitFailure.self) { try repository.mergeBase(of: main, and: tree) }
            #expect(treeless.diagnostic.rule.id == "SP1045")
        }
    }

    @Test func aShallowCloneLacksHistory() throws {
        try TestRepository.with { test in
            let first = try test.commit(["a": "1"])
            try test.commit(["a": "2"])
            try test.git("checkout", "--quiet", "-b", "fix", first)
            try test.commit(["b": "1"])
            try test.git("checkout", "--quiet", "main")
            try test.git("clone", "--quiet", "--depth=1", "--no-single-branch", "file://\(test.path)", "../shallow")
            let repository = try GitRepository(containing: test.beside("shallow").path)
            #expect(try repository.revision("main").commit != nil)
            #expect(repository.isShallow)
            for name in ["HEAD~1", first] { #expect(repository.finding(of: name).first == "SP1047") }
            #expect(repository.finding(of: "mian") == ["SP1043", "did you mean `main`?"])
            let (main, fix) = (try repository.revision("main"), try repository.revision("origin/fix"))
            let failure = try #require(throws: GitFailure.self) { try repository.mergeBase(of: main, and: fix) }
            #expect(failure.diagnostic.rule.id == "SP1047")
            #expect(failure.diagnostic.help?.contains("git fetch --unshallow") == true)
        }
    }

    @Test func theDefaultBranchIsWhatTheRemoteSays() throws {
        try TestRepository.with { test in
            try test.commit()
            func found() throws -> String { try GitRepository(containing: test.path).defaultBranch() }
            #expect(try found() == "main")
            try test.git("branch", "--move", "main", "master")
            #expect(try found() == "master")
            try test.git("branch", "--move", "master", "trunk")
            let failure = try #require(throws: GitFailure.self) { try found() }
            #expect(failure.diagnostic.help == "name a revision; branches and tags are trunk")
            try test.git("config", "init.defaultBranch", "trunk")
            #expect(try found() == "trunk")
            try test.git("update-ref", "refs/remotes/origin/trunk", "HEAD")
            #expect(try found() == "origin/trunk")
            try test.git("update-ref", "refs/remotes/origin/fleet/live", "HEAD")
            try test.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/fleet/live")
            #expect(try found() == "origin/fleet/live")
            try test.git("clone", "--quiet", "--bare", ".", "../bare.git")
            #expect(try GitRepository(containing: test.beside("bare.git").path).defaultBranch() == "trunk")
        }
    }
}

extension GitRepository {
    /// The id and the help of what is said of a revision; nothing when it is found.
    func finding(of revision: String) -> [String] {
        do throws(GitFailure) {
            _ = try self.revision(revision)
            return []
        } catch {
            return [error.diagnostic.rule.id, error.diagnostic.help].compactMap(\.self)
        }
    }
}
