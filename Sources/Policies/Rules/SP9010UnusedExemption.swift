package import Diagnostics
import Fleet
import SpecSyntax

extension Rule {
    package static let unusedExemption = Rule(
        "SP9010",
        .warning,
        title: "exemption without use",
        explanation: """
            An exemption covers no violation: its cause is gone, or its path does not lead where it was meant to. Left in place it
            would silently cover the next violation there, which nobody has agreed to.

            A path covers its place and all beneath it; `*` stands for any one name. `spindle check` prints the path of each
            violation in its JSON output.
            """
    )
}

extension Diagnostic {
    static func unusedExemption(_ exemption: Exemption, from policy: String) -> Diagnostic {
        Diagnostic(
            .unusedExemption,
            "the exemption from policy `\(policy)` covers no violation",
            at: exemption.path?.label("nothing violates it here"),
            help: "remove it, or correct its path"
        )
    }
}
