package import AgentConfig

/// Decides when the replicas of a fleet start and stop: events and the time go in, actions come out.
///
/// It has no clock, does nothing itself and draws no lots: the same events at the same times give the same actions.
/// Times are seconds on any one clock that does not go back; one that does is taken to stand still.
///
/// A model lives from zero through starting, ready and draining to zero again. What decides:
///
/// - **Demand.** Replicas = (requests in flight + waiting) ÷ `concurrency`, rounded up, within `min` (or what the schedule
///   or a pin asks for) and `max`. What is missing starts at once if there are GPUs.
/// - **Idleness.** A model without requests goes after its idle timeout (`IdleLearner`), but not before
///   `minResidencySeconds`. Of more replicas than needed one goes each time that this has lasted an idle timeout.
/// - **GPUs.** What `min`, the schedule or a pin asks for comes first, then the first replica of each model, in order of
///   arrival, then further ones. If there is no room, idle replicas make it, those of least expected loss first. Who has
///   waited for its `patience` takes GPUs from busy models, which drain first; then nothing that needs the same nodes
///   overtakes it. Never taken are those of a pinned model, those within `min` or the schedule, and those within their
///   minimum residency.
/// - **Failure.** A start that failed is tried again after a backoff that doubles; a crash is one. After some in a row
///   requests are told so instead of waiting.
///
/// **No starvation.** The first in the queue has its GPUs after its patience, plus the rest of a start and of the minimum
/// residency of those that go, plus their `longestStreamSeconds`, plus the time that a process takes to end. Those behind
/// it have the same bound once it is served, and their patience has run meanwhile.
package struct FleetScaler: Sendable {
    package private(set) var config: ScalingConfig
    package let tuning: ScalerTuning
    /// When `timer` is to be handled; `nil` for never. It may be early.
    package var nextDeadline: Double? { deadline.isFinite ? deadline : nil }

    var lives: [ModelLife] = []
    var ledger: GPULedger
    /// Models that miss replicas.
    var waiting = 0
    /// Whether this scaler decides; one that follows takes replicas as they come and go.
    var isLeading = true
    /// Whether replicas may use more GPUs than there are, since there were fewer of the latter or more of the former.
    var mayBeOver = false
    var now: Double
    private var ids: [String: ModelID] = [:]
    private var nextReplica = 1
    private var deadline = Double.infinity

    /// - Parameter learned: what an earlier scaler knew. To lose it costs some waiting and some GPU time, nothing else.
    /// - Returns: a scaler that wants nothing yet, but is due at once: models with `min` start with the first `timer`, so
    ///   that replicas of an earlier agent can be adopted before.
    package init(
        _ config: ScalingConfig,
        tuning: ScalerTuning = ScalerTuning(),
        learned: LearnedState? = nil,
        at now: Double
    ) {
        self.config = config
        self.tuning = tuning
        self.now = now
        ledger = GPULedger(config)
        deadline = now
        isLeading = config.driver == .process
        arrange(config)
        if let learned { restore(learned) }
    }

    package func id(of name: String) -> ModelID? { ids[name] }

    /// - Returns: what is to be done, in order. `nextDeadline` may have changed.
    package mutating func handle(_ event: FleetEvent, at time: Double) -> [FleetAction] {
        now = max(now, time)
        var actions: [FleetAction] = []
        switch event {
        case .arrived(let model): arrive(model, &actions)
        case .began(let replica):
            guard isKnown(replica.model) else { break }
            lives[replica.model.index].begin(on: replica, at: now)
        case .ended(let replica): end(on: replica, &actions)
        case .abandoned(let model): abandon(model, &actions)
        case .wanted(let model): want(model, &actions)
        case .timer: settleAll(&actions)
        case .configured(let config): reload(config, &actions)
        case .adopted(let replica, let isReady): adopt(replica, isReady: isReady, &actions)
        case .elsewhere(let model, let others): hear(of: others, for: model, &actions)
        case .expected(let model, let replicas): expect(replicas, of: model, &actions)
        case .lead(let isLeading):
            self.isLeading = isLeading
            mayBeOver = true
            settleAll(&actions)
        case .learned(let state): restore(state)
        case .wake(let model), .sleep(let model), .pin(let model), .unpin(let model), .scheduled(let model, _):
            obey(event, model, &actions)
        case .launched(let replica), .becameReady(let replica), .failedToStart(let replica, _),
            .crashed(let replica, _), .stopped(let replica), .healthLost(let replica, _),
            .healthRegained(let replica), .ending(let replica), .dozed(let replica):
            report(event, of: replica, &actions)
        }
        return actions
    }

    func isKnown(_ model: ModelID) -> Bool { lives.indices.contains(model.index) }

    // MARK: Settling

    /// Lets time and demand work on one model, and gives it GPUs if it wants some.
    mutating func settle(_ index: Int, _ actions: inout [FleetAction]) {
        let missing = lives[index].missing
        attend(index, &actions)
        if lives[index].missing != missing { allocate(&actions) }
    }

    /// The same after something that may have made room for others.
    mutating func settleAndShare(_ index: Int, _ actions: inout [FleetAction]) {
        attend(index, &actions)
        allocate(&actions)
    }

    mutating func settleAll(_ actions: inout [FleetAction]) {
        deadline = .infinity
        for index in lives.indices { attend(index, &actions) }
        allocate(&actions)
    }

    /// The same without a word to others.
    mutating func attend(_ index: Int, _ actions: inout [FleetAction]) {
        let missing = lives[index].missing
        if isLeading {
            note(lives[index].settle(at: now, tuning, &actions))
        } else {
            lives[index].follow()
        }
        if (missing > 0) != (lives[index].missing > 0) { waiting += missing > 0 ? -1 : 1 }
    }

    mutating func note(_ next: Double) { deadline = min(deadline, next) }

    mutating func takeNumber() -> Int {
        defer { nextReplica += 1 }
        return nextReplica
    }

    /// Keeps numbers apart from those of an earlier agent.
    mutating func reserveNumbers(through number: Int) { nextReplica = max(nextReplica, number + 1) }
}

// MARK: Configuration

extension FleetScaler {
    /// Takes over a configuration: models that are in it live on, with all that was learned; others go.
    private mutating func reload(_ config: ScalingConfig, _ actions: inout [FleetAction]) {
        self.config = config
        arrange(config)
        ledger = GPULedger(config)
        for life in lives {
            for replica in life.replicas.indices where life.replicas[replica].holdsGPUs {
                place(replica, of: life.id.index)
            }
        }
        mayBeOver = true
        let names = Set(config.models.map(\.name))
        for index in lives.indices {
            let isRemoved = !names.contains(lives[index].spec.name)
            lives[index].reconsider(isRemoved: isRemoved, at: now, tuning, &actions)
        }
        settleAll(&actions)
    }

    /// Counts the GPUs of a running replica, on other nodes if its own are gone.
    private mutating func place(_ replica: Int, of model: Int) {
        let claim = lives[model].replicas[replica].claim
        if ledger.knows(claim) {
            ledger.take(claim)
        } else {
            lives[model].replicas[replica].claim = ledger.force(claim.shape)
        }
    }

    private mutating func arrange(_ config: ScalingConfig) {
        let empty = GPULedger(config)
        for spec in config.models {
            let index: Int
            if let known = ids[spec.name] {
                index = known.index
                lives[index].adapt(to: spec)
            } else {
                index = lives.count
                let id = ModelID(index: index)
                ids[spec.name] = id
                lives.append(ModelLife(spec, id: id, at: now))
            }
            lives[index].fits = empty.fits(GPULedger.Shape(spec))
        }
    }
}
