import AgentConfig
import Simulation

/// A model of a fleet for tests.
struct SampleModel {
    var name: String
    var gpus = 1
    var min = 0
    var max = 1
    var concurrency = 4
    var idle = IdlePolicy.fixed(seconds: 60)
    var coldStart = 30.0
    /// Seconds after which a start has failed.
    var startup: Double?
    var residency = 0.0
    var queue = 100
    var patience = 600.0
    var prefill = 1000.0
    var decode = 100.0
    var quality = (low: 0.9, medium: 0.7, high: 0.5)
    var schedule: [ScalingConfig.Window] = []
}

extension SimulatedFleet {
    /// One pool at 2 an hour and GPU, and one route with all models.
    static func sample(
        _ models: [SampleModel],
        gpus: Int = 8,
        driver: ScalingConfig.Driver = .process,
        fallback: [String] = []
    ) -> SimulatedFleet {
        let weights = RouterConfig.Weights(accuracy: 0.5, latency: 0.3, cost: 0.2)
        let router = RouterConfig(
            fleet: "sample",
            environment: "test",
            weights: weights,
            classifier: .init(kind: .distilbert, minConfidence: 0.6),
            keywords: [.init(match: ["prove"], complexity: .high)],
            routes: [
                .init(
                    name: "auto",
                    candidates: models.map(\.name),
                    fallback: fallback,
                    timeoutSeconds: 3600,
                    weights: weights,
                    capabilities: []
                )
            ],
            models: models.map { model in
                .init(
                    name: model.name,
                    served: [.init(name: model.name, upstream: model.name)],
                    capabilities: [.chat, .vision, .tools],
                    contextTokens: 200_000,
                    quality: .init(low: model.quality.low, medium: model.quality.medium, high: model.quality.high),
                    throughput: .init(
                        prefillTokensPerSecond: model.prefill,
                        decodeTokensPerSecond: model.decode,
                        measured: true
                    ),
                    costPerHour: 2 * Double(model.gpus),
                    gpus: model.gpus,
                    coldStart: .init(seconds: model.coldStart, estimated: false),
                    address: nil,
                    healthPath: "/health"
                )
            },
            tenants: [],
            switchingCost: 0
        )
        let scaling = ScalingConfig(
            fleet: "sample",
            environment: "test",
            driver: driver,
            gpuBudget: gpus,
            pools: [.init(name: "pool", nodes: gpus, gpusPerNode: 8, pricePerGpuHour: 2)],
            teams: [],
            models: models.map { model in
                .init(
                    name: model.name,
                    team: nil,
                    pool: "pool",
                    gpus: model.gpus,
                    gpusPerNode: model.gpus,
                    nodes: 1,
                    min: model.min,
                    max: model.max,
                    idle: model.idle,
                    coldStart: .init(seconds: model.coldStart, estimated: false),
                    startupTimeoutSeconds: model.startup ?? 10 * model.coldStart + 60,
                    minResidencySeconds: model.residency,
                    longestStreamSeconds: 600,
                    concurrency: model.concurrency,
                    queue: .init(size: model.queue, timeoutSeconds: model.patience),
                    schedule: model.schedule,
                    target: driver == .process
                        ? nil : .init(apiVersion: "apps/v1", kind: "Deployment", name: model.name, namespace: "llm"),
                    process: nil
                )
            }
        )
        return SimulatedFleet(router: router, scaling: scaling, speeds: [:])
    }

    /// Requests of 1,000 prompt and 101 answer tokens, which take 1 + 1 seconds alone.
    func run(
        _ times: [Double],
        duration: Double? = nil,
        start: Double? = nil,
        _ strategy: Strategy = Strategy(.spec, .hybrid),
        change: (inout SimulationSettings) -> Void = { _ in }
    ) -> SimulationResult {
        let requests = times.map { Trace.Request(time: $0, promptTokens: 1000, answerTokens: 101) }
        var settings = SimulationSettings(seed: 1)
        settings.coldStartVariation = 0
        settings.stopSeconds = 0
        change(&settings)
        return run(strategy, Traffic(Trace(requests, start: start, duration: duration), seed: 1), settings)
    }
}
