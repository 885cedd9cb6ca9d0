/// When a replica is asked for its health, and what the answers mean: no sockets, no clock.
struct HealthPace {
    enum Change: Equatable {
        case ready
        case lost(HealthProblem)
        case regained
    }

    private let tuning: DriverTuning
    private(set) var isReady = false
    /// The answers missed in a row since it was ready.
    private var misses = 0
    private var startDelay: Double
    /// The last answer, unless it was 200.
    private(set) var problem: HealthProblem?

    init(_ tuning: DriverTuning) {
        self.tuning = tuning
        startDelay = tuning.firstDelay
    }

    private var isLost: Bool { misses >= tuning.toleratedMisses }

    /// Takes an answer; `nil` is 200.
    mutating func take(_ answer: HealthProblem?) -> Change? {
        let wasReady = isReady
        let wasLost = isLost
        problem = answer
        guard let answer else {
            isReady = true
            misses = 0
            return wasReady ? (wasLost ? .regained : nil) : .ready
        }
        guard wasReady else {
            // By a twentieth: at any time the delay is about a twentieth of the time that the start has taken.
            startDelay = min(startDelay * 1.05, tuning.longestDelay)
            return nil
        }
        misses = min(misses + 1, tuning.toleratedMisses)
        return isLost && !wasLost ? .lost(answer) : nil
    }

    /// Seconds from an answer to the next question. One that is ill is asked as often as one that starts: it gets no
    /// requests until it is well.
    var delay: Double { isReady ? (misses > 0 ? min(tuning.longestDelay, tuning.period) : tuning.period) : startDelay }
}
