/// What is measured of a model's answers while it serves, as far as decisions need it.
package struct LiveFigures: Sendable, Equatable {
    /// Of answers that ended well, seconds.
    package var duration = Average()
    /// Of one request, tokens a second.
    package var decode = Average()

    package init() {}

    /// Seconds until a request that comes now is begun on.
    ///
    /// - Parameters:
    ///   - busy: requests that are worked on or wait.
    ///   - slots: how many can be worked on at a time.
    package func queueWait(busy: Int, slots: Int) -> Double {
        guard slots > 0, busy >= slots, let duration = duration.value else { return 0 }
        return Double(busy - slots + 1) / Double(slots) * duration
    }
}

/// A mean that forgets: each new value counts a tenth, the first ones more.
package struct Average: Sendable, Equatable {
    package private(set) var value: Double?
    private var count = 0.0

    package init() {}

    package mutating func add(_ new: Double) {
        guard new.isFinite else { return }
        count = min(count + 1, 10)
        value = value.map { $0 + (new - $0) / count } ?? new
    }
}
