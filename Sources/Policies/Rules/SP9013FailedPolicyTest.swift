package import Diagnostics
import SpecSyntax

extension Rule {
    package static let failedPolicyTest = Rule(
        "SP9013",
        title: "policy test failed",
        explanation: """
            A policy finds other violations in the fleet of a test than the test expects. What is expected and not found has a `-`
            in front, what is found and not expected a `+`. A path means a violation there, whatever it says; an object also
            compares the `message`, `help` or `severity` that it names.
            """
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - name: of the case.
    ///   - difference: lines of expected and found violations.
    static func failedPolicyTest(_ policy: String, _ name: Located<String>, difference: [String]) -> Diagnostic {
        Diagnostic(
            .failedPolicyTest,
            "policy `\(policy)` fails its test `\(name.value.shortened(to: 200))`",
            at: name.label(),
            notes: [(["expected (-) and found (+):"] + difference).joined(separator: "\n")]
        )
    }
}
