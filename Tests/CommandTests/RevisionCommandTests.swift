import Foundation
import TestSupport
import Testing

/// `--rev` as a user meets it.
@Suite struct RevisionCommandTests {
    @Test func checksARevisionWithoutACheckout() throws {
        try Self.with { test in
            let first = try test.commit()
            try test.write("specs/fleet.yaml", "nonsense: [")
            let outcome = try test.spindle("check", "--rev", "main")
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error == "checked 1 model in 1 environment at main (\(first.prefix(8)))\n")
            #expect(try test.spindle("check").status == 1)
            #expect(try test.spindle("plan", "--rev", "main").output.contains("tiny"))
        }
    }

    @Test func diagnosticsShowTheLinesOfTheRevision() throws {
        try Self.with(replacing: "gpus: 1}", by: "gpu: 1}") { test in
            try test.commit()
            try test.write("specs/fleet.yaml", CommandTests.fleet)
            let outcome = try test.spindle("check", "--rev", "HEAD")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("--> specs/fleet.yaml:10:27"))
            #expect(outcome.error.contains("10 | placement: {pool: laptop, gpu: 1}"))
        }
    }

    @Test func jsonnetImportsWhatTheRevisionHolds() throws {
        try TestRepository.with { test in
            let program = """
                local small = import '../lib/small.libsonnet';
                [small { apiVersion: 'spindle/v1alpha1' }]
                """
            try test.write("specs/rest.yaml", Self.after("---\n", in: CommandTests.fleet))
            try test.write("specs/fleet.jsonnet", program)
            try test.write("lib/small.libsonnet", "{kind: 'Fleet', metadata: {name: 'small'}}")
            try test.commit()
            try test.git("rm", "--quiet", "-r", "lib")
            let outcome = try test.spindle("check", "--rev", "HEAD")
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(try test.spindle("check").error.contains("SP1033"))
        }
    }

    @Test func compilesWhatTheCheckoutWouldCompileTo() throws {
        try Self.with { test in
            try test.commit()
            #expect(try test.spindle("compile", "--out", "here").status == 0)
            try test.git("rm", "--quiet", "-r", "specs")
            let outcome = try test.spindle("compile", "--rev", "HEAD", "--out", "there")
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error.contains("into there: "))
            #expect(try Self.files("\(test.path)/here") == Self.files("\(test.path)/there"))
            #expect(try test.spindle("compile", "--rev", "HEAD").status == 0)
            #expect(try Self.files("\(test.path)/generated") == Self.files("\(test.path)/here"), "beside specs/")
        }
    }

    @Test func generatedIsComparedAsItIsInTheRevision() throws {
        try Self.with { test in
            try test.commit()
            let missing = try test.spindle("check", "--generated", "--rev", "HEAD")
            #expect(missing.status == 3)
            #expect(missing.error.contains("SP7012"))
            #expect(try test.spindle("compile").status == 0)
            #expect(try test.spindle("check", "--generated", "--rev", "HEAD").status == 3, "not committed yet")
            try test.commit()
            try FileManager.default.removeItem(atPath: "\(test.path)/generated")
            #expect(try test.spindle("check", "--generated", "--rev", "HEAD").status == 0)
            #expect(try test.spindle("check", "--generated").status == 3)
            try test.git("checkout", "--quiet", ".")
            try test.commit(["generated/local/agent/router.json": "{}"])
            let edited = try test.spindle("check", "--generated", "--rev", "HEAD")
            #expect(edited.status == 3)
            #expect(edited.error.contains("SP7011"))
            #expect(try test.spindle("check", "--generated", "--rev", "HEAD~1").status == 0)
            let elsewhere = try test.spindle("check", "--generated", "--rev", "HEAD~1", "--out", "other")
            #expect(elsewhere.status == 3)
        }
    }

    @Test func bareRepositoriesAndWorktreesAreRead() throws {
        try Self.with { test in
            try test.commit()
            try test.git("clone", "--quiet", "--bare", ".", "../fleet.git")
            let bare = test.beside("fleet.git")
            #expect(try bare.spindle("check", "--rev", "main").status == 0, "as seen from inside")
            #expect(try test.spindle("check", "--rev", "main", "\(bare.path)/specs").status == 0)
            let outcome = try bare.spindle("compile", "--rev", "main")
            #expect(outcome.status == 2)
            #expect(outcome.error.contains("`--out` is needed"))
            #expect(try bare.git("rev-parse", "--is-bare-repository") == "true")
            #expect(!FileManager.default.fileExists(atPath: "\(bare.path)/generated"))
            try bare.git("worktree", "add", "--quiet", "-b", "fix", "../fix", "main")
            #expect(try test.beside("fix").spindle("check", "--rev", "fix").status == 0)
        }
    }

    @Test func whatCannotBeReadIsADiagnostic() throws {
        try Self.with { test in
            try test.commit()
            let unknown = try test.spindle("check", "--rev", "mian")
            #expect(unknown.status == 1)
            #expect(
                unknown.error.contains("error[SP1043]: there is no revision `mian`\n   = help: did you mean `main`?")
            )
            for command in ["plan", "compile"] {
                #expect(try test.spindle(command, "--rev", "mian").error.contains("SP1043"))
            }
            let json = try test.spindle("check", "--rev", "main", "--format", "json", "fleets")
            #expect(json.status == 1)
            #expect(json.output.contains("\"SP1046\""))
            #expect(!FileManager.default.fileExists(atPath: "\(test.path)/generated"))
            let piped = try test.spindle("check", "--rev", "main", "-")
            #expect(piped.status == 2)
        }
        let outside = try withTemporaryFolder { try SpindleProcess.run("check", "--rev", "main", in: $0) }
        #expect(outside.status == 1)
        #expect(outside.error.contains("SP1040"))
    }

    /// A library that cannot be opened stands in for one that is not there.
    @Test func onlyARevisionNeedsTheLibrary() throws {
        try Self.with { test in
            try test.commit()
            for minor in 0..<20 { try test.beside("lib").write("libgit2.so.1.\(minor)", "") }
            let environment = test.environment.merging(["LD_LIBRARY_PATH": test.beside("lib").path]) { $1 }
            let worktree = try SpindleProcess.run("check", in: test.path, environment: environment)
            #expect(worktree.status == 0, "\(worktree.error)")
            let revision = try SpindleProcess.run("check", "--rev", "main", in: test.path, environment: environment)
            #expect(revision.status == 1)
            #expect(revision.error.contains("error[SP1040]: cannot open the git repository"))
            #expect(revision.error.contains("libgit2.so"), "\(revision.error)")
        }
    }

    // MARK: Owners

    /// Only root can give a folder away.
    @Test(.enabled(if: getuid() == 0), arguments: [false, true])
    func aRepositoryOfAnotherUserNeedsTrust(isBare: Bool) throws {
        try Self.with { test in
            try test.commit()
            var path = test.path
            if isBare {
                try test.git("clone", "--quiet", "--bare", ".", "../fleet's.git")
                path = test.beside("fleet's.git").path
            }
            for name in [""] + (FileManager.default.subpaths(atPath: path) ?? []) {
                #expect(lchown("\(path)/\(name)", 1234, 1234) == 0)
            }
            let config = "\(test.environment["HOME"] ?? "")/.gitconfig"
            let quoted = isBare ? "'\(path.replacing("'", with: "'\\''"))'" : path
            // Without any setting and with one for somewhere else libgit2 fails in two ways.
            for settings in ["", "[safe]\n\tdirectory = /elsewhere\n"] {
                try Data(settings.utf8).write(to: URL(filePath: config))
                let refused = try test.spindle("check", "--rev", "main", "\(path)/specs")
                #expect(refused.status == 1)
                #expect(refused.error.contains("error[SP1041]: the repository `\(path)` belongs to another user"))
                #expect(
                    refused.error.contains("git config --global --add safe.directory \(quoted)\n"),
                    "\(refused.error)"
                )
            }
            // What the message proposes, word for word.
            let proposal = "git config --global --add safe.directory \(quoted)"
            _ = try test.shell(proposal)
            let trusted = try test.spindle("check", "--rev", "main", "\(path)/specs")
            #expect(trusted.status == 0, "\(trusted.error)")
            try Data("[safe]\n\tdirectory = *\n".utf8).write(to: URL(filePath: config))
            #expect(try test.spindle("check", "--rev", "main", "\(path)/specs").status == 0)
            try Data("[safe]\n\tdirectory = *\n\tdirectory =\n".utf8).write(to: URL(filePath: config))
            #expect(try test.spindle("check", "--rev", "main", "\(path)/specs").status == 1, "taken back")
        }
    }

    // MARK: Hooks

    /// What a hook leaves in the environment leads nowhere else.
    @Test func variablesOfGitAreNotLookedAt() throws {
        try Self.with { test in
            try test.commit()
            let other = test.beside("other")
            try test.git("init", "--quiet", "../other")
            let leftovers = [
                "GIT_DIR": "\(other.path)/.git", "GIT_WORK_TREE": other.path, "GIT_INDEX_FILE": "/nowhere",
                "GIT_OBJECT_DIRECTORY": "/nowhere", "GIT_COMMON_DIR": "/nowhere", "GIT_NAMESPACE": "x",
                "GIT_QUARANTINE_PATH": "/nowhere",
            ]
            let outcome = try SpindleProcess.run(
                "check",
                "--rev",
                "main",
                in: test.path,
                environment: test.environment.merging(leftovers) { $1 }
            )
            #expect(outcome.status == 0, "\(outcome.error)")
        }
    }

    /// A server checks what is pushed before it takes it: the commits are not in the repository yet.
    @Test func aHookChecksWhatIsPushed() throws {
        try Self.with { test in
            try test.commit()
            try test.git("clone", "--quiet", "--bare", ".", "../fleet.git")
            let hook = "\(test.beside("fleet.git").path)/hooks/pre-receive"
            let script = """
                #!/bin/sh
                while read old new name; do '\(SpindleProcess.executable)' check --rev "$new" || exit 1; done
                """
            try Data(script.utf8).write(to: URL(filePath: hook))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
            try test.commit(["README.md": "words"])
            try test.git("push", "--quiet", "../fleet.git", "main")
            try test.commit(["specs/fleet.yaml": CommandTests.fleet.replacing("gpus: 1}", with: "gpu: 1}")])
            let refused = try #require(throws: TestRepository.Failure.self) {
                try test.git("push", "--quiet", "../fleet.git", "main")
            }
            #expect(refused.description.contains("error[SP1020]: unknown key `gpu`"))
        }
    }

    // MARK: Repositories

    /// A repository with a sound fleet that is not committed yet.
    private static func with(
        replacing old: String = "",
        by new: String = "",
        _ body: (TestRepository) throws -> Void
    ) throws {
        try TestRepository.with { test in
            try test.write("specs/fleet.yaml", CommandTests.fleet.replacing(old, with: new))
            try body(test)
        }
    }

    private static func after(_ mark: String, in text: String) -> String {
        text.range(of: mark).map { String(text[$0.upperBound...]) } ?? text
    }

    private static func files(_ folder: String) throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
            }
        )
    }
}

extension TestRepository {
    fileprivate func spindle(_ arguments: String...) throws -> SpindleProcess.Outcome {
        try SpindleProcess.run(SpindleProcess.executable, arguments, in: path, environment: environment)
    }

    fileprivate func shell(_ line: String) throws -> SpindleProcess.Outcome {
        try SpindleProcess.run("/bin/sh", ["-c", line], in: path, environment: environment)
    }
}
