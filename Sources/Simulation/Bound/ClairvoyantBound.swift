import AgentConfig

/// The least GPU time in which a fleet can do what it did, without a request that waits for a start.
///
/// It knows all arrivals. A model that works on n requests at a time needs ⌈n ÷ concurrency⌉ replicas; the r-th of them is
/// busy whenever that many are needed. Between two such times, g seconds apart, it is either kept, for g seconds of its GPUs,
/// or stopped and started again so that it is ready in time, for c seconds, those of a cold start:
///
///     cost(g) = min(g, c)
///
/// Since a start that is foreseen makes nobody wait, this is exact for one model, as no choice changes another. For a fleet
/// it is a lower bound: budgets and nodes, which could only make it dearer, are left out, as is the time that stopping
/// takes. The work is that of the run with all replicas always on, routed in the same way.
struct ClairvoyantBound {
    /// GPU-seconds and starts, by the model's place in the simulation.
    private(set) var gpuSeconds: [Double] = []
    private(set) var starts: [Int] = []
    /// Replicas that are needed at a time, at most.
    private(set) var peaks: [Int] = []
    private(set) var timeline: GPUTimeline

    /// - Parameter run: with all replicas always on, after it has run.
    init(_ run: Simulator) {
        timeline = GPUTimeline(models: run.models.count, duration: run.traffic.trace.duration)
        var work = [[(begin: Double, end: Double)]](repeating: [], count: run.models.count)
        for request in run.book.states.indices where run.book.states[request] == .served {
            guard let model = run.routed[Int(run.book.models[request])] else { continue }
            work[model].append((run.book.begun[request], run.book.last[request]))
        }
        for (place, model) in run.models.enumerated() {
            var (seconds, starts) = (0.0, 0)
            let levels = Self.busy(work[place], concurrency: model.spec.concurrency, most: model.spec.max)
            for (level, spans) in levels.enumerated() {
                let held = Self.held(
                    spans,
                    coldStart: model.spec.coldStart.seconds,
                    isKept: level < Self.kept(run, place)
                )
                starts += held.starts
                for span in held.spans {
                    seconds += timeline.add(model.spec.gpus, of: place, from: span.begin, to: span.end)
                }
            }
            peaks.append(levels.count { !$0.isEmpty })
            gpuSeconds.append(seconds)
            self.starts.append(starts)
        }
    }

    /// Replicas that the spec keeps awake whatever comes.
    private static func kept(_ run: Simulator, _ place: Int) -> Int {
        run.fleet.scaling.models.first { $0.name == run.models[place].spec.name }?.min ?? 0
    }

    /// When each replica is needed: by its number, the first being needed with the first request.
    static func busy(
        _ work: [(begin: Double, end: Double)],
        concurrency: Int,
        most: Int
    ) -> [[(begin: Double, end: Double)]] {
        var changes = work.flatMap { [(time: $0.begin, by: 1), (time: $0.end, by: -1)] }
        // Who ends makes room for who begins at the same time.
        changes.sort { ($0.time, $0.by) < ($1.time, $1.by) }
        var levels = [[(begin: Double, end: Double)]](repeating: [], count: most)
        var since = [Double](repeating: 0, count: most)
        var (load, needed) = (0, 0)
        for change in changes {
            load += change.by
            let now = min(most, (load + concurrency - 1) / concurrency)
            while needed < now {
                since[needed] = change.time
                needed += 1
            }
            while needed > now {
                needed -= 1
                if change.time > since[needed] { levels[needed].append((since[needed], change.time)) }
            }
        }
        return levels
    }

    /// When a replica is held that is needed at some times.
    private static func held(
        _ spans: [(begin: Double, end: Double)],
        coldStart: Double,
        isKept: Bool
    ) -> (spans: [(begin: Double, end: Double)], starts: Int) {
        if isKept { return ([(0, .infinity)], 0) }
        var held: [(begin: Double, end: Double)] = []
        var starts = 0
        for span in spans {
            if let last = held.last, span.begin - last.end <= coldStart {
                held[held.count - 1].end = span.end
            } else {
                held.append((span.begin - coldStart, span.end))
                starts += 1
            }
        }
        return (held, starts)
    }

    /// The run at this price.
    func applied(to result: SimulationResult, _ fleet: SimulatedFleet) -> SimulationResult {
        var result = result
        result.timeline = timeline
        (result.gpuHours, result.cost, result.coldStarts) = (0, 0, 0)
        for place in result.models.indices {
            let hours = gpuSeconds[place] / 3600
            let spec = fleet.scaling.models[place]
            let price = fleet.scaling.pools.first { $0.name == spec.pool }?.pricePerGpuHour
            result.models[place].gpuHours = hours
            result.models[place].cost = price.map { $0 * hours }
            result.models[place].coldStarts = starts[place]
            result.gpuHours += hours
            result.cost += hours * (price ?? 0)
            result.coldStarts += starts[place]
        }
        return result
    }
}
