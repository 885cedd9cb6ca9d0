import AgentConfig

extension FleetScaler {
    mutating func arrive(_ model: ModelID, _ actions: inout [FleetAction]) {
        guard isKnown(model), !lives[model.index].isRemoved else {
            return actions.append(.refuse(model, Refusal(reason: .removed)))
        }
        let index = model.index
        lives[index].isAsleep = false
        lives[index].meetRequest(at: now, tuning)
        if let reason = lives[index].refusal(at: now, tuning) {
            // Who may not wait still wants the model awake: the next may find it so.
            if lives[index].fits, lives[index].active == 0 { lives[index].summons = .request }
            let retryAfter = lives[index].fits ? max(1, wait(for: model, at: now).late) : nil
            lives[index].beginIdleness(at: now, tuning, isGap: true)
            settle(index, &actions)
            return actions.append(.refuse(model, Refusal(reason: reason, retryAfter: retryAfter)))
        }
        lives[index].queued += 1
        settle(index, &actions)
    }

    /// Wakes a model that prompts would go to, as far as that takes GPUs from nobody who is busy.
    mutating func want(_ model: ModelID, _ actions: inout [FleetAction]) {
        guard isLeading, isKnown(model), !lives[model.index].isRemoved, lives[model.index].fits else { return }
        lives[model.index].want(at: now)
        settle(model.index, &actions)
    }

    mutating func end(on replica: ReplicaID, _ actions: inout [FleetAction]) {
        guard isKnown(replica.model) else { return }
        let index = replica.model.index
        lives[index].end(on: replica, at: now)
        settleWithLess(index, &actions)
    }

    mutating func abandon(_ model: ModelID, _ actions: inout [FleetAction]) {
        guard isKnown(model) else { return }
        lives[model.index].queued = max(0, lives[model.index].queued - 1)
        settleWithLess(model.index, &actions)
    }

    /// Settles a model that has one request less. Idle, it may make room for others.
    private mutating func settleWithLess(_ index: Int, _ actions: inout [FleetAction]) {
        guard !lives[index].isBusy else { return settle(index, &actions) }
        lives[index].beginIdleness(at: now, tuning, isGap: true)
        settleAndShare(index, &actions)
    }
}
