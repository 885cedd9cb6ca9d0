package import Diagnostics

extension Rule {
    package static let notInRevision = Rule(
        "SP1046",
        title: "path not in the revision",
        explanation: """
            The folder or file is not among the files of that revision. It may have had another name then, or may not have been
            committed. The path is that in the checkout, as seen from the current folder.

            The files of a submodule are in a repository of their own and no part of the revision: name a folder of the submodule
            and a revision of it, or keep the specs in the repository itself.
            """
    )
}

extension Diagnostic {
    /// - Parameter known: what there is beside it.
    static func notInRevision(_ path: String, _ revision: GitRevision, known: [String]) -> Diagnostic {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let folder = path.dropLast(name.count)
        let help =
            if let suggestion = nearest(to: name, among: known) {
                "did you mean `\(folder)\(suggestion)`?"
            } else {
                "\(folder.isEmpty ? "the revision" : "`\(folder)`") holds \(known.listed())"
            }
        return Diagnostic(
            .notInRevision,
            "there is no `\(path)` in \(revision)",
            at: nil,
            help: known.isEmpty ? nil : help
        )
    }

    static func notAFile(_ path: String, _ revision: GitRevision) -> Diagnostic {
        Diagnostic(.notInRevision, "`\(path)` is no file in \(revision)", at: nil)
    }

    package static func outsideOfRepository(_ path: String, _ repository: String) -> Diagnostic {
        Diagnostic(.notInRevision, "`\(path)` lies outside of the repository `\(repository)`", at: nil)
    }

    package static func submodule(_ path: String) -> Diagnostic {
        Diagnostic(
            .notInRevision,
            "`\(path)` is a submodule, whose files are no part of the revision",
            at: nil,
            help: "keep specs in the repository itself, or name a revision of the submodule"
        )
    }
}
