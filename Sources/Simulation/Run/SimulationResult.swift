import AgentConfig
import Routing

/// What a simulation came to.
package struct SimulationResult: Sendable, Equatable {
    package var requests = 0
    package var served = 0
    /// Refused with 429: as many waited as may.
    package var tooMany = 0
    /// Refused with 503: they waited for as long as they may, or nothing could serve them.
    package var unavailable = 0
    /// Their replica was stopped while it answered.
    package var cut = 0
    /// The share of all requests that got a good answer, by the quality that the fleet says its models have.
    package var success = 0.0
    /// Seconds to the whole answer of those that were served.
    package var latency = Quantiles()
    /// Seconds to its first token.
    package var firstToken = Quantiles()
    /// Seconds that requests waited, in all, because no replica served when they came.
    package var coldWait = 0.0
    /// How many did.
    package var coldRequests = 0
    package var coldStarts = 0
    package var evictions = 0
    package var gpuHours = 0.0
    /// In the currency of the spec, of all GPU hours that have a price.
    package var cost = 0.0
    /// Whether some have none.
    package var isPartlyPriced = false
    /// Seconds of the trace.
    package var duration = 0.0
    package var models: [Model] = []
    package var timeline: GPUTimeline

    package struct Model: Sendable, Equatable {
        package var name: String
        package var requests: Int
        package var gpuHours: Double
        package var cost: Double?
        package var coldStarts: Int
        package var evictions: Int
        package var coldWait: Double
        package var coldRequests: Int
    }

    /// `nil` where nothing was served.
    package var costPerQuery: Double? { served > 0 ? cost / Double(served) : nil }

    /// GPUs in use on average.
    package var meanGPUs: Double { duration > 0 ? gpuHours * 3600 / duration : 0 }
}

/// How seconds are spread.
package struct Quantiles: Sendable, Equatable {
    package var mean = 0.0
    package var p50 = 0.0
    package var p95 = 0.0
    package var p99 = 0.0

    init() {}

    /// By the nearest rank.
    init(_ values: [Double]) {
        guard !values.isEmpty else { return }
        let sorted = values.sorted()
        func rank(_ share: Double) -> Double {
            sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
        }
        mean = values.reduce(0, +) / Double(values.count)
        (p50, p95, p99) = (rank(0.5), rank(0.95), rank(0.99))
    }
}

extension SimulationResult {
    init(_ run: Simulator) {
        timeline = run.timeline
        duration = run.traffic.trace.duration
        requests = run.book.states.count
        let quality = PromptTruth.all.map { run.router.expectedQuality($0.judgement) }
        var (latencies, firsts): ([Double], [Double]) = ([], [])
        latencies.reserveCapacity(requests)
        firsts.reserveCapacity(requests)
        var asked = [Int](repeating: 0, count: run.models.count)
        var cold = [(requests: Int, wait: Double)](repeating: (0, 0), count: run.models.count)
        for (index, request) in run.traffic.trace.requests.enumerated() {
            switch run.book.states[index] {
            case .served:
                let model = Int(run.book.models[index])
                served += 1
                success += quality[Int(run.traffic.truths[index])][model]
                latencies.append(run.book.last[index] - request.time)
                firsts.append(run.book.first[index] - request.time)
            case .tooMany: tooMany += 1
            case .unavailable: unavailable += 1
            case .cut: cut += 1
            case .coming, .waiting, .running: break
            }
            let router = Int(run.book.models[index])
            guard router >= 0, let model = run.routed[router] else { continue }
            asked[model] += 1
            guard run.book.wasCold[index] else { continue }
            let end = run.book.states[index] == .served ? run.book.begun[index] : run.book.last[index]
            cold[model].requests += 1
            cold[model].wait += end - request.time
        }
        success = requests > 0 ? success / Double(requests) : 0
        latency = Quantiles(latencies)
        firstToken = Quantiles(firsts)
        for (index, model) in run.models.enumerated() {
            let price = run.fleet.scaling.pools.first { $0.name == model.spec.pool }?.pricePerGpuHour
            let hours = model.tally.gpuSeconds / 3600
            gpuHours += hours
            cost += hours * (price ?? 0)
            isPartlyPriced = isPartlyPriced || price == nil && hours > 0
            coldStarts += model.tally.coldStarts
            evictions += model.tally.evictions
            coldWait += cold[index].wait
            coldRequests += cold[index].requests
            models.append(
                Model(
                    name: model.spec.name,
                    requests: asked[index],
                    gpuHours: hours,
                    cost: price.map { $0 * hours },
                    coldStarts: model.tally.coldStarts,
                    evictions: model.tally.evictions,
                    coldWait: cold[index].wait,
                    coldRequests: cold[index].requests
                )
            )
        }
    }
}
