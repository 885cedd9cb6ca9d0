package import Diagnostics
import Fleet
import SpecSyntax

package enum WeakFallback: Check {
    package static let rule = Rule(
        "SP5005",
        .warning,
        title: "fallback cannot stand in",
        explanation: """
            A fallback answers when the chosen model has no room, or fails before its first word. It can do so only for requests
            that it can take: one with a shorter context refuses the long ones, one without a capability of the candidates refuses
            the requests that need it. So do not find that out during an outage. A fallback that the environment does not deploy
            answers nothing.

            Name a fallback that takes what the candidates take, or several: those that are awake are asked first, else in the order
            of the list. Together they must cover the route. If refusing such requests is meant, accept the warning with `allow`.

            ```yaml
            routes:
              - {name: auto, candidates: [qwen-3-235b, gemma-3-27b], fallback: [gemma-3-27b, llama-4-scout]}
            ```
            """
    )

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for environment in subject.fleet.environments where environment.isComplete {
            let written = subject.writtenRoutes(of: environment)
            for route in environment.routing.routes {
                let named = written[route.name.value]?.fallback?.value.names ?? []
                if route.fallback.isEmpty, !named.isEmpty {
                    report(notDeployed(named, of: route, in: environment))
                }
                compare(route, in: environment, report)
            }
        }
    }

    private static func notDeployed(
        _ names: [Located<String>],
        of route: Routing.Route,
        in environment: ResolvedEnvironment
    ) -> Diagnostic {
        Diagnostic(
            rule,
            "no fallback of route `\(route.name.value.shortened)` is deployed in environment `\(environment.name.value)`",
            at: names.first?.label("answers nothing there"),
            and: [environment.name.label("the environment")].compactMap(\.self),
            help: "deploy it there, or give the environment a route with another fallback",
            path: "routing.routes.\(route.name.value).fallback"
        )
    }

    private static func compare(
        _ route: Routing.Route,
        in environment: ResolvedEnvironment,
        _ report: (Diagnostic) -> Void
    ) {
        let candidates = environment.candidates(of: route)
        let fallbacks = route.fallback.flatMap { environment.models(behind: $0.value) }
        guard let place = route.fallback.first,
            let longest = candidates.max(by: { $0.context.value < $1.context.value }),
            let most = fallbacks.max(by: { $0.context.value < $1.context.value })
        else { return }
        let name = "the fallback of route `\(route.name.value.shortened)`"
        let path = "routing.routes.\(route.name.value).fallback"
        if most.context.value < longest.context.value {
            let (short, long) = (TokenCount(most.context.value), TokenCount(longest.context.value))
            report(
                Diagnostic(
                    rule,
                    "\(name) takes \(short) tokens, but its candidates take \(long)",
                    at: place.label("refuses requests of more than \(short) tokens"),
                    and: [longest.context.label("a candidate takes \(long)")].compactMap(\.self),
                    notes: ["`\(most.name.value)` takes \(short) tokens, `\(longest.name.value)` takes \(long)"],
                    help: "add a fallback with a context of \(long), or shorten that of `\(longest.name.value)`",
                    path: path
                )
            )
        }
        let lacking = Capability.allCases.filter { capability in
            !fallbacks.contains { $0.capabilities.contains(capability) }
                && candidates.contains { $0.capabilities.contains(capability) }
        }
        guard !lacking.isEmpty else { return }
        let words = lacking.map(\.rawValue).listed()
        let able = candidates.filter { model in lacking.contains(where: model.capabilities.contains) }.map(\.name.value)
        report(
            Diagnostic(
                rule,
                "\(name) lacks \(words), which its candidates have",
                at: place.label("refuses requests that need \(words)"),
                notes: ["\(able.listed()) \(able.count == 1 ? "has" : "have") \(words)"],
                help: "add a fallback that has \(words), or make it `capabilities` of a route of its own",
                path: path
            )
        )
    }
}
