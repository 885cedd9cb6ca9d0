import AgentConfig
import FoundationEssentials
package import Simulation

/// `spindle simulate --format json`. Times are in seconds, money in the currency of the spec, shares from 0 to 1.
package struct SimulationReport: Encodable {
    var version = 1
    var environment: String
    var seed: UInt64
    var trace: TraceFigures
    var gpuBudget: Int
    var strategies: [StrategyFigures]

    struct TraceFigures: Encodable {
        var requests: Int
        var seconds: Double
        var promptTokens: Int
        var answerTokens: Int
    }

    struct StrategyFigures: Encodable {
        var name: String
        var success: Double
        var latency: Spread
        var firstToken: Spread
        var gpuHours: Double
        var cost: Double
        /// Absent where nothing was served.
        var costPerQuery: Double?
        /// Whether some GPUs have no price, and are left out of the cost.
        var isPartlyPriced: Bool
        /// Mean GPUs held, of the budget.
        var gpuUse: Double
        var coldStarts: Int
        var coldRequests: Int
        var coldWait: Double
        var evictions: Int
        var served: Int
        var tooMany: Int
        var unavailable: Int
        var cut: Int
        var models: [ModelFigures]
        /// Mean GPUs that each model holds in equal parts of the trace.
        var timeline: [[Double]]
    }

    struct Spread: Encodable {
        var mean, p50, p95, p99: Double

        init(_ quantiles: Quantiles) {
            (mean, p50, p95, p99) = (quantiles.mean, quantiles.p50, quantiles.p95, quantiles.p99)
        }
    }

    struct ModelFigures: Encodable {
        var name: String
        var requests: Int
        var gpuHours: Double
        var cost: Double?
        var coldStarts: Int
        var coldWait: Double
        var evictions: Int
    }

    package init(
        _ fleet: SimulatedFleet,
        _ traffic: Traffic,
        _ settings: SimulationSettings,
        _ strategies: [Strategy],
        _ results: [SimulationResult]
    ) {
        environment = fleet.scaling.environment
        seed = settings.seed
        let requests = traffic.trace.requests
        trace = TraceFigures(
            requests: requests.count,
            seconds: traffic.trace.duration,
            promptTokens: requests.reduce(0) { $0 + $1.promptTokens },
            answerTokens: requests.reduce(0) { $0 + $1.answerTokens }
        )
        gpuBudget = fleet.scaling.gpuBudget
        let budget = Double(max(1, fleet.scaling.gpuBudget))
        self.strategies = zip(strategies, results).map { StrategyFigures($0.name, $1, budget: budget) }
    }

    /// - Throws: when a figure is no number, which JSON cannot say.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension SimulationReport.StrategyFigures {
    fileprivate init(_ name: String, _ result: SimulationResult, budget: Double) {
        self.init(
            name: name,
            success: result.success,
            latency: .init(result.latency),
            firstToken: .init(result.firstToken),
            gpuHours: result.gpuHours,
            cost: result.cost,
            costPerQuery: result.costPerQuery,
            isPartlyPriced: result.isPartlyPriced,
            gpuUse: result.meanGPUs / budget,
            coldStarts: result.coldStarts,
            coldRequests: result.coldRequests,
            coldWait: result.coldWait,
            evictions: result.evictions,
            served: result.served,
            tooMany: result.tooMany,
            unavailable: result.unavailable,
            cut: result.cut,
            models: result.models.map {
                .init(
                    name: $0.name,
                    requests: $0.requests,
                    gpuHours: $0.gpuHours,
                    cost: $0.cost,
                    coldStarts: $0.coldStarts,
                    coldWait: $0.coldWait,
                    evictions: $0.evictions
                )
            },
            timeline: result.models.indices.map { result.timeline.gpus(of: $0) }
        )
    }
}
