package import Diagnostics
import SpecSyntax

extension Rule {
    package static let tooManyViolations = Rule(
        "SP9005",
        title: "too many violations",
        explanation: """
            One policy finds more violations than are reported. A rule that nearly every model breaks is either not yet one, or it
            is wrong; ten thousand lines help nobody. What is not reported is not known to be exempt either, so that this is an
            error whatever the severity of the policy.

            Let a violation speak of what the models have in common (`defaults` of the fleet, an environment), start with the
            environments where the rule is to hold first, or correct its condition.
            """
    )
}

extension Diagnostic {
    static func tooManyViolations(_ count: Int, reported: Int, at span: Span) -> Diagnostic {
        Diagnostic(
            .tooManyViolations,
            "the policy finds \(count) violations, of which \(reported) are reported",
            at: Label(span),
            help: "report what the models have in common, or correct the condition"
        )
    }
}
