import AgentConfig

extension ScalingConfig {
    static func sample(
        _ models: [Model],
        budget: Int = 8,
        pools: [Pool] = [Pool(name: "pool", nodes: 1, gpusPerNode: 8)],
        teams: [TeamShare] = []
    ) -> ScalingConfig {
        ScalingConfig(
            fleet: "fleet",
            environment: "test",
            driver: .process,
            gpuBudget: budget,
            pools: pools,
            teams: teams,
            models: models,
            processes: ProcessHost(host: "127.0.0.1", firstPort: 18000, lastPort: 18999)
        )
    }
}

extension ScalingConfig.Model {
    /// Sleeps after 30 s, wakes in 5, stays 5, takes two requests at a time.
    static func sample(
        _ name: String,
        team: String? = nil,
        pool: String = "pool",
        gpus: Int = 1,
        nodes: Int = 1,
        min: Int = 0,
        max: Int = 1,
        idle: IdlePolicy = .fixed(seconds: 30),
        coldStart: Double = 5,
        dormancy: ScalingConfig.Dormancy? = nil,
        startup: Double = 60,
        residency: Double = 5,
        stream: Double = 20,
        concurrency: Int = 2,
        queue: Int = 100,
        hold: Double = 25,
        command: String = "serve"
    ) -> ScalingConfig.Model {
        ScalingConfig.Model(
            name: name,
            team: team,
            pool: pool,
            gpus: gpus,
            gpusPerNode: gpus / nodes,
            nodes: nodes,
            min: min,
            max: max,
            idle: idle,
            coldStart: ColdStart(seconds: coldStart, estimated: false),
            dormancy: dormancy,
            startupTimeoutSeconds: startup,
            minResidencySeconds: residency,
            longestStreamSeconds: stream,
            concurrency: concurrency,
            queue: .init(size: queue, timeoutSeconds: hold),
            schedule: [],
            target: nil,
            process: .init(command: [command], env: [:], workingDirectory: nil, health: "/health")
        )
    }
}
