import AgentConfig

extension FleetScaler {
    /// Takes note of what happened to a replica; one that is not known is gone already.
    mutating func report(_ event: FleetEvent, of replica: ReplicaID, _ actions: inout [FleetAction]) {
        guard isKnown(replica.model), let index = lives[replica.model.index].index(of: replica) else { return }
        let model = replica.model.index
        let state = lives[model].replicas[index].state
        switch event {
        case .launched:
            guard case .starting = state else { return }
            lives[model].replicas[index].state = .starting(since: now)
            lives[model].replicas[index].isLaunched = true
        case .becameReady:
            guard case .starting = state else { return }
            lives[model].learnStart(of: index, at: now)
            lives[model].replicas[index].state = .ready(since: now)
            lives[model].replicas[index].isLoaded = true
            lives[model].retryAt = nil
            lives[model].summons = nil
            lives[model].beginIdleness(at: now, tuning, isGap: false)
            actions.append(.serve(replica))
        case .healthLost(_, let reason):
            guard case .ready(let since) = state else { return }
            lives[model].replicas[index].state = .unhealthy(since: since, lost: now, reason: reason)
            lives[model].replicas[index].isLoaded = false
        case .healthRegained:
            guard case .unhealthy(let since, _, _) = state else { return }
            lives[model].replicas[index].state = .ready(since: since)
            lives[model].replicas[index].isLoaded = true
            actions.append(.serve(replica))
        case .dozed:
            guard case .dozing = state else { return }
            lives[model].replicas[index].state = .dormant(since: now)
            lives[model].replicas[index].holdsGPUs = false
            lives[model].replicas[index].isLaunched = true
            ledger.release(lives[model].replicas[index].claim)
        case .ending:
            lives[model].replicas[index].isEnding = true
        case .failedToStart(_, let reason): lose(index, of: model, .failedToStart(reason), &actions)
        case .crashed(_, let reason): lose(index, of: model, .crashed(reason), &actions)
        case .stopped: lose(index, of: model, .crashed("it ended without being told to"), &actions)
        default: return
        }
        settleAndShare(model, &actions)
    }

    /// Forgets a replica that is gone. Unless it was leaving, its end is a failure.
    private mutating func lose(_ index: Int, of model: Int, _ cause: Cause, _ actions: inout [FleetAction]) {
        let replica = lives[model].replicas.remove(at: index)
        if replica.holdsGPUs { ledger.release(replica.claim) }
        lives[model].work.pass(to: now, inFlight: lives[model].inFlight)
        lives[model].inFlight -= replica.inFlight
        if lives[model].replicas.isEmpty { lives[model].goneAt = now }
        if !replica.isLeaving {
            lives[model].fail(cause, wasReady: replica.readySince.map { now - $0 }, at: now, tuning, &actions)
        }
        lives[model].beginIdleness(at: now, tuning, isGap: replica.load > 0)
    }

    /// Takes over a replica that an earlier agent started, even if there is no room for it.
    ///
    /// What follows is left to the timer, which is due at once: the next event may be another of these.
    mutating func adopt(_ replica: ReplicaID, isReady: Bool, _ actions: inout [FleetAction]) {
        guard isKnown(replica.model), lives[replica.model.index].index(of: replica) == nil else { return }
        let model = replica.model.index
        reserveNumbers(through: replica.number)
        let adopted = Replica(
            number: replica.number,
            state: isReady ? .ready(since: now) : .starting(since: now),
            claim: ledger.force(GPULedger.Shape(lives[model].spec)),
            orderedAt: nil,
            generation: lives[model].generation
        )
        lives[model].replicas.append(adopted)
        lives[model].replicas[lives[model].replicas.count - 1].isLoaded = isReady
        lives[model].change = ModelLife.Change(at: now, cause: .adopted)
        mayBeOver = true
        if isReady {
            lives[model].beginIdleness(at: now, tuning, isGap: false)
            actions.append(.serve(replica))
        }
        lives[model].dropUnwanted(at: now, &actions)
        note(now)
    }
}
