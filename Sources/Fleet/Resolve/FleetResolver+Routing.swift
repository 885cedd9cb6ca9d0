import Diagnostics
import SpecSyntax

extension FleetResolver {
    mutating func resolveRouting(
        _ fleet: SpecDocument<FleetSpec>,
        _ environment: SpecDocument<EnvironmentSpec>,
        deployed: [String]
    ) -> Routing {
        let lower = fleet.body.routing?.value ?? RoutingSpec()
        let spec = environment.body.routing.map { lower.overlaid(by: $0.value) } ?? lower
        let weights = Self.weights(spec.weights) ?? Self.defaultWeights
        return Routing(
            weights: weights,
            classifier: spec.classifier?.kind?.value ?? .distilbert,
            classifierFolder: spec.classifier?.folder,
            minConfidence: spec.classifier?.minConfidence?.value ?? 0.6,
            keywords: spec.keywords?.value.elements ?? [],
            routes: (spec.routes?.value.elements ?? []).compactMap {
                route($0.value, weights: weights, deployed: deployed, spec: spec, in: environment, fleet)
            },
            switchingCost: spec.switchingCost?.value ?? 0.05,
            clientTimeout: spec.clientTimeout
        )
    }

    /// The paper's example of a balanced profile.
    private static let defaultWeights = Routing.Weights(
        accuracy: 0.5,
        latency: 0.3,
        cost: 0.2,
        span: Located((), at: nil)
    )

    private static let defaultTimeout = SpecDuration.minutes(10)

    private static func weights(_ spec: Located<WeightsSpec>?) -> Routing.Weights? {
        guard let spec, let accuracy = spec.accuracy, let latency = spec.latency, let cost = spec.cost else {
            return nil
        }
        return Routing.Weights(
            accuracy: accuracy.value,
            latency: latency.value,
            cost: cost.value,
            span: Located((), at: spec.span)
        )
    }

    private mutating func route(
        _ route: RouteSpec,
        weights: Routing.Weights,
        deployed: [String],
        spec: RoutingSpec,
        in environment: SpecDocument<EnvironmentSpec>,
        _ fleet: SpecDocument<FleetSpec>
    ) -> Routing.Route? {
        guard let name = route.name else { return nil }
        let path = "routing.routes.\(name.value)"
        let here = Set(deployed)
        let routeNames = Set((spec.routes?.value.elements ?? []).compactMap { $0.value.name?.value })
        let fallback = route.fallback?.value.names ?? []
        // A route may be declared in what could not be read.
        let mayBeRoute = !fleet.isComplete || !environment.isComplete
        let fallbackModels = deployedModels(
            fallback.filter { !routeNames.contains($0.value) && !(mayBeRoute && models[$0.value] == nil) },
            among: here,
            path: "\(path).fallback"
        )
        let kept = Set(fallbackModels.map(\.value)).union(routeNames)
        var takesAll = false
        let candidates: [Located<String>]
        switch route.candidates?.value {
        case .named(let names): candidates = deployedModels(names, among: here, path: "\(path).candidates")
        case .all, nil:
            takesAll = true
            candidates = deployed.map { Located($0, at: route.candidates?.span ?? name.span) }
        }
        return Routing.Route(
            name: name,
            candidates: candidates,
            takesAll: takesAll,
            fallback: fallback.filter { kept.contains($0.value) },
            timeout: route.timeout
                ?? Located(min(Self.defaultTimeout, spec.clientTimeout?.value ?? Self.defaultTimeout), at: nil),
            weights: Self.weights(route.weights) ?? weights,
            capabilities: route.capabilities?.value.elements ?? [],
            tenants: tenants(of: route, fleet, environment, path: path)
        )
    }

    private mutating func tenants(
        of route: RouteSpec,
        _ fleet: SpecDocument<FleetSpec>,
        _ environment: SpecDocument<EnvironmentSpec>,
        path: String
    ) -> [Located<String>]? {
        guard case .named(let names) = route.tenants?.value else { return nil }
        let known = (fleet.body.tenants?.value.keys ?? []) + (environment.body.tenants?.value.keys ?? [])
        guard fleet.isComplete, environment.isComplete else { return names }
        for name in names where !known.contains(name.value) {
            report(
                .unknownReference(
                    .unknownTenant,
                    "tenant",
                    name,
                    known: known,
                    in: "the fleet",
                    path: "\(path).tenants"
                )
            )
        }
        return names
    }

    mutating func resolveTenants(
        _ fleet: SpecDocument<FleetSpec>,
        _ environment: SpecDocument<EnvironmentSpec>,
        deployed: [String]
    ) -> [Tenant] {
        let lower = fleet.body.tenants?.value ?? SpecMap()
        let spec = environment.body.tenants.map { lower.overlaid(by: $0.value) } ?? lower
        let routes =
            (fleet.body.routing?.routes?.value.elements ?? [])
            + (environment.body.routing?.routes?.value.elements ?? [])
        let routeNames = Set(routes.compactMap { $0.value.name?.value })
        return spec.entries.map { entry in
            var models: [Located<String>]?
            if case .named(let names) = entry.value.models?.value {
                // A tenant may be allowed a route, too: it then may use whatever the route picks.
                let mayBeRoute = !fleet.isComplete || !environment.isComplete
                let named = names.filter {
                    !routeNames.contains($0.value) && !(mayBeRoute && self.models[$0.value] == nil)
                }
                let kept = Set(
                    deployedModels(named, among: Set(deployed), path: "tenants.\(entry.key.value).models").map(\.value)
                )
                models = names.filter { kept.contains($0.value) || routeNames.contains($0.value) }
            }
            return Tenant(
                name: entry.key,
                models: models,
                priority: entry.value.priority?.value ?? 50,
                requestsPerMinute: entry.value.requestsPerMinute?.value,
                tokensPerMinute: entry.value.tokensPerMinute?.value,
                concurrency: entry.value.concurrency?.value
            )
        }
    }
}
