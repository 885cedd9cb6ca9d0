package import Diagnostics

extension Rule {
    package static let unsupportedRepository = Rule(
        "SP1042",
        title: "unsupported repository format",
        explanation: """
            The repository is of a format that libgit2, through which Spindle reads revisions, does not know: objects named by
            SHA-256 (`git init --object-format=sha256`), references in a reftable (`--ref-format=reftable`), or another extension.

            The worktree of such a repository can be checked as ever, without `--rev`: check the revision out first, for example
            with `git worktree add`. `git refs migrate --ref-format=files` turns a reftable into files.
            """
    )
}

extension Diagnostic {
    static func unsupportedRepository(_ folder: String, _ what: String) -> Diagnostic {
        Diagnostic(
            .unsupportedRepository,
            "revisions of `\(folder)` cannot be read: \(what)",
            at: nil,
            help: "check the revision out (`git worktree add`) and run without a revision there"
        )
    }
}
