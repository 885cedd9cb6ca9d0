package import Diagnostics

extension Rule {
    package static let unknownRevision = Rule(
        "SP1043",
        title: "unknown revision",
        explanation: """
            No commit goes by that name in the repository. A revision is what `git rev-parse` takes: a branch, a tag, an id or its
            first digits, and steps from there such as `main~2`, `v1.4^` or `main@{yesterday}`. A range such as `main..fix` is two.

            A branch of a remote has the remote's name in front: `origin/main`. CI often fetches the one branch that it builds:
            fetch the other, with `git fetch origin main` for example. A repository without a commit has no revision at all.
            """
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - known: names of branches and tags.
    ///   - fetches: whether there is a remote to get more from.
    static func unknownRevision(_ name: String, known: [String], fetches: Bool) -> Diagnostic {
        let remote = known.first { $0.hasSuffix("/\(name)") }
        let help =
            if let suggestion = remote ?? nearest(to: name, among: known) {
                "did you mean `\(suggestion)`?"
            } else if fetches {
                "fetch it (`git fetch origin`), or take one of \(known.listed("or"))"
            } else {
                "branches and tags are \(known.listed())"
            }
        return Diagnostic(.unknownRevision, "there is no revision `\(name)`", at: nil, help: help)
    }

    static func unknownStep(_ revision: String, from base: String) -> Diagnostic {
        Diagnostic(
            .unknownRevision,
            "there is no revision `\(revision)`, though there is `\(base)`",
            at: nil,
            help: "`git log \(base)` shows how far back it goes"
        )
    }

    static func revisionRange(_ range: String) -> Diagnostic {
        Diagnostic(.unknownRevision, "`\(range)` names two revisions; one is wanted", at: nil)
    }

    static func noCommit(in folder: String) -> Diagnostic {
        Diagnostic(
            .unknownRevision,
            "the repository `\(folder)` has no commit yet",
            at: nil,
            help: "commit the specs first, or leave out the revision to read from disk"
        )
    }

    static func noDefaultBranch(known: [String]) -> Diagnostic {
        Diagnostic(
            .unknownRevision,
            "the repository does not say which branch is its main one",
            at: nil,
            notes: ["looked for origin/HEAD, the setting init.defaultBranch, main and master"],
            help: "name a revision; branches and tags are \(known.listed())"
        )
    }
}
