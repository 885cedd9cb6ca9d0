package import Diagnostics

extension Rule {
    package static let notACommit = Rule(
        "SP1045",
        title: "revision is not a commit",
        explanation: """
            The revision names a single file, as `main:README.md` does, or a tag of one: it holds no folder of specs. To look for
            where two revisions parted both must be commits; a bare tree, such as `main:fleets`, has no history.
            """
    )
}

extension Diagnostic {
    static func isFile(_ revision: String) -> Diagnostic {
        Diagnostic(
            .notACommit,
            "`\(revision)` is a file, not a commit",
            at: nil,
            help: "name the commit, and the folder or file as the path"
        )
    }

    static func hasNoHistory(_ revision: String) -> Diagnostic {
        Diagnostic(.notACommit, "`\(revision)` is a tree, which has no history", at: nil, help: "name a commit")
    }
}
