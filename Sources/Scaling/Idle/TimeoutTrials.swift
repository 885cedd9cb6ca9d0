/// What each of many timeouts would have cost, had it been kept: for each a model is imagined, and all of them meet the requests
/// that come.
///
/// A timeout changes more than the gap that it ends: all that come during a start wait for it, not only the first, and gaps
/// between them would have cost time awake as well. So each trial counts, in seconds awake,
///
///     cost = time awake or starting + λ · waits of all requests
///
/// and the timeout whose trial has cost least is the one to take (fixed timeouts as experts: Helmbold, Long, Sconyers and
/// Sherrod: Adaptive disk spin-down for mobile computers, 2000). After a start a gap is as long in every trial as it really
/// was: whoever got an answer later asks again later.
package struct TimeoutTrials: Sendable, Equatable {
    package let bounds: ClosedRange<Double>
    /// Both bounds, and between them the ends of the buckets of `GapHistogram`.
    let timeouts: [Double]
    private var trials: [Trial]
    /// Gaps that were longer than the shortest timeout; those of earlier days count as less than one.
    private(set) var gaps = 0.0
    private var decay = DailyDecay()

    private struct Trial: Sendable, Equatable {
        var cost = 0.0
        /// When its requests are done; `nil` before the first.
        var busyUntil: Double?
        var readyAt = -Double.infinity

        /// - Returns: whether the model had slept.
        mutating func meet(_ request: Request, timeout: Double) -> Bool {
            let time = request.time
            guard let busyUntil else {
                wake(for: request)
                return true
            }
            let gap = time < busyUntil ? 0 : request.gap ?? (time - busyUntil)
            guard gap <= timeout else {
                cost += timeout
                wake(for: request)
                return true
            }
            let begin = max(time, readyAt)
            let end = max(busyUntil, begin + request.work)
            cost += gap + end - max(time, busyUntil) + request.waitWeight * (begin - time)
            self.busyUntil = end
            return false
        }

        private mutating func wake(for request: Request) {
            readyAt = request.time + request.coldStart
            busyUntil = readyAt + request.work
            cost += request.coldStart + request.work + request.waitWeight * request.coldStart
        }
    }

    /// A request as all trials meet it.
    package struct Request: Sendable {
        /// When it comes.
        var time: Double
        /// For how long the model really had no requests; `nil` if it had some, or none before.
        var gap: Double?
        /// Seconds that it keeps a replica at work.
        var work: Double
        /// Seconds from nothing to ready.
        var coldStart: Double
        /// λ: seconds awake that a second of waiting is worth.
        var waitWeight: Double

        package init(at time: Double, after gap: Double?, work: Double, coldStart: Double, waitWeight: Double) {
            (self.time, self.gap) = (time, gap)
            (self.work, self.coldStart, self.waitWeight) = (work, coldStart, waitWeight)
        }
    }

    package init(within bounds: ClosedRange<Double>) {
        self.bounds = bounds
        let between = GapHistogram.ends.filter { $0 > bounds.lowerBound && $0 < bounds.upperBound }
        timeouts =
            [bounds.lowerBound] + between + (bounds.upperBound > bounds.lowerBound ? [bounds.upperBound] : [])
        trials = timeouts.map { _ in Trial() }
    }

    package mutating func meet(_ request: Request) {
        if let rest = decay.rest(at: request.time) {
            gaps *= rest
            for index in trials.indices { trials[index].cost *= rest }
        }
        let isFirst = trials[0].busyUntil == nil
        for index in trials.indices {
            let hadSlept = trials[index].meet(request, timeout: timeouts[index])
            if index == 0, hadSlept, !isFirst { gaps += 1 }
        }
    }

    /// The shortest of the cheapest.
    package var cheapest: Double {
        var best = 0
        // By more than rounding: with nothing left to wait for, longer is not better.
        for index in trials.indices where trials[index].cost < trials[best].cost * (1 - 1e-9) { best = index }
        return timeouts[best]
    }

    /// What a timeout's trial has cost, seconds awake.
    func cost(of index: Int) -> Double { trials[index].cost }

    /// Continues on another clock.
    mutating func shiftClock(by seconds: Double) {
        decay.shiftClock(by: seconds)
        for index in trials.indices {
            trials[index].busyUntil = trials[index].busyUntil.map { $0 + seconds }
            trials[index].readyAt += seconds
        }
    }
}

// MARK: Keeping it

extension TimeoutTrials: Codable {
    private enum Key: String, CodingKey {
        case shortest, longest, agedAt, gaps, costs
    }

    /// What the trials were doing is left out: each begins with the next request as if it were the first. Costs that no trials
    /// have are as good as none: learned statistics that are lost cost little, wrong ones more.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let shortest = try container.decode(Double.self, forKey: .shortest)
        let longest = try container.decode(Double.self, forKey: .longest)
        guard shortest >= 0, shortest <= longest else {
            throw DecodingError.dataCorruptedError(forKey: .longest, in: container, debugDescription: "no bounds")
        }
        self.init(within: shortest...longest)
        let costs = try container.decode([Double].self, forKey: .costs)
        let gaps = try container.decode(Double.self, forKey: .gaps)
        guard costs.count == trials.count, (costs + [gaps]).allSatisfy({ $0 >= 0 && $0.isFinite }) else { return }
        decay.agedAt = try container.decodeIfPresent(Double.self, forKey: .agedAt).flatMap { $0.isFinite ? $0 : nil }
        self.gaps = gaps
        for index in trials.indices { trials[index].cost = costs[index] }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(bounds.lowerBound, forKey: .shortest)
        try container.encode(bounds.upperBound, forKey: .longest)
        try container.encodeIfPresent(decay.agedAt, forKey: .agedAt)
        try container.encode(gaps, forKey: .gaps)
        try container.encode(trials.map(\.cost), forKey: .costs)
    }
}
