package import Diagnostics
import SpecSyntax

extension Rule {
    package static let unknownPolicy = Rule(
        "SP9007",
        title: "unknown policy",
        explanation: """
            A severity or an exemption in `policies/settings.yaml`, or a test, names a policy that no file in the folder defines. It
            would have no effect, now or after the policy it was meant for is renamed. Policies are named by their `id`, not by
            their file; `spindle policy explain` lists them.
            """
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - what: that names it, such as `this exemption`.
    ///   - known: the ids of all policies.
    static func unknownPolicy(_ id: Located<String>, in what: String, known: [String]) -> Diagnostic {
        let suggestion = nearest(to: id.value, among: known)
        return Diagnostic(
            .unknownPolicy,
            "there is no policy `\(id.value.shortened)` for \(what)",
            at: id.label(suggestion.map { "did you mean `\($0)`?" } ?? ""),
            help: suggestion.map { "write `\($0)`" }
                ?? (known.isEmpty ? "no file of the folder is a policy" : "the policies are \(known.sorted().listed())")
        )
    }
}
