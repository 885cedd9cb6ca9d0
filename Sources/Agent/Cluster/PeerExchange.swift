import AgentConfig
import Scaling
import Synchronization

/// What this agent and the others tell each other.
final class PeerExchange: Sendable {
    private struct State {
        var book = PeerBook()
        var number = 0
        var decisions: FleetDecisions?
        var learned: LearnedState?
        var isLeaving = false
        /// What was announced last.
        var announced: AgentReport?
    }

    let identity: String
    private let dispatcher: Dispatcher
    private let state = Mutex(State())
    private let news: AsyncStream<Void>.Continuation
    /// A turn each time that others have said something new.
    let turns: AsyncStream<Void>

    init(_ identity: String, _ dispatcher: Dispatcher) {
        self.identity = identity
        self.dispatcher = dispatcher
        (turns, news) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Telling

    /// What this agent has to say now.
    func report() -> AgentReport {
        let counts = dispatcher.read { $0.counts }
        return state.withLock { state in
            state.number += 1
            return AgentReport(
                agent: identity,
                number: state.number,
                isLeaving: state.isLeaving,
                models: counts,
                decisions: state.decisions,
                learned: state.learned
            )
        }
    }

    /// Whether others do not know yet what there is to say; they are taken to be told then.
    func hasNews() -> Bool {
        let report = report()
        return state.withLock { state in
            if let announced = state.announced, announced.saysTheSame(as: report) { return false }
            state.announced = report
            return true
        }
    }

    /// - Parameter decisions: `nil` if this agent does not decide.
    func set(_ decisions: FleetDecisions?, learned: LearnedState?) {
        state.withLock { ($0.decisions, $0.learned) = (decisions, learned) }
    }

    func leave() {
        state.withLock { state in
            state.isLeaving = true
            state.decisions = nil
        }
    }

    // MARK: Hearing

    /// Another agent reports, and is answered.
    func exchange(_ report: AgentReport) -> AgentReport {
        hear(report)
        return self.report()
    }

    func hear(_ report: AgentReport) {
        guard report.agent != identity else { return }
        let now = Dispatcher.now
        if state.withLock({ $0.book.hear(report, at: now) }) { news.yield() }
    }

    func expire() {
        let now = Dispatcher.now
        if state.withLock({ $0.book.expire(at: now) }) { news.yield() }
    }

    func read<Value: Sendable>(_ body: (PeerBook) -> Value) -> Value { state.withLock { body($0.book) } }

    /// Lets the requests of others count like its own.
    func apply() {
        let book = state.withLock { $0.book }
        dispatcher.update { state, now in
            var effects: [DispatchState.Effect] = []
            state.agents = 1 + book.agents.count
            for desk in state.models {
                let others = book.others(desk.spec.name) { state.replica(of: desk.id, at: $0) }
                let fresh = book.inFlight(desk.spec.name, at: now)
                guard
                    others != state.scaler.others(of: desk.id) || desk.seats.contains(where: { $0.elsewhere > 0 })
                        || !fresh.isEmpty
                else { continue }
                effects += state.hear(of: others, fresh: fresh, for: desk.id, at: now)
            }
            return effects
        }
    }
}
