package import Diagnostics
import SpecSyntax

extension Rule {
    package static let duplicatePolicy = Rule(
        "SP9006",
        title: "two policies of one id",
        explanation: """
            Two files define policies of the same id. Exemptions, severities and tests name policies by their id, and would speak
            of both. Most often a file was copied to start a new policy: give it an id of its own, such as the name of the file.
            """
    )
}

extension Diagnostic {
    static func duplicatePolicy(_ policy: Policy, first: Policy) -> Diagnostic {
        Diagnostic(
            .duplicatePolicy,
            "there are two policies `\(policy.id)`",
            at: Label(policy.span, "the second"),
            and: [Label(first.span, "the first")],
            help: "give one of them another id"
        )
    }
}
