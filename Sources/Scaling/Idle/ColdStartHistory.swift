package import AgentConfig

/// How long a model takes from nothing to ready, as seen lately.
///
/// The last starts are kept as they are: there are few, and their mean and quantiles then need no distribution that
/// might not be theirs. Until one has been seen, the figure of the spec stands for them.
package struct ColdStartHistory: Sendable, Equatable, Codable {
    static let most = 32

    /// Seconds, the latest last.
    private var starts: [Double] = []

    package init() {}

    package var count: Int { starts.count }

    package mutating func add(_ seconds: Double) {
        guard seconds.isFinite, seconds >= 0 else { return }
        if starts.count == Self.most { starts.removeFirst() }
        starts.append(seconds)
    }

    package func mean(_ spec: ColdStart) -> Double {
        starts.isEmpty ? spec.seconds : starts.reduce(0, +) / Double(starts.count)
    }

    /// The time that nine of ten starts are done in: the nearest rank, so that of few it is the slowest. Before one was
    /// seen it is half as long again as the spec says, as is the time for which its requests wait.
    package func late(_ spec: ColdStart) -> Double {
        guard !starts.isEmpty else { return spec.seconds * 1.5 }
        return starts.sorted()[(starts.count * 9 + 9) / 10 - 1]
    }

    /// What is left of a start after some time: the mean of those that took longer, less that time. One that takes longer
    /// than all before it is expected to take half as long again.
    package func rest(after elapsed: Double, _ spec: ColdStart) -> Double {
        let longer = (starts.isEmpty ? [spec.seconds] : starts).filter { $0 > elapsed }
        return longer.isEmpty ? elapsed / 2 : longer.reduce(0, +) / Double(longer.count) - elapsed
    }

    /// What no start takes is left out.
    package init(from decoder: any Decoder) throws {
        for seconds in try decoder.singleValueContainer().decode([Double].self).suffix(Self.most) { add(seconds) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(starts)
    }
}
