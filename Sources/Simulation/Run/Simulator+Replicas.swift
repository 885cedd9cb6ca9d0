import AgentConfig
import Scaling

// The life of a replica: what the scaler wants done, and what comes of it.

extension Simulator {
    mutating func perform(_ actions: [FleetAction]) {
        for action in actions {
            switch action {
            case .start(let id): start(id)
            case .serve(let id), .resume(let id): serve(id)
            case .drain(let id): withdraw(id)
            case .stop(let id): stop(id)
            case .doze(let id):
                withdraw(id)
                if let place = place(of: id) {
                    events.add(.init(.dozed, at: now + settings.stopSeconds, index: Int32(place)))
                }
            case .rouse(let id): rouse(id)
            case .refuse: break
            case .fail(let model, _): dismiss(model.index)
            }
        }
    }

    mutating func add(_ replica: Replica, to model: Int) {
        if let place = freeReplicas.popLast() {
            // What was foreseen of the one before must not come to this one.
            let version = replicas[place].version + 1
            replicas[place] = replica
            replicas[place].version = version
            models[model].replicas.append(place)
        } else {
            models[model].replicas.append(replicas.count)
            replicas.append(replica)
        }
    }

    private func place(of id: ReplicaID) -> Int? { models[id.model.index].replicas.first { replicas[$0].id == id } }

    private mutating func start(_ id: ReplicaID) {
        let model = id.model.index
        let interval = models[model].replicas.isEmpty ? settings.scaling.polling : 0
        let noticed = interval > 0 ? (now / interval).rounded(.up) * interval : now
        add(Replica(id, at: noticed), to: model)
        models[model].tally.coldStarts += 1
        let seconds = models[model].spec.coldStart.seconds * lots.logNormal(variation: settings.coldStartVariation)
        foreseeReady(id, at: noticed + seconds)
        perform(scaler.handle(.launched(id), at: now))
    }

    private mutating func foreseeReady(_ id: ReplicaID, at time: Double) {
        guard let place = place(of: id) else { return }
        events.add(.init(.ready, at: time, index: Int32(place), version: replicas[place].version))
    }

    mutating func load(_ place: Int) { perform(scaler.handle(.becameReady(replicas[place].id), at: now)) }

    private mutating func serve(_ id: ReplicaID) {
        guard let place = place(of: id) else { return }
        if replicas[place].state != .serving { models[id.model.index].slots += models[id.model.index].spec.concurrency }
        replicas[place].state = .serving
        serveQueue(of: id.model.index)
    }

    /// No more requests go there.
    private mutating func withdraw(_ id: ReplicaID) {
        guard let place = place(of: id) else { return }
        let model = id.model.index
        if replicas[place].state == .serving { models[model].slots -= models[model].spec.concurrency }
        replicas[place].state = .leaving
        if let change = scaler.status(of: id.model, at: now)?.change {
            switch change.cause {
            case .evicted, .yielded: models[model].tally.evictions += 1
            default: break
            }
        }
    }

    private mutating func stop(_ id: ReplicaID) {
        guard let place = place(of: id) else { return }
        if replicas[place].state != .leaving { withdraw(id) }
        replicas[place].version += 1
        cut(place)
        events.add(.init(.stopped, at: now + settings.stopSeconds, index: Int32(place)))
        // In a cluster a pod that is told to end cannot be kept.
        if models[id.model.index].spec.target != nil { perform(scaler.handle(.ending(id), at: now)) }
    }

    mutating func leave(_ place: Int) {
        let id = replicas[place].id
        account(place)
        replicas[place].state = .free
        models[id.model.index].replicas.removeAll { $0 == place }
        freeReplicas.append(place)
        perform(scaler.handle(.stopped(id), at: now))
    }

    /// Counts the GPUs that it has held until now.
    mutating func account(_ place: Int) {
        let model = replicas[place].id.model.index
        guard replicas[place].state != .dormant else { return }
        models[model].tally.gpuSeconds += timeline.add(
            models[model].spec.gpus,
            of: model,
            from: replicas[place].since,
            to: now
        )
        replicas[place].since = now
    }

    // MARK: Dormancy

    mutating func doze(_ place: Int) {
        account(place)
        replicas[place].state = .dormant
        perform(scaler.handle(.dozed(replicas[place].id), at: now))
    }

    private mutating func rouse(_ id: ReplicaID) {
        guard let place = place(of: id) else { return }
        replicas[place].state = .starting
        replicas[place].since = now
        replicas[place].version += 1
        let seconds = models[id.model.index].spec.dormancy?.wake.seconds ?? 0
        foreseeReady(id, at: now + seconds * lots.logNormal(variation: settings.coldStartVariation))
    }
}
