package import Diagnostics

extension Rule {
    package static let noRepository = Rule(
        "SP1040",
        title: "no git repository",
        explanation: """
            A revision was asked for, with `--rev` or by `spindle diff`, of specs that lie in no git repository, or in one that
            cannot be opened.

            PATH decides which repository is read: the nearest one at or above it. PATH need not exist on disk, as the folder may
            be gone since; it is where the specs are, or would be, in the checkout. In a bare repository it is written as if the
            repository itself were the checkout: `spindle check --rev main /srv/fleet.git/specs`. `GIT_DIR` and the like are not
            looked at.
            """
    )
}

extension Diagnostic {
    static func noRepository(_ folder: String) -> Diagnostic {
        Diagnostic(
            .noRepository,
            "`\(folder)` is in no git repository",
            at: nil,
            help:
                "name a folder of a repository, such as `/srv/fleet.git/specs`, or leave out the revision to read from disk"
        )
    }

    static func cannotOpen(_ folder: String, because reason: String) -> Diagnostic {
        Diagnostic(.noRepository, "cannot open the git repository of `\(folder)`: \(reason)", at: nil)
    }
}
