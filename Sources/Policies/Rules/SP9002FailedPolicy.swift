package import Diagnostics
import SpecSyntax

extension Rule {
    package static let failedPolicy = Rule(
        "SP9002",
        title: "policy failed",
        explanation: """
            A policy could not be evaluated for this fleet: it ends with an error, asks for a field that does not exist, or takes
            more time or memory than it may. What it would find is not known, so the fleet does not pass. The other policies
            were evaluated.

            The first place is where it failed, the others are the calls that led there. `spindle policy input` prints the fleet
            as policies see it. No key is ever missing there, and what is not set is `null`:

            ```jsonnet
            if model.metadata.team == null || model.metadata.team == 'search'
            ```
            """
    )
}

extension Diagnostic {
    /// What `cause` says of an evaluation, as a finding about a policy. What is wrong with the file itself, such as a comma
    /// that is missing, stays what it is.
    /// - Parameter policy: the path of its file.
    static func failedPolicy(_ policy: String, because cause: Diagnostic) -> Diagnostic {
        var diagnostic = cause
        switch cause.rule {
        case .jsonnetRuntime:
            diagnostic.help = cause.help ?? "`spindle policy input` prints the fleet as policies see it"
        case .jsonnetLimit:
            diagnostic.help = "check that every function that calls itself comes to an end, and how much it gives"
        // Of what the policy gives, not of its text.
        case .nestedTooDeep, .tooMany: return .wrongPolicy(cause)
        default: return cause
        }
        diagnostic.rule = .failedPolicy
        diagnostic.message = "policy `\(policy)` failed: \(cause.message)"
        return diagnostic
    }

    /// - Parameter file: of the policy.
    static func policyNotReached(at file: FileID) -> Diagnostic {
        Diagnostic(
            .failedPolicy,
            "this policy was not evaluated, since others took all the time there is",
            at: Label(Span(file: file, lower: 0, upper: 0)),
            help: "mend the policies that take too much; then this one has its turn"
        )
    }
}
