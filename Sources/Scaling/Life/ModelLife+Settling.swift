import AgentConfig

// What time and demand do to the replicas of one model.

extension ModelLife {
    /// Ends what has lasted long enough, lets go of what is not needed and says what is missing.
    ///
    /// - Returns: when it is to be called again if nothing happens; `infinity` for never.
    mutating func settle(at now: Double, _ tuning: ScalerTuning, _ actions: inout [FleetAction]) -> Double {
        var next = expire(at: now, tuning, &actions)
        if summons == .wanted, active == 0 {
            if now >= wantedUntil { summons = nil } else { next = min(next, wantedUntil) }
        }
        let desired = desired
        if ready > desired {
            next = min(next, shrink(to: desired, at: now, tuning, &actions))
        } else {
            surplus = nil
        }
        let active = active
        guard active < desired else { return min(next, seek(0, at: now)) }
        return min(next, seek(desired - active - revive(desired - active, at: now, &actions), at: now))
    }

    /// Starts, drains and illnesses that have lasted too long.
    private mutating func expire(
        at now: Double,
        _ tuning: ScalerTuning,
        _ actions: inout [FleetAction]
    ) -> Double {
        var next = Double.infinity
        for index in replicas.indices {
            switch replicas[index].state {
            case .starting(let since):
                let placement = isInCluster && !replicas[index].isLaunched ? tuning.placementSeconds : 0
                let deadline = since + spec.startupTimeoutSeconds + placement
                guard now >= deadline else {
                    next = min(next, deadline)
                    continue
                }
                stop(index, .startTimedOut(spec.startupTimeoutSeconds), at: now, &actions)
                fail(.startTimedOut(spec.startupTimeoutSeconds), wasReady: nil, at: now, tuning, &actions)
            case .unhealthy(let since, let lost, let reason):
                // A pod that is not ready is started again by its node.
                let deadline = lost + (isInCluster ? spec.startupTimeoutSeconds : tuning.unhealthySeconds)
                guard now >= deadline else {
                    next = min(next, deadline)
                    continue
                }
                stop(index, .unhealthy(reason), at: now, &actions)
                fail(.unhealthy(reason), wasReady: lost - since, at: now, tuning, &actions)
            case .draining(let since, let cause):
                let deadline = since + spec.longestStreamSeconds
                if replicas[index].load == 0 || now >= deadline {
                    stop(index, cause, at: now, &actions)
                } else {
                    next = min(next, deadline)
                }
            case .ready, .dozing, .dormant, .stopping: continue
            }
        }
        return next
    }

    /// What is left to do for one that does not decide: to want nothing.
    mutating func follow() {
        missing = 0
        place = nil
        surplus = nil
    }

    // MARK: Fewer

    private mutating func shrink(
        to desired: Int,
        at now: Double,
        _ tuning: ScalerTuning,
        _ actions: inout [FleetAction]
    ) -> Double {
        guard !isBusy else { return shrinkBusy(to: desired, at: now, tuning, &actions) }
        surplus = nil
        guard let idleness else { return .infinity }
        var next = Double.infinity
        var spare = ready - desired
        for index in replicas.indices where spare > 0 {
            guard case .ready(let since) = replicas[index].state else { continue }
            let deadline = idleDeadline(ofReplicaReadySince: since, idleness)
            if now >= deadline {
                retire(index, .idle(idleness.timeout), at: now, &actions)
                spare -= 1
            } else {
                next = min(next, deadline)
            }
        }
        return next
    }

    /// When a replica that nobody needs goes. One that became ready in the meantime has its time from then on.
    func idleDeadline(ofReplicaReadySince since: Double, _ idleness: Idleness) -> Double {
        max(max(idleness.since, since) + idleness.timeout.seconds, since + spec.minResidencySeconds)
    }

    /// One replica at a time, that with least work, each time when fewer have been enough for as long as the model would
    /// wait for a request.
    private mutating func shrinkBusy(
        to desired: Int,
        at now: Double,
        _ tuning: ScalerTuning,
        _ actions: inout [FleetAction]
    ) -> Double {
        let waited =
            surplus
            ?? Surplus(since: now, timeout: learner.timeout(spec.idle, wakeUp: coldStart * (1 + tuning.waitWeight)))
        surplus = waited
        let deadline = waited.since + waited.timeout.seconds
        guard now >= deadline else { return deadline }
        let resident = replicas.indices.filter { replicas[$0].isReady }
        let free = resident.filter { now >= residencyEnd(replicas[$0]) ?? .infinity }
        guard let least = free.min(by: { replicas[$0].load < replicas[$1].load }) else {
            return resident.compactMap { residencyEnd(replicas[$0]) }.min() ?? .infinity
        }
        retire(least, .surplus(waited.timeout), at: now, &actions)
        let drained = now + spec.longestStreamSeconds
        guard ready > desired else {
            surplus = nil
            return drained
        }
        surplus = Surplus(since: now, timeout: waited.timeout)
        return min(drained, now + waited.timeout.seconds)
    }

    /// Lets a replica go: at once if it has nothing to do, and else when that has ended.
    mutating func retire(_ index: Int, _ cause: Cause, at now: Double, _ actions: inout [FleetAction]) {
        guard !replicas[index].isLeaving else { return }
        change = Change(at: now, cause: cause)
        guard replicas[index].load > 0 else { return stop(index, cause, at: now, &actions) }
        replicas[index].state = .draining(since: now, cause)
        actions.append(.drain(replicaID(index)))
    }

