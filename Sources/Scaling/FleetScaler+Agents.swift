import AgentConfig

// What it is to be one of several agents of a cluster.

extension FleetScaler {
    /// Takes note of requests at other agents, which count like its own.
    mutating func hear(of others: OtherAgents, for model: ModelID, _ actions: inout [FleetAction]) {
        guard isKnown(model), !lives[model.index].isRemoved else { return }
        let index = model.index
        let arrived = others.arrivals > lives[index].others.arrivals
        if arrived { lives[index].isAsleep = false }
        if arrived { lives[index].meetRequest(at: now, tuning) }
        if others.isBusy { lives[index].endIdleness(at: now) }
        lives[index].others = others
        for replica in lives[index].replicas.indices {
            lives[index].replicas[replica].elsewhere = others.inFlight[lives[index].replicaID(replica)] ?? 0
        }
        lives[index].beginIdleness(at: now, tuning, isGap: true)
        settleAndShare(index, &actions)
    }

    /// Makes the replicas as many as are asked of the cluster, even if there is no room for them: whoever asked has decided.
    mutating func expect(_ count: Int, of model: ModelID, _ actions: inout [FleetAction]) {
        guard isKnown(model), !lives[model.index].isRemoved else { return }
        let index = model.index
        let needed = lives[index].podsNeeded
        if count > needed {
            let revived = lives[index].recall(count - needed, at: now, &actions)
            for _ in 0..<(count - needed - revived) { add(to: index, &actions) }
        } else {
            lives[index].release(needed - count, at: now, &actions)
        }
        lives[index].beginIdleness(at: now, tuning, isGap: false)
        mayBeOver = true
        note(now)
    }

    private mutating func add(to model: Int, _ actions: inout [FleetAction]) {
        let number = takeNumber()
        lives[model].replicas.append(
            Replica(
                number: number,
                state: .starting(since: now),
                claim: ledger.force(GPULedger.Shape(lives[model].spec)),
                orderedAt: nil,
                generation: lives[model].generation
            )
        )
        lives[model].change = ModelLife.Change(at: now, cause: .found)
        actions.append(.start(ReplicaID(model: lives[model].id, number: number)))
    }

    /// How many pods the cluster is to run for a model.
    package func podsNeeded(of model: ModelID) -> Int { isKnown(model) ? lives[model.index].podsNeeded : 0 }

    /// Requests of a model at all agents, those that wait included.
    package func load(of model: ModelID) -> Int { isKnown(model) ? lives[model.index].load : 0 }

    /// Whether this scaler decides.
    package var decides: Bool { isLeading }
}

extension ModelLife {
    var podsNeeded: Int { replicas.count(where: \.needsPod) }

    var load: Int {
        inFlight + queued + others.queued + others.unplaced + others.inFlight.values.reduce(0, +)
    }

    /// Takes back replicas whose pods have not begun to end.
    mutating func recall(_ count: Int, at now: Double, _ actions: inout [FleetAction]) -> Int {
        var recalled = 0
        for index in replicas.indices where recalled < count && !replicas[index].isEnding {
            guard case .stopping = replicas[index].state else { continue }
            change = Change(at: now, cause: .found)
            takeBack(index, at: now, &actions)
            recalled += 1
        }
        return recalled
    }

    /// Lets go of those with least to do. What they work on has the time that a pod has to end.
    mutating func release(_ count: Int, at now: Double, _ actions: inout [FleetAction]) {
        let pods = replicas.indices.filter { replicas[$0].needsPod }
        let least = pods.sorted {
            (replicas[$0].readySince ?? .infinity, -$0) > (replicas[$1].readySince ?? .infinity, -$1)
        }
        if count > 0 { change = Change(at: now, cause: .released) }
        for index in least.prefix(count) { stop(index, .released, at: now, &actions) }
    }
}

/// A replica of a cluster as it is to be brought together with a pod.
package struct PodClaim: Sendable, Equatable {
    package var id: ReplicaID
    package var phase: Phase
    /// Whether the cluster is to run a pod for it.
    package var needsPod: Bool
    package var isEnding: Bool

    package enum Phase: Sendable, Equatable {
        /// - Parameter isLaunched: whether a pod for it has been seen.
        case starting(isLaunched: Bool)
        case ready, unhealthy, draining, stopping
    }

    package init(id: ReplicaID, phase: Phase, needsPod: Bool, isEnding: Bool = false) {
        self.id = id
        self.phase = phase
        self.needsPod = needsPod
        self.isEnding = isEnding
    }
}

extension FleetScaler {
    package func podClaims(of model: ModelID) -> [PodClaim] {
        guard isKnown(model) else { return [] }
        return lives[model.index].replicas.map { replica in
            let phase: PodClaim.Phase =
                switch replica.state {
                case .starting: .starting(isLaunched: replica.isLaunched)
                case .ready: .ready
                case .unhealthy: .unhealthy
                case .draining, .dozing, .dormant: .draining
                case .stopping: .stopping
                }
            return PodClaim(
                id: ReplicaID(model: model, number: replica.number),
                phase: phase,
                needsPod: replica.needsPod,
                isEnding: replica.isEnding
            )
        }
    }
}

extension FleetScaler {
    /// What it was told last of the other agents.
    package func others(of model: ModelID) -> OtherAgents { isKnown(model) ? lives[model.index].others : OtherAgents() }
}
