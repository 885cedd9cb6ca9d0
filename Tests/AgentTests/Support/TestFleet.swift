import AgentConfig
import Foundation

/// A fleet of scripted model servers, as the compiler would write it for an agent.
struct TestFleet: Sendable {
    struct Model: Sendable {
        var name: String
        var aliases: [String] = []
        /// Other names, and what its engine is to be asked for in their place.
        var adapters: [String: String] = [:]
        /// Of the scripted model server.
        var arguments: [String] = []
        var capabilities = RouterConfig.Capability.allCases
        var contextTokens = 100_000_000
        var min = 1
        var max = 1
        var concurrency = 64
        var queueSize = 64
        var queueSeconds = 20.0
        var idle = IdlePolicy.never
        var startupSeconds = 20.0
        var longestStream = 600.0
        var coldStart = 1.0
        /// The share of hard prompts that it answers well.
        var high = 0.5
        /// Of vLLM's sleep, if its engine is to sleep.
        var sleepLevel: Int?

        init(_ name: String, _ arguments: String...) {
            self.name = name
            self.arguments = arguments
        }

        var head: RouterConfig.QualityHead?

        /// Changes copies of values where they are made.
        func with(_ change: (inout Model) -> Void) -> Model {
            var copy = self
            change(&copy)
            return copy
        }
    }

    var models: [Model]
    var gpuBudget = 8
    var routes: [RouterConfig.Route] = []
    var tenants: [RouterConfig.Tenant] = []
    var clientTimeout: Double? = 30
    var classifier = RouterConfig.Classifier.Kind.none
    var classifierFolder: String?
    /// The classifier that the heads of models were fitted with.
    var encoder: String?

    init(_ models: Model...) { self.models = models }

    mutating func route(_ name: String, to candidates: [String], fallback: [String] = [], timeout: Double = 30) {
        routes.append(
            .init(
                name: name,
                candidates: candidates,
                fallback: fallback,
                timeoutSeconds: timeout,
                weights: Self.weights,
                capabilities: []
            )
        )
    }

    private static let weights = RouterConfig.Weights(accuracy: 0.5, latency: 0.3, cost: 0.2)

    var router: RouterConfig {
        RouterConfig(
            fleet: "tests",
            environment: "loopback",
            weights: Self.weights,
            classifier: .init(
                kind: classifier,
                minConfidence: 0.6,
                folder: classifierFolder,
                encoder: encoder
            ),
            keywords: [.init(match: ["prove"], complexity: .high, domain: .maths)],
            routes: routes,
            models: models.map(\.routed),
            tenants: tenants,
            switchingCost: 0.05,
            clientTimeoutSeconds: clientTimeout
        )
    }

    /// - Parameter ports: of model servers.
    func scaling(ports: ClosedRange<Int>) -> ScalingConfig {
        ScalingConfig(
            fleet: "tests",
            environment: "loopback",
            driver: .process,
            gpuBudget: gpuBudget,
            pools: [.init(name: "slots", nodes: 1, gpusPerNode: gpuBudget, pricePerGpuHour: 3.6)],
            teams: [],
            models: models.map(\.scaled),
            processes: .init(host: "127.0.0.1", firstPort: ports.lowerBound, lastPort: ports.upperBound)
        )
    }

    /// Writes both files, each at once.
    func write(to folder: String, ports: ClosedRange<Int>) throws {
        for (name, bytes) in [("router", router.encoded()), ("scaling", scaling(ports: ports).encoded())] {
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name).json"), options: .atomic)
        }
    }
}

extension TestFleet.Model {
    fileprivate var routed: RouterConfig.Model {
        RouterConfig.Model(
            name: name,
            served: ([name] + aliases).map { .init(name: $0, upstream: name) }
                + adapters.sorted { $0.key < $1.key }.map { .init(name: $0.key, upstream: $0.value) },
            capabilities: capabilities,
            contextTokens: contextTokens,
            quality: .init(low: 0.9, medium: 0.7, high: high, head: head),
            throughput: .init(prefillTokensPerSecond: 5000, decodeTokensPerSecond: 100, measured: false),
            costPerHour: 3.6,
            gpus: 1,
            coldStart: .init(seconds: coldStart, estimated: false),
            address: nil,
            healthPath: "/health"
        )
    }

    fileprivate var scaled: ScalingConfig.Model {
        ScalingConfig.Model(
            name: name,
            team: nil,
            pool: "slots",
            gpus: 1,
            gpusPerNode: 1,
            nodes: 1,
            min: min,
            max: max,
            idle: idle,
            coldStart: .init(seconds: coldStart, estimated: false),
            dormancy: sleepLevel.map { .init(level: $0, wake: .init(seconds: 0.1, estimated: true)) },
            startupTimeoutSeconds: startupSeconds,
            minResidencySeconds: 0,
            longestStreamSeconds: longestStream,
            concurrency: concurrency,
            queue: .init(size: queueSize, timeoutSeconds: queueSeconds),
            schedule: [],
            target: nil,
            process: .init(
                command: [BuiltProgram.modelServer, "--port", "{port}", "--model", name] + arguments,
                env: [:],
                workingDirectory: nil,
                health: "/health"
            )
        )
    }
}
