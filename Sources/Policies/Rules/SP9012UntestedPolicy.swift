package import Diagnostics
import SpecSyntax

extension Rule {
    package static let untestedPolicy = Rule(
        "SP9012",
        .note,
        title: "policy without a test",
        explanation: """
            No test in `policies/tests/` speaks of a policy. A policy that never fires looks just like a fleet that keeps it, so
            each should have a case that breaks it and one that just keeps it. Any number of small fleets takes a few lines:

            ```jsonnet
            {
              policy: 'gpu-approval',
              cases: {
                'more than 8 GPUs need an approver': {
                  models: { big: { placement: { gpus: 16 } } },
                  violations: ['environments.production.models.big.placement.gpus'],
                },
              },
            }
            ```
            """
    )
}

extension Diagnostic {
    static func untestedPolicy(_ policy: Policy, tests: String) -> Diagnostic {
        Diagnostic(
            .untestedPolicy,
            "policy `\(policy.id)` has no test",
            at: Label(policy.span),
            help: "write `\(tests)/\(policy.id).jsonnet`; `spindle explain SP9012` shows its form"
        )
    }
}
