import AgentConfig

// Who gets GPUs, and who gives them.

extension FleetScaler {
    /// A model that wants replicas, in the order of their turns.
    private struct Want {
        var model: Int
        var place: ModelLife.Place
    }

    /// By rank, and within each in order of arrival.
    private var wants: [Want] {
        lives.indices.compactMap { index in
            lives[index].missing > 0 ? lives[index].place.map { Want(model: index, place: $0) } : nil
        }
        .sorted { left, right in
            (left.place.rank, left.place.since, left.model) < (right.place.rank, right.place.since, right.model)
        }
    }

    /// Models that wait for GPUs and cannot do without, in the order of their turns.
    var wakeQueue: [ModelID] { wants.filter { $0.place.rank < .further }.map { lives[$0.model].id } }

    /// What is free, in two plans: at present, and when those that leave have left. What is kept for a model that waits is
    /// taken from both.
    private struct Plan {
        var present: GPULedger
        var coming: GPULedger

        init(_ ledger: GPULedger, _ lives: [ModelLife]) {
            present = ledger
            coming = ledger
            for life in lives {
                for replica in life.replicas where replica.isLeaving && replica.holdsGPUs {
                    coming.release(replica.claim)
                }
            }
        }

        mutating func take(_ claim: GPULedger.Claim) {
            present.take(claim)
            coming.take(claim)
        }
    }

    /// Whether a model would get GPUs that no other model works with, is kept on or waits for, as of the last event.
    package func hasRoom(for model: ModelID) -> Bool {
        guard isKnown(model), lives[model.index].fits else { return false }
        let shape = GPULedger.Shape(lives[model.index].spec)
        guard !wakeQueue.contains(where: { $0 != model && lives[$0.index].spec.pool == shape.pool }) else {
            return false
        }
        var plan = Plan(ledger, lives)
        keepForRetries(&plan)
        if plan.coming.room(for: shape) != nil { return true }
        let idle = candidates(for: model.index, isDue: false).filter { now >= $0.mayGoAt }
        return choose(from: idle, for: shape, plan.coming) != nil
    }

    /// Gives GPUs to those who want them, in order, and makes room where there is none.
    mutating func allocate(_ actions: inout [FleetAction]) {
        guard isLeading, waiting > 0 || mayBeOver else { return }
        var plan = Plan(ledger, lives)
        var gone: Set<Int> = []
        if mayBeOver { shed(&plan, &gone, &actions) }
        keepForRetries(&plan)
        /// Pools in which a model waits for its first replica: further ones of others would only be in its way.
        var contested: Set<String> = []
        for want in wants {
            let shape = GPULedger.Shape(lives[want.model].spec)
            var isStarted = false
            while lives[want.model].missing > 0 {
                guard want.place.rank < .further || shape.gpus == 0 || !contested.contains(shape.pool) else { break }
                if let claim = plan.present.room(for: shape) {
                    plan.take(claim)
                    start(want.model, claim, &actions)
                    isStarted = true
                } else {
                    keepRoom(want, shape, &plan, &gone, &actions)
                    if want.place.rank < .further { contested.insert(shape.pool) }
                    break
                }
            }
            if isStarted { attend(want.model, &actions) }
        }
        // Who lost a replica may want another, from the end of the queue.
        for model in gone.sorted() { attend(model, &actions) }
    }

    private mutating func start(_ model: Int, _ claim: GPULedger.Claim, _ actions: inout [FleetAction]) {
        ledger.take(claim)
        lives[model].change = ModelLife.Change(at: now, cause: lives[model].reasonToStart)
        if let dormant = lives[model].replicas.firstIndex(where: \.isDormant) {
            actions.append(.rouse(lives[model].rouse(dormant, claim, at: now)))
            if lives[model].missing == 0 { waiting -= 1 }
            return
        }
        let number = takeNumber()
        lives[model].replicas.append(
            Replica(
                number: number,
                state: .starting(since: now),
                claim: claim,
                orderedAt: now,
                generation: lives[model].generation
            )
        )
        lives[model].missing -= 1
        if lives[model].missing == 0 { waiting -= 1 }
        actions.append(.start(ReplicaID(model: lives[model].id, number: number)))
    }

