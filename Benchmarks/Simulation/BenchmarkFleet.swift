import AgentConfig
import Simulation

/// Four models that share eight GPUs, and a day of requests for them.
enum BenchmarkFleet {
    static var four: SimulatedFleet {
        let sizes = [("tiny", 1, 4), ("small", 1, 3), ("medium", 2, 2), ("large", 4, 1)]
        let names = sizes.map(\.0)
        let weights = RouterConfig.Weights(accuracy: 0.5, latency: 0.3, cost: 0.2)
        let router = RouterConfig(
            fleet: "benchmark",
            environment: "benchmark",
            weights: weights,
            classifier: .init(kind: .distilbert, minConfidence: 0.6),
            keywords: [.init(match: ["prove", "step by step"], complexity: .high)],
            routes: [
                .init(
                    name: "auto",
                    candidates: names,
                    fallback: [],
                    timeoutSeconds: 1800,
                    weights: weights,
                    capabilities: []
                )
            ],
            models: sizes.enumerated().map { place, size in
                .init(
                    name: size.0,
                    served: [.init(name: size.0, upstream: size.0)],
                    capabilities: RouterConfig.Capability.allCases,
                    contextTokens: 131_072,
                    quality: .init(low: 0.9, medium: 0.5 + 0.12 * Double(place), high: 0.2 + 0.2 * Double(place)),
                    throughput: .init(
                        prefillTokensPerSecond: 40_000 / Double(place + 1),
                        decodeTokensPerSecond: 120 / Double(place + 1),
                        measured: true
                    ),
                    costPerHour: 3 * Double(size.1),
                    gpus: size.1,
                    coldStart: .init(seconds: 60 * Double(place + 1), estimated: false),
                    address: nil,
                    healthPath: "/health"
                )
            },
            tenants: [],
            switchingCost: 0
        )
        let scaling = ScalingConfig(
            fleet: "benchmark",
            environment: "benchmark",
            driver: .keda,
            gpuBudget: 8,
            pools: [.init(name: "pool", nodes: 1, gpusPerNode: 8, pricePerGpuHour: 3)],
            teams: [],
            models: sizes.enumerated().map { place, size in
                .init(
                    name: size.0,
                    team: nil,
                    pool: "pool",
                    gpus: size.1,
                    gpusPerNode: size.1,
                    nodes: 1,
                    min: place == 0 ? 1 : 0,
                    max: size.2,
                    idle: .adaptive(minSeconds: 60, maxSeconds: 3600),
                    coldStart: .init(seconds: 60 * Double(place + 1), estimated: false),
                    startupTimeoutSeconds: 600,
                    minResidencySeconds: 60,
                    longestStreamSeconds: 600,
                    concurrency: 64,
                    queue: .init(size: 1000, timeoutSeconds: 600),
                    schedule: [],
                    target: .init(apiVersion: "apps/v1", kind: "Deployment", name: size.0, namespace: "llm"),
                    process: nil
                )
            }
        )
        return SimulatedFleet(router: router, scaling: scaling, speeds: [:])
    }

    /// Tokens a second of the one model.
    static let decode = 50.0

    /// A model that takes all that comes at a time, and reads prompts in no time.
    static func one(coldStart: Double) -> SimulatedFleet {
        var fleet = four
        fleet.router.models = Array(fleet.router.models.prefix(1))
        fleet.router.models[0].throughput = .init(
            prefillTokensPerSecond: 1e12,
            decodeTokensPerSecond: decode,
            measured: true
        )
        fleet.router.routes[0].candidates = [fleet.router.models[0].name]
        fleet.router.routes[0].timeoutSeconds = 1e6
        fleet.scaling.models = Array(fleet.scaling.models.prefix(1))
        fleet.scaling.models[0].min = 0
        fleet.scaling.models[0].max = 1
        fleet.scaling.models[0].concurrency = 1_000_000
        fleet.scaling.models[0].minResidencySeconds = 0
        fleet.scaling.models[0].idle = .adaptive(minSeconds: 0, maxSeconds: 86400)
        fleet.scaling.models[0].coldStart = .init(seconds: coldStart, estimated: false)
        fleet.scaling.models[0].queue = .init(size: 1_000_000, timeoutSeconds: 1e6)
        return SimulatedFleet(router: fleet.router, scaling: fleet.scaling, speeds: [:])
    }

    static func trace(_ requests: Int) -> Trace {
        var lots = Lots(seed: 5)
        var time = 0.0
        let all = (0..<requests).map { _ in
            // More by day than by night.
            let hour = (time / 3600).truncatingRemainder(dividingBy: 24)
            time += lots.exponential() / (abs(hour - 12) > 6 ? 4 : 18)
            return Trace.Request(
                time: time,
                promptTokens: 1 + Int(800 * lots.logNormal(variation: 0.9)),
                answerTokens: 1 + Int(150 * lots.logNormal(variation: 0.8))
            )
        }
        return Trace(all)
    }
}
