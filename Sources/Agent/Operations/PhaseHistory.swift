/// The phases that models went through lately, as a value: what a timeline is drawn from.
///
/// Times are seconds on the clock of whoever notes them. It is bounded by time and by changes of a model, so that one that
/// flaps cannot fill the memory.
struct PhaseHistory: Sendable, Equatable {
    struct Span: Sendable, Equatable {
        var phase: String
        /// It lasts until the next one starts.
        var start: Double
        /// Why the model started or went last.
        var cause: String?
    }

    let seconds: Double
    /// Of one model.
    let mostSpans: Int
    /// Changes that there have been: who has seen as many has seen all.
    private(set) var changes = 0
    private var spans: [String: [Span]] = [:]

    init(seconds: Double = 900, mostSpans: Int = 240) {
        self.seconds = seconds
        self.mostSpans = mostSpans
    }

    /// The phase of a model, which may be the one that it was in before.
    mutating func note(_ model: String, _ phase: String, cause: @autoclosure () -> String?, at now: Double) {
        var known = spans[model] ?? []
        guard known.last?.phase != phase else { return }
        // What did not last did not happen.
        if let last = known.last, last.start >= now { known.removeLast() }
        if known.last?.phase != phase { known.append(Span(phase: phase, start: now, cause: cause())) }
        let over = zip(known, known.dropFirst()).prefix { $1.start <= now - seconds }.count
        known.removeFirst(max(over, known.count - mostSpans))
        spans[model] = known
        changes += 1
    }

    /// The spans of a model that reach into the last `seconds`, the oldest first and cut where those begin.
    func spans(of model: String, at now: Double) -> [Span] {
        let begin = now - seconds
        let known = spans[model] ?? []
        let over = zip(known, known.dropFirst()).prefix { $1.start <= begin }.count
        return known.dropFirst(over).map { Span(phase: $0.phase, start: max($0.start, begin), cause: $0.cause) }
    }
}

/// The history as the admin API tells of it.
struct HistoryReport: Encodable {
    /// As far as it reaches back.
    var seconds: Double
    var changes: Int
    /// Seconds since 1970.
    var time: Double
    var models: [Model]

    struct Model: Encodable {
        var name: String
        var spans: [Span]
    }

    struct Span: Encodable {
        var phase: String
        /// Seconds since 1970.
        var start: Double
        var cause: String?
    }
}

extension HistoryReport {
    /// - Parameters:
    ///   - now: on the clock of the history.
    ///   - time: the same moment in seconds since 1970.
    init(_ history: PhaseHistory, of models: [String], at now: Double, time: Double) {
        seconds = history.seconds
        changes = history.changes
        self.time = time
        self.models = models.map { name in
            Model(
                name: name,
                spans: history.spans(of: name, at: now).map {
                    Span(phase: $0.phase, start: time - (now - $0.start), cause: $0.cause)
                }
            )
        }
    }
}
