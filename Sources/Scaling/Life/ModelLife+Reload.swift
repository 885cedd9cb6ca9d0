import AgentConfig

extension ModelLife {
    /// Takes new settings. What a process is started with makes those that run outdated.
    mutating func adapt(to new: ScalingConfig.Model) {
        let old = spec
        spec = new
        let isSame =
            old.pool == new.pool && old.gpus == new.gpus && old.gpusPerNode == new.gpusPerNode
            && old.nodes == new.nodes && old.target == new.target && old.process == new.process
        if !isSame { generation += 1 }
        for index in replicas.indices { replicas[index].claim.shape.team = new.team }
    }

    /// Does after a reload what can be done only when all models have their new settings.
    mutating func reconsider(isRemoved: Bool, at now: Double, _ tuning: ScalerTuning, _ actions: inout [FleetAction]) {
        self.isRemoved = isRemoved
        if isRemoved {
            isPinned = false
            summons = nil
            scheduled = 0
            dismiss(Refusal(reason: .removed), at: now, tuning, &actions)
        } else if !fits {
            dismiss(Refusal(reason: .doesNotFit), at: now, tuning, &actions)
        }
        dropUnwanted(at: now, &actions)
        // Whoever idles now does so by the new policy.
        if let idle = idleness {
            let wakeUp = coldStart * (1 + tuning.waitWeight)
            idleness = Idleness(
                since: idle.since,
                timeout: learner.timeout(spec.idle, wakeUp: wakeUp),
                policy: spec.idle,
                wakeUp: wakeUp,
                isGap: idle.isGap
            )
        }
        surplus = nil
    }

    /// Lets go of replicas that the settings do not want, busy or not.
    mutating func dropUnwanted(at now: Double, _ actions: inout [FleetAction]) {
        for index in replicas.indices where isRemoved || replicas[index].generation != generation {
            retire(index, isRemoved ? .removed : .changed, at: now, &actions)
        }
        let staying = replicas.indices.filter { !replicas[$0].isLeaving }
        let least = staying.sorted { (replicas[$0].load, $1) < (replicas[$1].load, $0) }
        for index in least.prefix(max(0, staying.count - spec.max)) { retire(index, .changed, at: now, &actions) }
    }
}
