import AgentConfig

extension ModelLife {
    /// A request came, here or elsewhere.
    mutating func meetRequest(at now: Double, _ tuning: ScalerTuning) {
        let gap = idleness.flatMap { $0.isGap ? now - $0.since : nil }
        learner.meet(
            .init(at: now, after: gap, work: work.mean, coldStart: coldStart, waitWeight: tuning.waitWeight),
            spec.idle
        )
        endIdleness(at: now)
    }

    /// The time without requests is over, and is learned from.
    mutating func endIdleness(at now: Double) {
        guard let idle = idleness else { return }
        idleness = nil
        guard idle.isGap else { return }
        learner.observe(
            gap: now - idle.since,
            timeout: idle.timeout.seconds,
            idle.policy,
            wakeUp: idle.wakeUp,
            at: now
        )
    }

    /// Why a request that comes now does not wait.
    func refusal(at now: Double, _ tuning: ScalerTuning) -> Refusal.Reason? {
        guard fits else { return .doesNotFit }
        if failures >= tuning.patientFailures, let retryAt, now < retryAt, active == 0, let failure {
            return .cannotStart(failure.cause)
        }
        return queued + 1 > freeSlots + spec.queue.size ? .queueFull : nil
    }

    /// Begins a time without requests, if that is what it is.
    ///
    /// - Parameter isGap: whether a request was there before.
    mutating func beginIdleness(at now: Double, _ tuning: ScalerTuning, isGap: Bool) {
        guard !isBusy, idleness == nil else { return }
        let wakeUp = coldStart * (1 + tuning.waitWeight)
        idleness = Idleness(
            since: now,
            timeout: learner.timeout(spec.idle, wakeUp: wakeUp),
            policy: spec.idle,
            wakeUp: wakeUp,
            isGap: isGap
        )
    }

    /// Prompts would have come. Where they find no room, they say nothing of what will be wanted a cold start later.
    mutating func want(at now: Double) {
        guard active == 0, !isAsleep, summons == nil || summons == .wanted else { return }
        summons = .wanted
        wantedUntil = now + coldStart
    }

    mutating func learnStart(of index: Int, at now: Double) {
        guard let ordered = replicas[index].orderedAt else { return }
        if replicas[index].isRousing { wakings.add(now - ordered) } else { coldStarts.add(now - ordered) }
        replicas[index].isRousing = false
    }

    mutating func begin(on replica: ReplicaID, at now: Double) {
        queued = max(0, queued - 1)
        // One that began on a replica just lost has ended with it.
        guard let index = index(of: replica) else { return }
        work.pass(to: now, inFlight: inFlight)
        replicas[index].inFlight += 1
        inFlight += 1
    }

    mutating func end(on replica: ReplicaID, at now: Double) {
        guard let index = index(of: replica), replicas[index].inFlight > 0 else {
            return
        }
        work.pass(to: now, inFlight: inFlight)
        work.end()
        replicas[index].inFlight -= 1
        inFlight -= 1
    }
}
