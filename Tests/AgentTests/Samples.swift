import AgentConfig

@testable import Agent

extension AgentFiles {
    /// Models of one GPU each, which sleep after 30 s, wake in 5, stay 5 and take two requests at a time.
    static func sample(_ names: [String], gpus: Int) throws -> AgentFiles {
        try AgentFiles(
            router: .sample(models: names.map { .sample($0) }),
            scaling: ScalingConfig(
                fleet: "fleet",
                environment: "test",
                driver: .process,
                gpuBudget: gpus,
                pools: [.init(name: "pool", nodes: 1, gpusPerNode: gpus)],
                teams: [],
                models: names.map { .sample($0) },
                processes: .init(host: "127.0.0.1", firstPort: 18000, lastPort: 18999)
            )
        )
    }
}

extension RouterConfig {
    static func sample(models: [Model]) -> RouterConfig {
        RouterConfig(
            fleet: "fleet",
            environment: "test",
            weights: .init(accuracy: 0.5, latency: 0.3, cost: 0.2),
            classifier: .init(kind: .distilbert, minConfidence: 0.6),
            keywords: [],
            routes: [],
            models: models,
            tenants: [],
            switchingCost: 0.05
        )
    }
}

extension RouterConfig.Model {
    static func sample(_ name: String) -> RouterConfig.Model {
        RouterConfig.Model(
            name: name,
            served: [.init(name: name, upstream: name)],
            capabilities: [.chat],
            contextTokens: 8192,
            quality: .init(low: 0.9, medium: 0.8, high: 0.7, domains: []),
            throughput: .init(prefillTokensPerSecond: 1000, decodeTokensPerSecond: 100, measured: true),
            costPerHour: 2,
            gpus: 1,
            coldStart: .init(seconds: 5, estimated: false),
            address: nil,
            healthPath: "/health"
        )
    }
}

extension ScalingConfig.Model {
    static func sample(_ name: String) -> ScalingConfig.Model {
        ScalingConfig.Model(
            name: name,
            team: nil,
            pool: "pool",
            gpus: 1,
            gpusPerNode: 1,
            nodes: 1,
            min: 0,
            max: 1,
            idle: .fixed(seconds: 30),
            coldStart: ColdStart(seconds: 5, estimated: false),
            startupTimeoutSeconds: 60,
            minResidencySeconds: 5,
            longestStreamSeconds: 20,
            concurrency: 20,
            queue: .init(size: 100, timeoutSeconds: 25),
            schedule: [],
            target: nil,
            process: .init(command: ["serve"], env: [:], workingDirectory: nil, health: "/health")
        )
    }
}
