package import Diagnostics
import Fleet
import SpecSyntax

/// Never an error: such a fleet routes, by latency and cost, and a new model has no measurements on its first day.
package enum MissingQuality: Check {
    package static let rule = Rule(
        "SP5004",
        .warning,
        title: "quality not measured",
        explanation: """
            The router weighs how well each candidate of a route answers prompts of low, medium and high complexity. A candidate
            without that figure cannot be compared with those that have it, so prompts go to it by latency and cost alone, or
            not at all. Where no candidate has it, the weight of accuracy does nothing, and the cheapest candidate gets every
            prompt.

            Measure it, on prompts of your own or a public benchmark, and write the share of good answers. A route with one
            candidate needs no figures, nor does an embedding model.

            ```yaml
            quality: {low: 0.93, medium: 0.86, high: 0.71}
            ```
            """
    )

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for environment in subject.fleet.environments where environment.isComplete {
            for route in environment.routing.routes where route.weights.accuracy > 0 {
                let candidates = environment.candidates(of: route).filter(\.answers)
                // A reference to a profile that leads nowhere has been reported.
                let isUnresolved = candidates.contains { $0.quality.profile != nil && $0.quality.firstPlace == nil }
                guard candidates.count > 1, !isUnresolved else { continue }
                let measured = Complexity.allCases.filter { complexity in
                    candidates.contains { $0.quality[complexity] != nil }
                }
                let unknown = Complexity.allCases.filter { !measured.contains($0) }
                if !unknown.isEmpty { report(nobody(unknown, route)) }
                for model in candidates {
                    let missing = measured.filter { model.quality[$0] == nil }
                    if !missing.isEmpty { report(one(model, missing, route)) }
                }
            }
        }
    }

    private static func nobody(_ missing: [Complexity], _ route: Routing.Route) -> Diagnostic {
        let all = missing.count == Complexity.allCases.count
        return Diagnostic(
            rule,
            "no candidate of route `\(route.name.value.shortened)` has a measured quality\(all ? "" : " for \(words(missing)) prompts")",
            at: route.name.label("chooses by latency and cost alone"),
            notes: [
                "accuracy has a weight of \(route.weights.accuracy.plain), and nothing to weigh\(all ? "" : " there")"
            ],
            help: "write `quality` in its candidates, or set the weight of accuracy to 0",
            path: "routing.routes.\(route.name.value)"
        )
    }

    private static func one(_ model: ResolvedModel, _ missing: [Complexity], _ route: Routing.Route) -> Diagnostic {
        let place = model.quality.firstPlace?.span ?? model.name.span
        return Diagnostic(
            rule,
            "`\(model.name.value)` has no measured quality for \(words(missing)) prompts",
            at: Located((), at: place).label("cannot be compared there"),
            and: [route.name.label("other candidates of this route have it")].compactMap(\.self),
            help: "add \(missing.map { "`\($0.rawValue): …`" }.listed()) to its `quality`",
            path: "models.\(model.name.value).quality"
        )
    }

    private static func words(_ missing: [Complexity]) -> String { missing.map(\.rawValue).listed() }
}
