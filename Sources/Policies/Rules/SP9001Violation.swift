package import Diagnostics
import Fleet
import SpecSyntax

extension Rule {
    package static let violation = Rule(
        "SP9001",
        title: "policy violated",
        explanation: """
            A rule of your organization does not hold for this fleet. Rules are the Jsonnet files in `policies/`; the finding
            names the one that speaks, and `spindle policy explain ID` prints why it exists and what to do. How much a finding
            weighs is the policy's to say, so that this rule comes as an error, a warning or a note.

            The place is the line of the specs that set the value. A violation cannot be accepted in the specs by `allow`: who
            owns the policies decides, by an entry in `policies/settings.yaml` with a reason and a last day.

            ```yaml
            exemptions:
              - policy: gpu-approval
                path: environments.staging.models.deepseek-r1
                reason: Staging has no H200 until the new nodes are there.
                expires: 2026-06-30
            ```
            """
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - place: what set the value in the specs.
    ///   - source: the path of the policy's file.
    static func violation(
        _ violation: Violation,
        of policy: Policy,
        _ severity: Severity,
        at place: Span?,
        source: String
    ) -> Diagnostic {
        var diagnostic = Diagnostic(
            .violation,
            "policy `\(policy.id)`: \(violation.message)",
            at: place.map { Label($0, "against `\(policy.id)`") },
            notes: ["\(policy.title.shortened(to: 200)) (\(source))"],
            help: violation.help,
            path: violation.path.description
        )
        diagnostic.severity = severity
        return diagnostic
    }
}
