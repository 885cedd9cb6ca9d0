package import AgentConfig

/// One setting of a fleet that could be another.
package enum FleetChange: Sendable, Equatable {
    /// When a model goes that nobody asks for.
    case idle(model: String, IdlePolicy)
    /// The most replicas of a model.
    case max(model: String, Int)
    /// What counts how much, on all routes that have no weights of their own.
    case weights(RouterConfig.Weights)

    /// Whether both are about the same setting.
    func concerns(theSameAs other: FleetChange) -> Bool {
        switch (self, other) {
        case (.idle(let a, _), .idle(let b, _)), (.max(let a, _), .max(let b, _)): a == b
        case (.weights, .weights): true
        default: false
        }
    }

    package func applied(to fleet: SimulatedFleet) -> SimulatedFleet {
        var fleet = fleet
        switch self {
        case .idle(let name, let policy):
            for index in fleet.scaling.models.indices where fleet.scaling.models[index].name == name {
                fleet.scaling.models[index].idle = policy
            }
        case .max(let name, let replicas):
            for index in fleet.scaling.models.indices where fleet.scaling.models[index].name == name {
                fleet.scaling.models[index].max = replicas
            }
        case .weights(let weights):
            for index in fleet.router.routes.indices where fleet.router.routes[index].weights == fleet.router.weights {
                fleet.router.routes[index].weights = weights
            }
            fleet.router.weights = weights
        }
        return fleet
    }
}

extension SimulatedFleet {
    /// All changes of one setting that are worth a try: some timeouts, a replica more or less, a tenth of weight from one
    /// term to another.
    var neighbours: [FleetChange] {
        var changes: [FleetChange] = []
        for model in scaling.models where router.models.contains(where: { $0.name == model.name }) {
            // What `min` keeps awake has no timeout.
            if model.min < model.max {
                let policies =
                    [60, 120, 300, 600, 900, 1800, 3600, 7200].map { IdlePolicy.fixed(seconds: $0) }
                    + [(60, 1800), (60, 7200), (600, 7200)].map { IdlePolicy.adaptive(minSeconds: $0, maxSeconds: $1) }
                changes += policies.filter { $0 != model.idle }.map { .idle(model: model.name, $0) }
            }
            if model.max > Swift.max(1, model.min) { changes.append(.max(model: model.name, model.max - 1)) }
            if model.max < 16, model.gpus * (model.max + 1) <= scaling.gpuBudget {
                changes.append(.max(model: model.name, model.max + 1))
            }
        }
        let weights = [router.weights.accuracy, router.weights.latency, router.weights.cost]
        for from in 0..<3 {
            for to in 0..<3 where from != to && weights[from] >= 0.1 - 1e-9 {
                var moved = weights
                moved[from] -= 0.1
                moved[to] += 0.1
                let rounded = moved.map { ($0 * 100).rounded() / 100 }
                changes.append(.weights(.init(accuracy: rounded[0], latency: rounded[1], cost: rounded[2])))
            }
        }
        return changes
    }
}
