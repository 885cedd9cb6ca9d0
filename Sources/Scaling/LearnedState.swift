import AgentConfig

/// What a scaler has learned, to be kept over a restart. Without it the figures of the spec stand until there are others.
package struct LearnedState: Sendable, Equatable, Codable {
    /// A version that is not known is not restored.
    static let version = 1

    var version = LearnedState.version
    /// The time on the clock of the scaler that learned.
    package private(set) var at: Double
    var models: [String: Model]

    struct Model: Sendable, Equatable, Codable {
        var idle: IdleLearner
        var coldStarts: ColdStartHistory
        /// Absent in what was learned before there were any.
        var wakings: ColdStartHistory?
    }
}

extension FleetScaler {
    /// What is worth keeping, of models that are removed as well: they may come back.
    package var learned: LearnedState {
        LearnedState(
            at: now,
            models: Dictionary(
                lives.map { ($0.spec.name, .init(idle: $0.learner, coldStarts: $0.coldStarts, wakings: $0.wakings)) }
            ) { first, _ in first }
        )
    }

    /// The clock may be another now: ages stay what they were, and the time in between counts as none.
    mutating func restore(_ learned: LearnedState) {
        guard learned.version == LearnedState.version, learned.at.isFinite else { return }
        for index in lives.indices {
            guard var model = learned.models[lives[index].spec.name] else { continue }
            model.idle.shiftClock(by: now - learned.at)
            lives[index].learner = model.idle
            lives[index].coldStarts = model.coldStarts
            lives[index].wakings = model.wakings ?? ColdStartHistory()
        }
    }
}
