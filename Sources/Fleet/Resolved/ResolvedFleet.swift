package import SpecSyntax

/// A fleet with every layer applied and every reference followed: what plans, checks and emitters work on.
package struct ResolvedFleet: Sendable {
    package var name: Located<String>
    package var teams: [Located<String>]
    package var environments: [ResolvedEnvironment]
    /// All models of the fleet, deployed anywhere or not.
    package var modelNames: [Located<String>]
    /// All quality profiles, used anywhere or not.
    package var profileNames: [Located<String>]
}

/// One place where the fleet runs.
package struct ResolvedEnvironment: Sendable {
    package var name: Located<String>
    package var place: Place
    package var versions: VersionsSpec
    package var delivery: Delivery?
    package var driver: Located<ScalingDriver>
    package var kedaNamespace: String
    package var agent: AgentSpec?
    package var pools: [Pool]
    package var budgets: BudgetsSpec
    package var routing: Routing
    package var tenants: [Tenant]
    /// Sorted by name.
    package var models: [ResolvedModel]
    package var metadata: Metadata
    /// False when a model or the environment has errors: sums over it mean nothing.
    package var isComplete: Bool

    package enum Place: Sendable {
        case cluster(Cluster)
        case local(Local)
    }

    package struct Cluster: Sendable {
        package var server: Located<String>?
        package var name: Located<String>?
        package var namespace: Located<String>
    }

    package struct Local: Sendable {
        package var host: Located<String>
        package var ports: Located<PortRange>
    }

    package var cluster: Cluster? { if case .cluster(let cluster) = place { cluster } else { nil } }

    package var local: Local? { if case .local(let local) = place { local } else { nil } }

    package func pool(of model: ResolvedModel) -> Pool { pools[model.placement.pool] }

    package func model(named name: String) -> ResolvedModel? { models.first { $0.name.value == name } }

    /// GPUs of all pools.
    package var stock: Int { pools.reduce(0) { $0 + $1.gpus } }

    /// GPUs that may be in use at a time.
    package var gpuBudget: Int { min(budgets.gpus?.value ?? stock, stock) }
}

/// How the output of an environment reaches its cluster.
package struct Delivery: Sendable {
    package var via: Located<DeliveryMethod>
    package var repo: Located<String>?
    package var revision: String
    package var path: Located<String>
    package var project: String
    package var namespace: String
    package var interval: SpecDuration
    package var prune: Bool
}

/// Nodes of one kind.
package struct Pool: Sendable {
    package var name: Located<String>
    package var gpu: Located<GPU>
    package var nodes: Located<Int>
    package var gpusPerNode: Located<Int>
    /// What a GPU costs an hour; `nil` when neither the spec nor the catalogue says.
    package var price: Double?
    package var resource: String
    package var nodeSelector: [(key: String, value: String)]
    package var tolerations: [TolerationSpec]

    package var gpus: Int { nodes.value * gpusPerNode.value }
}

/// A client of the fleet in one environment.
package struct Tenant: Sendable {
    package var name: Located<String>
    /// Names of models; `nil` is all.
    package var models: [Located<String>]?
    package var priority: Int
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?
    package var concurrency: Int?
}

/// How prompts find their model in one environment.
package struct Routing: Sendable {
    package var weights: Weights
    package var classifier: ClassifierKind
    /// `nil` for the one that Spindle brings.
    package var classifierFolder: Located<String>?
    package var minConfidence: Double
    package var keywords: [Located<KeywordSpec>]
    package var routes: [Route]
    package var switchingCost: Double
    package var clientTimeout: Located<SpecDuration>?

    package struct Weights: Sendable {
        package var accuracy: Double
        package var latency: Double
        package var cost: Double
        package var span: Located<Void>

        package var values: [Double] { [accuracy, latency, cost] }
    }

    package struct Route: Sendable {
        package var name: Located<String>
        /// Names of models of this environment.
        package var candidates: [Located<String>]
        /// Whether the candidates are all models, rather than a choice of the author.
        package var takesAll: Bool
        package var fallback: [Located<String>]
        package var timeout: Located<SpecDuration>
        package var weights: Weights
        package var capabilities: [Located<Capability>]
        /// Names of tenants; `nil` is all.
        package var tenants: [Located<String>]?
    }
}
