package import Diagnostics
import SpecSyntax

extension Rule {
    package static let unreadPolicyFile = Rule(
        "SP9011",
        .warning,
        title: "nothing read in the folder of policies",
        explanation: """
            Policies are the `.jsonnet` files of the folder, and `settings.yaml` in it holds severities and exemptions. A YAML file
            of another name is not read, so that what it says has no effect; a folder without a policy checks nothing. Data that
            policies import belongs into a folder of its own beneath, such as `policies/data/`.
            """
    )
}

extension Diagnostic {
    static func unreadPolicyFile(_ file: FileID, named name: String) -> Diagnostic {
        Diagnostic(
            .unreadPolicyFile,
            "`\(name)` is not read",
            at: Label(Span(file: file, lower: 0, upper: 0)),
            help:
                "severities and exemptions are in `\(PolicyFolder.settings)`; put data of policies into a folder beneath"
        )
    }

    /// - Parameter span: of a document behind the first.
    static func unreadDocument(_ span: Span, in file: String) -> Diagnostic {
        Diagnostic(
            .unreadPolicyFile,
            "only the first document of `\(file)` is read",
            at: Label(span.start, "a further one"),
            help: "move what it says into the first"
        )
    }

    static func noPolicies(in folder: String) -> Diagnostic {
        Diagnostic(
            .unreadPolicyFile,
            "`\(folder)` holds no policy",
            at: nil,
            help: "a policy is a `.jsonnet` file; `spindle explain SP9003` shows its form"
        )
    }
}
