package import Diagnostics

extension Rule {
    package static let foreignOwner = Rule(
        "SP1041",
        title: "repository of another user",
        explanation: """
            git does not read a repository that belongs to another user, as its settings could be a trap, and neither does Spindle.
            In CI this happens when the checkout was made by one user and the container runs as another.

            Tell git that the repository is trusted, in the settings of the user who runs Spindle; the path must be exactly the one
            in the message, or `*` for all:

                git config --global --add safe.directory /srv/fleet
            """
    )
}

extension Diagnostic {
    static func foreignOwner(_ folder: String) -> Diagnostic {
        Diagnostic(
            .foreignOwner,
            "the repository `\(folder)` belongs to another user",
            at: nil,
            help: "if you trust it: git config --global --add safe.directory \(quoted(folder))"
        )
    }

    /// As a shell takes it.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789/._-+@,:".unicodeScalars.contains($0)
        }
        return isPlain
            ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
