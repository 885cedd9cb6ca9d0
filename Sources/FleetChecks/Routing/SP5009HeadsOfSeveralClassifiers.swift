package import Diagnostics
import Fleet
import SpecSyntax

package enum HeadsOfSeveralClassifiers: Check {
    package static let rule = Rule(
        "SP5009",
        title: "heads that one classifier cannot serve",
        explanation: """
            The head of a model reads the numbers that one classifier makes of a prompt; those of another mean nothing to it. The
            models of an environment therefore take their heads from profiles that were fitted with the same classifier, and a
            profile with heads says by `encoder` which that is. Fit the profiles anew with the classifier that the environment's
            agent has:

            ```sh
            spindle eval fit --outcomes outcomes.jsonl --prices prices.json --out specs/profiles/benchmarks.yaml
            ```
            """
    )

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for environment in subject.fleet.environments where environment.isComplete {
            let models = environment.models.filter { $0.head != nil }
            for model in models where model.encoder == nil { report(withoutEncoder(model)) }
            let known = models.filter { $0.encoder != nil }
            guard let first = known.first else { continue }
            for model in known.dropFirst() where model.encoder != first.encoder {
                report(
                    Diagnostic(
                        rule,
                        "the heads of `\(first.name.value)` and `\(model.name.value)` were fitted with different classifiers",
                        at: model.encoder?.label("this one's classifier"),
                        and: [first.encoder?.label("the other one's")].compactMap(\.self),
                        help: "fit both profiles with the classifier of the agent of `\(environment.name.value)`",
                        path: "models.\(model.name.value).quality.profile"
                    )
                )
            }
        }
    }

    private static func withoutEncoder(_ model: ResolvedModel) -> Diagnostic {
        Diagnostic(
            rule,
            "the profile of `\(model.name.value)` has heads, and does not say of which classifier",
            at: model.head?.label("means nothing without `encoder`"),
            help: "write `encoder` as `spindle eval fit` did, or remove the heads",
            path: "models.\(model.name.value).quality.profile"
        )
    }
}
