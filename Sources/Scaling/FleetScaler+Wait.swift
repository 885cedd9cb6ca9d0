import AgentConfig

/// How long a request of a model waits until a replica serves, as far as can be told.
package struct WaitEstimate: Sendable, Equatable {
    /// Among the models that wait for GPUs, the next being 1; `nil` for one that does not wait for them.
    package var position: Int?
    /// Seconds, by the mean of the cold starts seen. Zero if a replica serves.
    package var seconds: Double
    /// Seconds in which nine of ten cold starts would be done: for `Retry-After`.
    package var late: Double
}

extension FleetScaler {
    /// What a request that waits is told, or one that cannot.
    ///
    /// - Parameter time: on the clock of the events; one before the last event is taken to be that.
    package func wait(for model: ModelID, at time: Double) -> WaitEstimate {
        let now = max(now, time)
        guard isKnown(model) else { return WaitEstimate(position: nil, seconds: 0, late: 0) }
        let life = lives[model.index]
        guard life.ready == 0 else { return WaitEstimate(position: nil, seconds: 0, late: 0) }
        let late = life.starts.late(life.startSpec)
        let rests = life.replicas.compactMap { replica -> (mean: Double, late: Double)? in
            guard case .starting(let since) = replica.state else { return nil }
            let elapsed = now - (replica.orderedAt ?? since)
            let rest = life.starts.rest(after: elapsed, life.startSpec)
            return (rest, max(rest, late - elapsed))
        }
        if let first = rests.min(by: { $0.mean < $1.mean }) {
            return WaitEstimate(position: nil, seconds: first.mean, late: first.late)
        }
        let backoff = max(0, (life.retryAt ?? now) - now)
        let queue = wakeQueue
        guard let turn = queue.firstIndex(of: model) else {
            return WaitEstimate(position: nil, seconds: backoff + life.coldStart, late: backoff + late)
        }
        let room = roomWait(for: life, behind: queue[..<turn], at: now)
        return WaitEstimate(position: turn + 1, seconds: room + life.coldStart, late: room + late)
    }

    /// How long it may take until there are GPUs: until busy models have to yield, and a turn of each model before it.
    private func roomWait(for life: ModelLife, behind ahead: ArraySlice<ModelID>, at now: Double) -> Double {
        let turns = ahead.map { lives[$0.index] }.filter { $0.spec.pool == life.spec.pool }
        if turns.isEmpty, lives.contains(where: { $0.replicas.contains(where: \.isLeaving) }) { return 0 }
        let patience = life.place.map { max(0, $0.since + life.patience - now) } ?? life.patience
        return turns.reduce(patience) { $0 + $1.coldStart + $1.spec.minResidencySeconds }
    }
}
