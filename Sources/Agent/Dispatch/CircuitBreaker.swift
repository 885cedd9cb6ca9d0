/// Whether a replica may get requests, from how it did with the last ones.
///
/// After `threshold` failures in a row it is ejected for a while, twice as long each time; then one request is let through
/// as a trial, and what becomes of it decides. This is outlier ejection by consecutive errors as Envoy has it
/// (`consecutive_5xx`, `base_ejection_time`, `max_ejection_time`), with a trial as circuit breakers have.
struct CircuitBreaker: Sendable, Equatable {
    static let threshold = 5
    /// Seconds.
    static let firstEjection = 2.0
    static let longestEjection = 60.0

    private enum State: Sendable, Equatable {
        case closed(failures: Int)
        case open(until: Double)
        /// A trial is under way.
        case trying
    }

    private var state = State.closed(failures: 0)
    private var ejections = 0

    /// - Returns: whether a request may go there now.
    func admits(at now: Double) -> Bool {
        switch state {
        case .closed: true
        case .open(let until): now >= until
        case .trying: false
        }
    }

    /// When it admits one again; `nil` when that is not known, or it does already.
    var reopens: Double? { if case .open(let until) = state { until } else { nil } }

    /// A request goes there.
    mutating func begin(at now: Double) {
        if case .open(let until) = state, now >= until { state = .trying }
    }

    mutating func succeed() {
        state = .closed(failures: 0)
        ejections = 0
    }

    mutating func fail(at now: Double) {
        switch state {
        case .closed(let failures) where failures + 1 < Self.threshold: state = .closed(failures: failures + 1)
        case .open: break
        case .closed, .trying:
            let length = Self.firstEjection * Double(1 << min(ejections, 10))
            state = .open(until: now + min(Self.longestEjection, length))
            ejections += 1
        }
    }

    /// Nothing was learned: the client left before an answer.
    mutating func giveUp(at now: Double) { if state == .trying { state = .open(until: now) } }
}
