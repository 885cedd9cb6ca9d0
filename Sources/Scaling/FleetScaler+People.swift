extension FleetScaler {
    mutating func obey(_ event: FleetEvent, _ model: ModelID, _ actions: inout [FleetAction]) {
        guard isKnown(model), !lives[model.index].isRemoved else { return }
        let index = model.index
        switch event {
        case .wake:
            lives[index].isAsleep = false
            lives[index].retryAt = nil
            if lives[index].active == 0 { lives[index].summons = .wake }
            // Who is awake is given its idle time anew; that is no gap between requests any more.
            lives[index].idleness = nil
            if lives[index].ready > 0 { lives[index].beginIdleness(at: now, tuning, isGap: false) }
        case .sleep:
            lives[index].isPinned = false
            lives[index].isAsleep = true
            lives[index].summons = nil
            for replica in lives[index].replicas.indices where !lives[index].replicas[replica].isDormant {
                lives[index].retire(replica, .sleep, at: now, &actions)
            }
        case .pin:
            lives[index].isAsleep = false
            lives[index].isPinned = true
        case .unpin: lives[index].isPinned = false
        case .scheduled(_, let replicas):
            // A window that opens wakes who was put to sleep before.
            if replicas > lives[index].scheduled { lives[index].isAsleep = false }
            lives[index].scheduled = max(0, replicas)
        default: return
        }
        settleAndShare(index, &actions)
    }
}
