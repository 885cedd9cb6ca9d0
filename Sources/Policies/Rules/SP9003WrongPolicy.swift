package import Diagnostics
import SpecSyntax

extension Rule {
    package static let wrongPolicy = Rule(
        "SP9003",
        title: "not a policy",
        explanation: """
            A file in the folder of the policies gives something else than a policy, or its function gives something else than
            violations. A policy is an object with four texts and a function; a violation is what `spindle.violation` makes.

            ```jsonnet
            local spindle = import 'spindle.libsonnet';
            {
              id: 'two-replicas',
              title: 'At most two replicas',
              severity: 'warning',   // error, warning or note
              explanation: 'Each replica takes GPUs from other teams.',
              violations(fleet): [
                spindle.violation(model.path + '.scale.max', '%s may grow to %d replicas' % [model.name, model.scale.max])
                for model in spindle.models(fleet)
                if model.scale.max > 2
              ],
            }
            ```

            Fields of your own are hidden (`limit:: 2`) or `local`. What policies share is a `.libsonnet` file.
            """
    )
}

extension Diagnostic {
    /// - Parameter span: where; the start of the file unless given.
    static func wrongPolicy(_ message: String, in file: FileID, at span: Span? = nil) -> Diagnostic {
        Diagnostic(
            .wrongPolicy,
            message,
            at: Label(span ?? Span(file: file, lower: 0, upper: 0)),
            help: "`spindle explain SP9003` shows the form of a policy"
        )
    }

    /// What the decoder found in what a policy gave.
    static func wrongPolicy(_ cause: Diagnostic) -> Diagnostic {
        var diagnostic = cause
        diagnostic.rule = .wrongPolicy
        return diagnostic
    }
}
