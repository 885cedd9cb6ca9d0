package import Diagnostics
import Fleet
import SpecSyntax

extension Rule {
    package static let unknownPath = Rule(
        "SP9004",
        title: "violation of what does not exist",
        explanation: """
            A policy reports a violation at a path that the fleet has not, so no line of the specs can be shown, no exemption can
            cover it, and what the policy means stays open. Paths are those of `spindle policy input`: start from the `path` of a
            model, an environment, a pool, a route or a tenant, and add keys behind it.

            ```jsonnet
            spindle.violation(model.path + '.placement.gpus', …)
            ```

            A key with a point in it, such as that of a label, stands in quotes: `metadata.labels."example.com/owner"`.
            """
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - component: the first part of the path that is not there.
    ///   - known: what is there instead.
    static func unknownPath(
        _ violation: Violation,
        of policy: Policy,
        component: String,
        known: [String]
    ) -> Diagnostic {
        let suggestion = nearest(to: component, among: known)
        let path = violation.path.description.shortened(to: 200)
        return Diagnostic(
            .unknownPath,
            "policy `\(policy.id)` finds a violation at `\(path)`, and the fleet has no `\(component.shortened)` there",
            at: Label(violation.span ?? policy.span, suggestion.map { "did you mean `\($0)`?" } ?? ""),
            notes: ["it says: \(violation.message)"],
            help: suggestion.map { "write `\($0)`" }
                ?? (known.isEmpty ? "nothing lies beneath what is before it" : "there are \(known.listed())")
        )
    }
}
