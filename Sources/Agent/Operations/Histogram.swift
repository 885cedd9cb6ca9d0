import AgentConfig

/// How often values of each size came.
struct Histogram: Sendable {
    private let bounds: [Double]
    /// Of values up to each bound, not cumulative; the last is for all above.
    private(set) var counts: [Int]
    private(set) var sum = 0.0

    init(_ metric: AgentMetric) {
        bounds = metric.buckets
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    mutating func add(_ value: Double) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket] += 1
        sum += value
    }

    /// - Parameter other: of the same metric.
    mutating func add(_ other: Histogram) {
        for bucket in counts.indices { counts[bucket] += other.counts[bucket] }
        sum += other.sum
    }
}
