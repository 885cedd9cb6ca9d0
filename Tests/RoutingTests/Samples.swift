import AgentConfig

extension RouterConfig {
    static func sample(
        classifier: Classifier = .init(kind: .distilbert, minConfidence: 0.6),
        keywords: [KeywordRule] = [],
        models: [Model] = [],
        routes: [Route] = [],
        tenants: [Tenant] = []
    ) -> RouterConfig {
        RouterConfig(
            fleet: "fleet",
            environment: "production",
            weights: .init(accuracy: 0.5, latency: 0.3, cost: 0.2),
            classifier: classifier,
            keywords: keywords,
            routes: routes,
            models: models,
            tenants: tenants,
            switchingCost: 0.05
        )
    }
}

extension RouterConfig.Model {
    static func sample(
        _ name: String,
        aliases: [String] = [],
        quality: RouterConfig.Quality,
        prefill: Double,
        decode: Double,
        costPerHour: Double?,
        coldStart: Double,
        context: Int,
        capabilities: [RouterConfig.Capability]
    ) -> RouterConfig.Model {
        RouterConfig.Model(
            name: name,
            served: ([name] + aliases).map { .init(name: $0, upstream: name) },
            capabilities: capabilities,
            contextTokens: context,
            quality: quality,
            throughput: .init(prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode, measured: true),
            costPerHour: costPerHour,
            gpus: 1,
            coldStart: .init(seconds: coldStart, estimated: false),
            address: nil,
            healthPath: "/health"
        )
    }
}

extension RouterConfig.Route {
    static func sample(
        _ name: String,
        _ candidates: [String],
        _ weights: RouterConfig.Weights,
        _ capabilities: [RouterConfig.Capability] = [],
        fallback: [String] = [],
        tenants: [String]? = nil
    ) -> RouterConfig.Route {
        RouterConfig.Route(
            name: name,
            candidates: candidates,
            fallback: fallback,
            timeoutSeconds: 600,
            weights: weights,
            capabilities: capabilities,
            tenants: tenants
        )
    }
}
