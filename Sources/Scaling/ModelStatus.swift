import AgentConfig

/// What is to be told of one model: to people, and to the router.
package struct ModelStatus: Sendable, Equatable {
    package var name: String
    package var phase: Phase
    /// When the phase began.
    package var since: Double
    /// The last start, stop or failure, and why.
    package var change: Change?
    package var replicas: [ReplicaStatus]
    package var inFlight: Int
    package var queued: Int
    /// Replicas that it should have at the moment.
    package var desired: Int
    package var isPinned: Bool
    /// Whether a replica would have room if nothing else ran; one that has not never starts.
    package var fits: Bool
    /// What decides how long it stays awake without requests; `nil` while it has some.
    package var idleTimeout: IdleTimeout?
    /// When it goes, if nothing comes; `nil` if it does not.
    package var idleDeadline: Double?
    /// The last failure, and how many there were in a row.
    package var failure: Change?
    package var failures: Int
    package var coldStart: ColdStartStatus
    /// How long a request that came now would wait until a replica serves.
    package var wait: WaitEstimate
    /// GPUs that its replicas hold.
    package var gpus: Int

    package enum Phase: Sendable, Equatable {
        case zero
        /// It waits for GPUs.
        case waiting
        case starting
        case ready
        /// It runs and does not answer for its health.
        case unhealthy
        case draining
        /// It runs, and its GPUs are for others.
        case dormant
        /// Its start failed and is tried again at that time.
        case backoff(until: Double)
        /// It is no longer in the configuration, and its last replicas end.
        case removed
    }

    package struct Change: Sendable, Equatable {
        package var at: Double
        package var cause: Cause
    }

    package struct ReplicaStatus: Sendable, Equatable {
        package var id: ReplicaID
        package var phase: Phase
        package var since: Double
        package var inFlight: Int
        /// Of its pool.
        package var nodes: [Int]
    }

    /// Seconds from the order to start to ready.
    package struct ColdStartStatus: Sendable, Equatable {
        package var mean: Double
        /// Nine of ten starts are done by then.
        package var late: Double
        /// Starts seen; with none, both figures rest on the spec.
        package var seen: Int
    }
}

extension FleetScaler {
    /// Every model, in the order in which they came into the configuration. Removed ones are left out when they are gone.
    ///
    /// - Parameter time: on the clock of the events.
    package func status(at time: Double) -> [ModelStatus] {
        lives.filter { !$0.isRemoved || !$0.replicas.isEmpty }.map { status(of: $0, at: max(now, time)) }
    }

    package func status(of model: ModelID, at time: Double) -> ModelStatus? {
        isKnown(model) ? status(of: lives[model.index], at: max(now, time)) : nil
    }

    private func status(of life: ModelLife, at now: Double) -> ModelStatus {
        let replicas = life.replicas.map { replica in
            ModelStatus.ReplicaStatus(
                id: ReplicaID(model: life.id, number: replica.number),
                phase: replica.phase,
                since: replica.since,
                inFlight: replica.inFlight,
                nodes: replica.claim.nodes
            )
        }
        let (phase, since) = phase(of: life, replicas, at: now)
        let goes = life.ready > life.desired && !life.isBusy
        return ModelStatus(
            name: life.spec.name,
            phase: phase,
            since: since,
            change: life.change.map { .init(at: $0.at, cause: $0.cause) },
            replicas: replicas,
            inFlight: life.inFlight,
            queued: life.queued,
            desired: life.desired,
            isPinned: life.isPinned,
            fits: life.fits,
            idleTimeout: life.isBusy ? nil : life.idleness?.timeout,
            idleDeadline: goes ? life.lastIdleDeadline : nil,
            failure: life.failure.map { .init(at: $0.at, cause: $0.cause) },
            failures: life.failures,
            coldStart: .init(
                mean: life.coldStart,
                late: life.starts.late(life.startSpec),
                seen: life.starts.count
            ),
            wait: wait(for: life.id, at: now),
            gpus: life.replicas.reduce(0) { $0 + ($1.holdsGPUs ? $1.claim.shape.gpus : 0) }
        )
    }

    /// That of the replica which is nearest to serving.
    private func phase(
        of life: ModelLife,
        _ replicas: [ModelStatus.ReplicaStatus],
        at now: Double
    ) -> (ModelStatus.Phase, Double) {
        let order: [ModelStatus.Phase] = [.ready, .starting, .unhealthy]
        for phase in order {
            if let since = replicas.filter({ $0.phase == phase }).map(\.since).min() {
                return (life.isRemoved ? .removed : phase, since)
            }
        }
        if life.missing > 0, let place = life.place { return (.waiting, place.since) }
        if let since = replicas.filter({ $0.phase != .dormant }).map(\.since).min() {
            return (life.isRemoved ? .removed : .draining, since)
        }
        if let retryAt = life.retryAt, retryAt > now, life.desired > 0 {
            return (.backoff(until: retryAt), life.failure?.at ?? life.goneAt)
        }
        if let since = replicas.map(\.since).min() { return (.dormant, since) }
        return (.zero, life.goneAt)
    }
}

extension Replica {
    fileprivate var phase: ModelStatus.Phase {
        switch state {
        case .starting: .starting
        case .ready: .ready
        case .unhealthy: .unhealthy
        case .draining, .dozing, .stopping: .draining
        case .dormant: .dormant
        }
    }

    fileprivate var since: Double {
        switch state {
        case .starting(let since), .ready(let since), .draining(let since, _), .dozing(let since, _),
            .dormant(let since), .stopping(let since, _):
            since
        case .unhealthy(_, let lost, _): lost
        }
    }
}

extension ModelLife {
    /// When the last of its replicas goes, if no request comes.
    fileprivate var lastIdleDeadline: Double? {
        guard let idleness else { return nil }
        let last = replicas.compactMap { replica -> Double? in
            guard case .ready(let since) = replica.state else { return nil }
            return idleDeadline(ofReplicaReadySince: since, idleness)
        }
        .max()
        return last.flatMap { $0.isFinite ? $0 : nil }
    }
}