    /// Keeps GPUs for a model that has to wait: those that are on their way, or else those of replicas that it may send away.
    private mutating func keepRoom(
        _ want: Want,
        _ shape: GPULedger.Shape,
        _ plan: inout Plan,
        _ gone: inout Set<Int>,
        _ actions: inout [FleetAction]
    ) {
        if let claim = plan.coming.room(for: shape) { return plan.take(claim) }
        let due = want.place.since + lives[want.model].patience
        let isDue = want.place.rank < .further && now >= due
        let candidates = candidates(for: want.model, isDue: isDue)
        let name = lives[want.model].spec.name
        if let leaving = choose(from: candidates.filter { now >= $0.mayGoAt }, for: shape, plan.coming) {
            for candidate in leaving {
                plan.coming.release(lives[candidate.model].replicas[candidate.replica].claim)
                let cause: Cause = candidate.isIdle ? .evicted(for: name, loss: candidate.order) : .yielded(to: name)
                lives[candidate.model].retire(candidate.replica, cause, at: now, &actions)
                gone.insert(candidate.model)
            }
            if let claim = plan.coming.room(for: shape) { plan.take(claim) }
            return
        }
        if isDue {
            // Nothing overtakes it now: what it needs is kept although it is not there.
            if fitsBesideKept(shape, of: want.model) {
                plan.take(GPULedger.Claim(shape: shape, nodes: plan.coming.nodes(of: shape.pool)))
            }
        } else if want.place.rank < .further {
            note(due)
        }
        note(candidates.map(\.mayGoAt).filter { [now] in $0 > now }.min() ?? .infinity)
    }

    /// What must be awake and waits for its next try finds its GPUs again.
    private func keepForRetries(_ plan: inout Plan) {
        for life in lives where life.fits && life.missing == 0 {
            for _ in 0..<max(0, life.floor - life.replicas.count(where: \.holdsGPUs)) {
                guard let claim = plan.coming.room(for: GPULedger.Shape(life.spec)) else { break }
                plan.take(claim)
            }
        }
    }

    /// Whether a replica has room once all have gone that may; while a pin is in its way, it need not be in that of others.
    private func fitsBesideKept(_ shape: GPULedger.Shape, of wanting: Int) -> Bool {
        var kept = GPULedger(config)
        for life in lives where life.id.index != wanting {
            for replica in life.replicas.filter(\.holdsGPUs).prefix(life.floor) { kept.take(replica.claim) }
        }
        return kept.fits(shape)
    }

    // MARK: Who goes

    private struct Candidate {
        var model: Int
        var replica: Int
        /// Nobody may take it before.
        var mayGoAt: Double
        var isIdle: Bool
        /// Those of a lower rank go first: idle ones, then one of several that are busy, then the last of a busy model.
        var rank: Int
        /// Within a rank: the expected loss in seconds; requests in flight; the time since when it serves.
        var order: Double
    }

