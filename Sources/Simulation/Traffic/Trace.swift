package import AgentConfig

/// Requests in the order in which they come.
package struct Trace: Sendable, Equatable {
    package struct Request: Sendable, Equatable {
        /// Seconds since the trace begins.
        package var time: Double
        package var promptTokens: Int
        package var answerTokens: Int
        /// The route or model that was asked for; `nil` where the trace does not say.
        package var name: String?
        /// What the prompt is, where the trace says it.
        package var complexity: RouterConfig.Complexity?
        package var domain: RouterConfig.Domain?

        package init(
            time: Double,
            promptTokens: Int,
            answerTokens: Int,
            name: String? = nil,
            complexity: RouterConfig.Complexity? = nil,
            domain: RouterConfig.Domain? = nil
        ) {
            self.time = time
            self.promptTokens = promptTokens
            self.answerTokens = answerTokens
            self.name = name
            self.complexity = complexity
            self.domain = domain
        }
    }

    package private(set) var requests: [Request]
    /// When it begins, seconds since 1970; `nil` where it counts from zero.
    package var start: Double?
    /// Seconds from its beginning to its end.
    package var duration: Double

    /// - Parameter times: seconds on any clock: the trace begins with the first.
    package init(_ requests: [Request], start: Double? = nil, duration: Double? = nil) {
        var sorted = requests
        // Those at the same time keep their order.
        let isSorted = zip(requests, requests.dropFirst()).allSatisfy { $0.time <= $1.time }
        if !isSorted {
            sorted = requests.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
                \.element
            )
        }
        self.requests = sorted
        self.start = start
        self.duration = max(duration ?? 0, sorted.last?.time ?? 0)
    }

    /// The first requests only, up to a time.
    package func prefix(seconds: Double) -> Trace {
        guard seconds < duration else { return self }
        return Trace(requests.filter { $0.time < seconds }, start: start, duration: seconds)
    }

    /// The same shape with more or fewer requests: each comes as often as the factor says, the rest by lot.
    ///
    /// What comes more than once comes at times drawn between it and the next.
    package func scaled(by factor: Double, seed: UInt64) -> Trace {
        guard factor != 1 else { return self }
        var lots = Lots(seed: seed, stream: 1)
        var scaled: [Request] = []
        scaled.reserveCapacity(Int(Double(requests.count) * factor) + 1)
        for (index, request) in requests.enumerated() {
            let copies = Int(factor) + (lots.share() < factor - factor.rounded(.down) ? 1 : 0)
            let next = index + 1 < requests.count ? requests[index + 1].time : duration
            for copy in 0..<copies {
                var request = request
                if copy > 0 { request.time += lots.share() * max(0, next - request.time) }
                scaled.append(request)
            }
        }
        return Trace(scaled, start: start, duration: duration)
    }
}
