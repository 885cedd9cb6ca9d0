package import Diagnostics

extension Rule {
    package static let missingHistory = Rule(
        "SP1047",
        title: "missing history",
        explanation: """
            A commit is needed that a shallow clone has not fetched, or two revisions have no common ancestor. CI often fetches
            the last commit alone; to look at others it needs the history:

            - GitHub Actions: `actions/checkout` with `fetch-depth: 0`
            - GitLab CI: `GIT_DEPTH: 0`
            - anywhere: `git fetch --unshallow`
            """
    )
}

extension Diagnostic {
    /// - Parameter what: a revision, or words.
    static func shallow(_ what: String, in folder: String) -> Diagnostic {
        Diagnostic(
            .missingHistory,
            "\(what) is not in the shallow clone `\(folder)`",
            at: nil,
            help: "run `git fetch --unshallow`; in CI, fetch the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`)"
        )
    }

    static func unrelated(_ a: GitRevision, _ b: GitRevision) -> Diagnostic {
        Diagnostic(.missingHistory, "\(a) and \(b) have no common ancestor", at: nil)
    }
}
