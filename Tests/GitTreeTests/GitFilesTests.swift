import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import GitTree

/// The files of a revision.
@Suite struct GitFilesTests {
    @Test func entriesHaveKindsAndAreSortedByBytes() throws {
        try TestRepository.with { test in
            try test.commit(["lib/x": "1"])
            try test.write("b.yaml", "1")
            try test.write("B", "2")
            // git itself sorts a folder as if its name ended with a slash: `a.b`, `a/`.
            try test.write("a/x", "3")
            try test.write("a.b", "4")
            try test.link("link", to: "b.yaml")
            try test.git("clone", "--quiet", ".", "sub")
            try test.git("submodule", "--quiet", "add", "./sub", "sub")
            let files = try Self.files(test, at: test.commit())
            let entries = try files.entries(of: ".")
            #expect(
                entries.map(\.name) == [".gitmodules", "B", "a", "a.b", "b.yaml", "lib", "link", "sub"]
            )
            #expect(
                entries.map(\.kind) == [.file, .file, .folder, .file, .file, .folder, .link, .submodule]
            )
            #expect(try files.kind(of: "a/x") == .file)
            #expect(try files.kind(of: "./a/./x") == .file)
            #expect(try files.kind(of: "sub/x") == nil)
            #expect(try files.kind(of: "b.yaml/x") == nil)
            #expect(try files.entries(of: "b.yaml").isEmpty)
            #expect(try files.read("link", limit: 100) == Array("b.yaml".utf8))
        }
    }

    @Test func aFileAboveTheLimitIsNotLoaded() throws {
        try TestRepository.with { test in
            let files = try Self.files(test, at: test.commit(["a": "12345"]))
            #expect(try files.read("a", limit: 5) == Array("12345".utf8))
            #expect(try files.read("a", limit: 4) == nil)
            for path in [".", "none"] {
                let failure = try #require(throws: GitFailure.self) { try files.read(path, limit: 5) }
                #expect(failure.diagnostic.rule.id == "SP1046")
            }
        }
    }

    @Test func linksLeadWhereLinuxWouldLead() throws {
        try TestRepository.with { test in
            try test.write("specs/a.yaml", "1")
            try test.write("shared/deep/b.yaml", "2")
            try test.link("specs/b.yaml", to: "../shared/deep/b.yaml")
            try test.link("alias", to: "shared/./deep/")
            try test.link("specs/c.yaml", to: "../alias/../deep/b.yaml")
            try test.link("specs/d.yaml", to: "c.yaml")
            try test.link("out", to: "../elsewhere")
            try test.link("specs/out.yaml", to: "../out/x.yaml")
            try test.link("absolute", to: "/etc/passwd")
            try test.link("loop", to: "specs/../loop")
            try test.link("one", to: "two")
            try test.link("two", to: "one")
            try test.link("gone", to: "nowhere")
            try test.link("root", to: "specs/..")
            try test.link("file", to: "specs/a.yaml/x")
            let files = try Self.files(test, at: test.commit())
            let inside = "shared/deep/b.yaml"
            for path in ["specs/b.yaml", "specs/c.yaml", "specs/d.yaml", "alias/b.yaml", "root/alias/b.yaml"] {
                #expect(try files.destination(of: path) == .inside(inside), "\(path)")
            }
            for path in ["out", "specs/out.yaml", "absolute", "absolute/x", "..", "specs/../.."] {
                #expect(try files.destination(of: path) == .outside, "\(path)")
            }
            for path in ["loop", "one", "gone", "gone/x", "none", "specs/a.yaml/x", "file"] {
                #expect(try files.destination(of: path) == .nowhere, "\(path)")
            }
            for path in ["root", ".", "", "specs/.."] { #expect(try files.destination(of: path) == .inside(".")) }
        }
    }

    @Test func whatIsMissingIsLookedForBeside() throws {
        try TestRepository.with { test in
            let files = try Self.files(
                test,
                at: test.commit(["fleets/research/a.yaml": "1", "fleets/live/b.yaml": "2"])
            )
            func finding(_ path: String) throws -> Diagnostic {
                try #require(throws: GitFailure.self) { try files.locate(path) }.diagnostic
            }
            #expect(try files.locate("fleets/live") == "fleets/live")
            let near = try finding("fleets/reserch/models")
            #expect(near.rule.id == "SP1046")
            #expect(near.message.hasPrefix("there is no `fleets/reserch` in "))
            #expect(near.help == "did you mean `fleets/research`?")
            #expect(try finding("fleets/x").help == "`fleets/` holds live and research")
            #expect(try finding("specs").help == "the revision holds fleets")
        }
    }

    @Test func aSubmoduleHasNoFiles() throws {
        try TestRepository.with { test in
            try test.commit(["a.yaml": "1"])
            try test.git("clone", "--quiet", ".", "specs")
            try test.git("submodule", "--quiet", "add", "./specs", "specs")
            let files = try Self.files(test, at: test.commit())
            for path in ["specs", "specs/models"] {
                let failure = try #require(throws: GitFailure.self) { try files.locate(path) }
                #expect(failure.diagnostic.rule.id == "SP1046")
                #expect(failure.diagnostic.message == "`specs` is a submodule, whose files are no part of the revision")
            }
            let failure = try #require(throws: GitFailure.self) { try files.read("specs", limit: 1000) }
            #expect(failure.diagnostic.message == "`specs` is a submodule, whose files are no part of the revision")
        }
    }

    // MARK: Damage

    @Test func aMissingObjectIsAFinding() throws {
        try TestRepository.with { test in
            let commit = try test.commit(["specs/a.yaml": "1"])
            let blob = try test.git("rev-parse", "HEAD:specs/a.yaml")
            let files = try Self.files(test, at: commit)
            try FileManager.default.removeItem(atPath: test.looseObject(blob))
            #expect(try files.kind(of: "specs/a.yaml") == .file)
            let failure = try #require(throws: GitFailure.self) { try files.read("specs/a.yaml", limit: 10) }
            #expect(failure.diagnostic.rule.id == "SP1048")
            #expect(failure.diagnostic.message.hasPrefix("git cannot read `specs/a.yaml` in "))
            #expect(failure.diagnostic.help?.contains("git fsck") == true)
            try FileManager.default.removeItem(atPath: test.looseObject(commit))
            let lost = try #require(throws: GitFailure.self) {
                try GitRepository(containing: test.path).revision("main")
            }
            #expect(lost.diagnostic.rule.id == "SP1048")
        }
    }

    /// A file in the place of another, as a broken disk or a forger leaves it: the hash tells.
    @Test func anObjectThatIsNotWhatItsNameSaysIsAFinding() throws {
        try TestRepository.with { test in
            let commit = try test.commit(["a.yaml": "1", "b.yaml": "2"])
            let (a, b) = (try test.git("rev-parse", "HEAD:a.yaml"), try test.git("rev-parse", "HEAD:b.yaml"))
            try FileManager.default.removeItem(atPath: test.looseObject(a))
            try FileManager.default.copyItem(atPath: test.looseObject(b), toPath: test.looseObject(a))
            let files = try Self.files(test, at: commit)
            let failure = try #require(throws: GitFailure.self) { try files.read("a.yaml", limit: 10) }
            #expect(failure.diagnostic.rule.id == "SP1048")
            #expect(try files.read("b.yaml", limit: 10) == Array("2".utf8))
        }
    }

    @Test func aPartialCloneSaysSo() throws {
        try TestRepository.with { test in
            try test.commit(["a.yaml": "1"])
            try test.git("config", "uploadpack.allowFilter", "true")
            try test.git(
                "clone",
                "--quiet",
                "--no-checkout",
                "--filter=blob:none",
                "file://\(test.path)",
                "../partial"
            )
            let files = try Self.files(test.beside("partial"), at: "HEAD")
            let failure = try #require(throws: GitFailure.self) { try files.read("a.yaml", limit: 10) }
            #expect(failure.diagnostic.rule.id == "SP1048")
            #expect(failure.diagnostic.help?.contains("partial clone") == true)
        }
    }

    /// What libgit2 itself runs for ever over, or writes past its memory for.
    @Test(arguments: [true, false])
    func anObjectOfAnotherLengthThanItSaysIsAFinding(isCutOff: Bool) throws {
        try TestRepository.with { test in
            let commit = try test.commit(["a.yaml": String(repeating: "a line of a spec\n", count: 500)])
            let id = try test.git("rev-parse", "HEAD:a.yaml")
            let path = URL(filePath: test.looseObject(id))
            let sound = try Data(contentsOf: path)
            try FileManager.default.removeItem(at: path)
            try (isCutOff ? sound.dropLast(10) : Self.stored("blob 1\0and much more than one byte")).write(to: path)
            for name in [id, String(id.prefix(7)), "HEAD:a.yaml"] {
                let failure = try #require(throws: GitFailure.self) {
                    try GitRepository(containing: test.path).revision(name)
                }
                #expect(failure.diagnostic.rule.id == "SP1048")
                #expect(failure.diagnostic.message.contains("it is not as long as it says"))
            }
            let files = try Self.files(test, at: commit)
            let failure = try #require(throws: GitFailure.self) { try files.read("a.yaml", limit: 1 << 20) }
            #expect(failure.diagnostic.rule.id == "SP1048")
        }
    }

    /// Text as a stream of zlib's that compresses nothing (RFC 1950, RFC 1951).
    private static func stored(_ text: String) -> Data {
        let bytes = Array(text.utf8)
        let (low, high) = (UInt8(bytes.count & 255), UInt8(bytes.count >> 8))
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        let checksum = [b >> 8, b & 255, a >> 8, a & 255].map(UInt8.init(truncatingIfNeeded:))
        return Data([0x78, 0x01, 0x01, low, high, ~low, ~high] + bytes + checksum)
    }

    /// Whatever befalls a file of git's, reading gives the bytes that were committed or a finding.
    @Test(arguments: [false, true])
    func damageNeverGivesOtherBytes(isPacked: Bool) throws {
        try TestRepository.with { test in
            let texts = (0..<6).map { number in String(repeating: "line \(number)\n", count: 30 + number) }
            for (number, text) in texts.enumerated() { try test.write("specs/\(number).yaml", text) }
            try test.commit()
            if isPacked {
                try test.git("repack", "-a", "-d", "--quiet")
                try test.git("multi-pack-index", "write")
            }
            let folder = "\(test.path)/.git/objects"
            var random = SplitMix(seed: 7)
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
                let file = URL(filePath: "\(folder)/\(name)")
                guard let sound = try? Data(contentsOf: file) else { continue }
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
                for _ in 0..<12 {
                    var damaged = sound
                    let place = Int.random(in: 0..<sound.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: damaged = sound.prefix(place)
                    case 1: damaged.insert(UInt8.random(in: 0...255, using: &random), at: place)
                    default: damaged[place] ^= UInt8.random(in: 1...255, using: &random)
                    }
                    try damaged.write(to: file)
                    for (number, text) in texts.enumerated() {
                        let bytes = try? Self.files(test, at: "HEAD").read("specs/\(number).yaml", limit: 1 << 16)
                        #expect(bytes == nil || bytes == Array(text.utf8), "\(name)")
                    }
                }
                try sound.write(to: file)
            }
            #expect(try Self.files(test, at: "HEAD").read("specs/3.yaml", limit: 1 << 16) == Array(texts[3].utf8))
        }
    }

    private static func files(_ test: TestRepository, at revision: String) throws -> GitFiles {
        let repository = try GitRepository(containing: test.path)
        return GitFiles(repository, at: try repository.revision(revision))
    }
}