    /// Replicas that may go for another model: not those that `min`, the schedule or a pin keep.
    ///
    /// The loss of an idle model is its cold start × the probability that a request comes within its break-even time; all
    /// but its last replica are no loss.
    private func candidates(for wanting: Int, isDue: Bool) -> [Candidate] {
        var candidates: [Candidate] = []
        for (index, life) in lives.enumerated() where index != wanting && !life.isPinned {
            let resident = life.replicas.indices.filter { life.replicas[$0].readySince != nil }
            let count = life.replicas.reduce(0) { $0 + ($1.isLeaving || $1.isDormant ? 0 : 1) }
            // Those that may go soonest, and of these the ones with least to do, are taken to be the ones that are spare.
            let order = resident.sorted { left, right in
                let (a, b) = (life.replicas[left], life.replicas[right])
                return (a.load, a.readySince ?? 0, left) < (b.load, b.readySince ?? 0, right)
            }
            for (position, replica) in order.prefix(max(0, count - life.floor)).enumerated() {
                let isLast = count - position == 1
                let (rank, value): (Int, Double)
                switch (life.isBusy, isLast) {
                case (false, false): (rank, value) = (0, 0)
                case (false, true): (rank, value) = (0, loss(of: life))
                case (true, false): (rank, value) = (1, Double(life.replicas[replica].load))
                case (true, true): (rank, value) = (2, life.replicas[replica].readySince ?? 0)
                }
                guard !life.isBusy || isDue, let mayGoAt = life.residencyEnd(life.replicas[replica]) else { continue }
                candidates.append(
                    Candidate(
                        model: index,
                        replica: replica,
                        mayGoAt: mayGoAt,
                        isIdle: !life.isBusy,
                        rank: rank,
                        order: value
                    )
                )
            }
        }
        return candidates.sorted {
            ($0.rank, $0.order, $0.model, $0.replica) < ($1.rank, $1.order, $1.model, $1.replica)
        }
    }

    /// Expected seconds of waiting that sending an idle model away costs.
    func loss(of life: ModelLife) -> Double {
        let coldStart = life.coldStart
        let idle = life.idleness.map { now - $0.since } ?? 0
        let horizon = coldStart * (1 + tuning.waitWeight)
        return coldStart * life.learner.gaps.probabilityOfRequest(within: horizon, afterIdle: idle)
    }

    /// The first of the candidates that together make room, less those without which there is room all the same.
    ///
    /// - Returns: `nil` if all together do not.
    private func choose(
        from candidates: [Candidate],
        for shape: GPULedger.Shape,
        _ ledger: GPULedger
    ) -> [Candidate]? {
        var free = ledger
        var chosen: [Candidate] = []
        for candidate in candidates {
            guard free.room(for: shape) == nil else { break }
            free.release(lives[candidate.model].replicas[candidate.replica].claim)
            chosen.append(candidate)
        }
        guard free.room(for: shape) != nil else { return nil }
        for candidate in chosen.reversed() {
            let claim = lives[candidate.model].replicas[candidate.replica].claim
            var without = free
            without.take(claim)
            guard without.room(for: shape) != nil else { continue }
            free = without
            chosen.removeAll { $0.model == candidate.model && $0.replica == candidate.replica }
        }
        return chosen
    }

    // MARK: Too much in use

    /// Lets replicas go until the budgets hold again: after a reload that made them smaller, or replicas of an earlier agent.
    ///
    /// Idle ones first, then busy ones; those that something keeps last. Residency does not count here.
    private mutating func shed(_ plan: inout Plan, _ gone: inout Set<Int>, _ actions: inout [FleetAction]) {
        mayBeOver = false
        guard plan.coming.isOver else { return }
        var order: [(rank: Int, since: Double, model: Int, replica: Int)] = []
        for (index, life) in lives.enumerated() {
            for (position, replica) in life.replicas.enumerated() where !replica.isLeaving && !replica.isDormant {
                let rank = (life.floor > 0 ? 2 : 0) + (life.isBusy ? 1 : 0)
                order.append((rank, replica.readySince ?? now, index, position))
            }
        }
        for candidate in order.sorted(by: {
            ($0.rank, $1.since, $0.model, $0.replica) < ($1.rank, $0.since, $1.model, $1.replica)
        }) {
            let claim = lives[candidate.model].replicas[candidate.replica].claim
            guard plan.coming.isOver(for: claim) else { continue }
            plan.coming.release(claim)
            lives[candidate.model].retire(candidate.replica, .overBudget, at: now, &actions)
            gone.insert(candidate.model)
        }
    }
}
