import AgentConfig
import KEDAScaler
import Scaling
import Synchronization

/// What KEDA is told, whichever agent it asks: what the one that decides has decided.
final class DemandBoard: ScalerAnswers {
    private enum Source {
        /// It is not known yet what runs.
        case none
        /// Nobody has decided since this agent began: what runs is to go on.
        case found
        case own
        /// Of another agent, heard at that time.
        case other(FleetDecisions, at: Double)
    }

    private struct State {
        var source = Source.none
        /// What streams were last told to look at.
        var active: [String: Bool] = [:]
        var streams: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let dispatcher: Dispatcher
    private let metrics: Metrics
    private let state = Mutex(State())

    init(_ dispatcher: Dispatcher, _ metrics: Metrics) {
        self.dispatcher = dispatcher
        self.metrics = metrics
    }

    // MARK: What holds

    func found() { change { if case .none = $0 { $0 = .found } } }

    func decideAlone() { change { $0 = .own } }

    func follow(_ decisions: FleetDecisions, at now: Double) { change { $0 = .other(decisions, at: now) } }

    /// This agent decides no more; what it decided last holds until another is heard.
    func step(down decisions: FleetDecisions, at now: Double) {
        change { if case .own = $0 { $0 = .other(decisions, at: now) } }
    }

    private func change(_ body: (inout Source) -> Void) {
        state.withLock { body(&$0.source) }
        look()
    }

    /// Wakes the streams if a model is active now that was not, or the other way round.
    func look() {
        let own = dispatcher.read { $0.decisions(term: 0).models }
        let source = state.withLock { $0.source }
        var active: [String: Bool] = [:]
        for (name, decision) in own { active[name] = (try? Self.demand(for: name, by: source, decision))?.isActive }
        let streams = state.withLock { state -> [AsyncStream<Void>.Continuation] in
            guard state.active != active else { return [] }
            state.active = active
            return Array(state.streams.values)
        }
        for stream in streams { stream.yield() }
    }

    // MARK: What KEDA asks

    func concurrency(of model: String) throws(ScalerRefusal) -> Double {
        let found = dispatcher.read { state in
            state.spec(named: model).map { Double($0.concurrency) }
        }
        guard let found else { throw unknown() }
        return found
    }

    func demand(for model: String) throws(ScalerRefusal) -> ModelDemand {
        let own = dispatcher.read { state in state.scaler.id(of: model).map(state.decision) }
        guard let own else { throw unknown() }
        return try Self.demand(for: model, by: state.withLock { $0.source }, own)
    }

    /// - Parameter own: what this agent would decide.
    private static func demand(
        for model: String,
        by source: Source,
        _ own: FleetDecisions.Model
    ) throws(ScalerRefusal) -> ModelDemand {
        switch source {
        case .none: throw .undecided("this agent has not seen yet what runs")
        case .found, .own: return ModelDemand(own)
        case .other(let decisions, let heardAt):
            guard Dispatcher.now - heardAt <= PeerBook.memory else {
                throw .undecided("no agent has decided anything for \(Int(PeerBook.memory)) s")
            }
            guard let decision = decisions.models[model] else { throw .undecided("nothing is decided for it yet") }
            return ModelDemand(decision)
        }
    }

    func turns() -> AsyncStream<Void> {
        let (turns, next) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.streams[state.next] = next
            return state.next
        }
        next.onTermination = { [self] _ in state.withLock { _ = $0.streams.removeValue(forKey: number) } }
        return turns
    }

    func noteQuestion(about model: String) {
        if dispatcher.read({ $0.scaler.id(of: model) != nil }) { metrics.count(.scalerQuestions, model) }
    }

    private func unknown() -> ScalerRefusal { .unknown(known: dispatcher.read { $0.models.map(\.spec.name).sorted() }) }
}

extension ModelDemand {
    fileprivate init(_ decision: FleetDecisions.Model) {
        self.init(isActive: decision.replicas > 0, load: decision.load)
    }
}