    /// Lets it go that has nothing to do: to be dormant if it may be, and else for good.
    mutating func stop(_ index: Int, _ cause: Cause, at now: Double, _ actions: inout [FleetAction]) {
        if mayDoze(index, cause) {
            replicas[index].state = .dozing(since: now, cause)
            return actions.append(.doze(replicaID(index)))
        }
        replicas[index].state = .stopping(since: now, cause)
        actions.append(.stop(replicaID(index)))
    }

    private func mayDoze(_ index: Int, _ cause: Cause) -> Bool {
        guard spec.dormancy != nil, !isRemoved, replicas[index].generation == generation, replicas[index].isLoaded,
            replicas[index].load == 0, !replicas[index].isDormant, !replicas[index].isDozing
        else { return false }
        switch cause {
        case .idle, .surplus, .sleep, .evicted, .yielded, .overBudget: return true
        default: return false
        }
    }

    // MARK: More

    /// Takes back replicas that drain for want of work, when there is work again. In a cluster those as well that are to
    /// stop, until their pods end: whoever counts them down may take minutes.
    ///
    /// - Returns: how many.
    private mutating func revive(_ count: Int, at now: Double, _ actions: inout [FleetAction]) -> Int {
        var revived = 0
        for index in replicas.indices where revived < count {
            guard replicas[index].generation == generation, !replicas[index].isEnding else { continue }
            switch replicas[index].state {
            case .draining(_, .surplus), .draining(_, .sleep): break
            case .stopping(_, .idle), .stopping(_, .surplus), .stopping(_, .sleep), .stopping(_, .released):
                guard isInCluster else { continue }
            default: continue
            }
            change = Change(at: now, cause: reasonToStart)
            takeBack(index, at: now, &actions)
            revived += 1
        }
        return revived
    }

    /// Wakes an engine up, on the GPUs that it gets.
    mutating func rouse(_ index: Int, _ claim: GPULedger.Claim, at now: Double) -> ReplicaID {
        replicas[index].claim = claim
        replicas[index].holdsGPUs = true
        replicas[index].isRousing = true
        replicas[index].orderedAt = now
        replicas[index].state = .starting(since: now)
        missing -= 1
        return replicaID(index)
    }

    /// Lets a replica that was leaving serve again, or go on to start.
    mutating func takeBack(_ index: Int, at now: Double, _ actions: inout [FleetAction]) {
        guard replicas[index].isLoaded else { return replicas[index].state = .starting(since: now) }
        replicas[index].state = .ready(since: now)
        actions.append(.resume(replicaID(index)))
    }

    /// Says what is missing and keeps the place in the queue for GPUs.
    ///
    /// A model whose requests have all given up keeps its place for as long as one may wait: clients that come back when
    /// they were told to must not find themselves at the end each time.
    private mutating func seek(_ shortfall: Int, at now: Double) -> Double {
        var next = Double.infinity
        let dormant = replicas.count(where: \.isDormant)
        missing = fits ? max(0, min(shortfall, spec.max - (replicas.count - dormant))) : 0
        if missing > 0, let retryAt, now < retryAt {
            missing = 0
            next = retryAt
        }
        if missing > 0 {
            let rank: Place.Rank =
                active < floor ? .kept : active == 0 && (isBusy || summons != .wanted) ? .first : .further
            // Between further replicas and those before them a new wait begins.
            let goesOn = place.map { ($0.rank == .further) == (rank == .further) } ?? false
            place = Place(since: goesOn ? place?.since ?? now : now, rank: rank)
        } else if active > 0 {
            place = nil
        } else if let kept = place {
            let leaves = kept.leaves ?? now + spec.queue.timeoutSeconds
            if now >= leaves { place = nil } else { place?.leaves = leaves }
            next = min(next, leaves > now ? leaves : .infinity)
        }
        return next
    }

    // MARK: Failure

    /// Remembers a failure and when to try again; tells requests that wait once too many starts have failed.
    ///
    /// - Parameter wasReady: for how long; `nil` for a start that failed.
    mutating func fail(
        _ cause: Cause,
        wasReady: Double?,
        at now: Double,
        _ tuning: ScalerTuning,
        _ actions: inout [FleetAction]
    ) {
        if let wasReady, wasReady >= tuning.stableSeconds { failures = 0 }
        failures += 1
        failure = Change(at: now, cause: cause)
        change = failure
        let retryAt = now + tuning.backoff(after: failures)
        self.retryAt = retryAt
        guard failures >= tuning.patientFailures, active == 0 else { return }
        summons = nil
        dismiss(Refusal(reason: .cannotStart(cause), retryAfter: retryAt - now + coldStart), at: now, tuning, &actions)
    }

    /// Sends away all requests that wait.
    mutating func dismiss(
        _ refusal: Refusal,
        at now: Double,
        _ tuning: ScalerTuning,
        _ actions: inout [FleetAction]
    ) {
        guard queued > 0 else { return }
        queued = 0
        actions.append(.fail(id, refusal))
        beginIdleness(at: now, tuning, isGap: true)
    }
}
