import Fleet
import SpecSyntax

/// `environments.<name>.routing` of the document.
struct RoutingInput {
    private let routing: Routing
    private let path: SettingPath

    /// - Parameter environment: its path.
    init(_ routing: Routing, in environment: SettingPath) {
        self.routing = routing
        path = environment + ["routing"]
    }

    var json: JSONValue {
        [
            "path": path.description.json,
            "weights": weights(routing.weights),
            "classifier": [
                "kind": routing.classifier.rawValue.json, "minConfidence": routing.minConfidence.json,
                "folder": routing.classifierFolder.json,
            ],
            "keywords": .array(routing.keywords.map { keyword($0.value) }),
            "routes": .array(routing.routes.map(route)),
            "switchingCost": routing.switchingCost.json,
            "clientTimeout": routing.clientTimeout.json,
        ]
    }

    private func weights(_ weights: Routing.Weights) -> JSONValue {
        ["accuracy": weights.accuracy.json, "latency": weights.latency.json, "cost": weights.cost.json]
    }

    private func keyword(_ keyword: KeywordSpec) -> JSONValue {
        [
            "match": keyword.match?.json ?? [], "pattern": keyword.pattern?.json ?? [],
            "marker": .array((keyword.marker?.value.values ?? []).map { $0.rawValue.json }),
            "complexity": keyword.complexity?.value.rawValue.json ?? nil,
            "domain": keyword.domain?.value.rawValue.json ?? nil,
        ]
    }

    private func route(_ route: Routing.Route) -> JSONValue {
        [
            "name": route.name.json,
            "path": (path + ["routes", route.name.value]).description.json,
            "candidates": route.candidates.json,
            "fallback": route.fallback.json,
            "timeout": route.timeout.json,
            "weights": weights(route.weights),
            "capabilities": .array(route.capabilities.map { $0.rawValue.json }),
            "tenants": route.tenants.json,
        ]
    }
}
