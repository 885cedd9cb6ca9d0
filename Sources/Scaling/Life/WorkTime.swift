/// How long a request keeps a replica at work, by Little's law: requests in flight, over time, for each one that has ended.
struct WorkTime: Sendable, Equatable {
    /// So many of the last count, about.
    private static let memory = 512.0

    private var seconds = 0.0
    private var ended = 0.0
    private var since: Double

    init(at now: Double) { since = now }

    /// Seconds; zero before a request has ended.
    var mean: Double { ended > 0 ? seconds / ended : 0 }

    /// - Parameter inFlight: how many there have been since this was last said.
    mutating func pass(to now: Double, inFlight: Int) {
        seconds += Double(inFlight) * max(0, now - since)
        since = now
    }

    mutating func end() {
        ended += 1
        guard ended > 2 * Self.memory else { return }
        (seconds, ended) = (seconds / 2, ended / 2)
    }
}
