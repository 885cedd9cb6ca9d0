import Foundation

/// A git repository of a test, made with the real `git`, which knows nothing of the user's settings.
package struct TestRepository: Sendable {
    /// The folder that is checked out, or the bare repository.
    package let path: String
    /// Stands for the home of a user without settings.
    private let home: String

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Runs a closure with an empty repository whose branch is `main`, and room for others beside it; all is gone
    /// afterwards.
    package static func with<Result>(
        _ options: String...,
        body: (TestRepository) throws -> Result
    ) throws -> Result {
        try withTemporaryFolder { folder in
            let top = URL(filePath: folder).resolvingSymlinksInPath().path
            for name in ["home", "main"] {
                try FileManager.default.createDirectory(atPath: "\(top)/\(name)", withIntermediateDirectories: true)
            }
            let repository = TestRepository(path: "\(top)/main", home: "\(top)/home")
            try repository.git(["init", "--quiet", "--initial-branch=main"] + options)
            return try body(repository)
        }
    }

    /// Another repository or worktree of the same test, `name` beside this one.
    package func beside(_ name: String) -> TestRepository {
        TestRepository(path: URL(filePath: path).deletingLastPathComponent().appending(path: name).path, home: home)
    }

    /// What to run `spindle` and `git` with. Times are fixed, so that the same commits have the same ids.
    package var environment: [String: String] {
        [
            "HOME": home, "XDG_CONFIG_HOME": "\(home)/.config", "PATH": "/usr/local/bin:/usr/bin:/bin",
            "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": "1700000000 +0000",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
            "GIT_COMMITTER_DATE": "1700000000 +0000",
        ]
    }

    /// Runs `git`.
    /// - Returns: what it printed, without the line break at the end.
    @discardableResult
    package func git(_ arguments: String..., input: String = "") throws -> String {
        try git(arguments, input: input)
    }

    @discardableResult
    private func git(_ arguments: [String], input: String = "") throws -> String {
        let local = ["-c", "protocol.file.allow=always", "-c", "gc.auto=0", "-c", "advice.detachedHead=false"]
        let outcome = try SpindleProcess.run(
            "/usr/bin/env",
            ["git"] + local + arguments,
            in: path,
            input: input,
            environment: environment
        )
        guard outcome.status == 0 else {
            throw Failure(description: "git \(arguments.joined(separator: " ")): \(outcome.error)")
        }
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    /// Writes a file of the worktree.
    package func write(_ file: String, _ text: String) throws {
        let url = URL(filePath: "\(path)/\(file)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Makes a symbolic link in the worktree.
    package func link(_ file: String, to target: String) throws {
        let parent = URL(filePath: "\(path)/\(file)").deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(file)", withDestinationPath: target)
    }

    /// Commits the worktree as it is, after some files were written.
    /// - Returns: the id.
    @discardableResult
    package func commit(_ files: [String: String] = [:], _ message: String = "a change") throws -> String {
        for (file, text) in files { try write(file, text) }
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "--message", message)
        return try git("rev-parse", "HEAD")
    }

    /// The file that holds an object as long as it is not packed.
    package func looseObject(_ id: String) -> String {
        let folder = FileManager.default.fileExists(atPath: "\(path)/.git") ? "\(path)/.git" : path
        return "\(folder)/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    }
}
