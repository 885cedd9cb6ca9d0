import AgentConfig
import NIOCore
import Scaling

// What only a cluster needs: replicas are pods that others start and end, and other agents have requests as well.

extension DispatchState {
    /// Brings the replicas of a model together with its pods.
    /// - Returns: those that became ready, too, and the seconds that each took since it was ordered.
    mutating func bind(
        _ model: ModelID,
        to endpoints: [PodEndpoint],
        present: Int?,
        at now: Double
    ) -> (PodNews, [Effect]) {
        let bound = addresses(of: model)
        let outcome = PodBinding.bind(scaler.podClaims(of: model), bound: bound, to: endpoints, present: present)
        if outcome.events.isEmpty, outcome.addresses == bound { return (PodNews(), []) }
        setAddresses(outcome.addresses, of: model)
        var news = PodNews()
        var effects: [Effect] = []
        for event in outcome.events {
            switch event {
            case .becameReady(let replica):
                news.coldStarts.append(secondsSinceStart(of: replica, at: now) ?? 0)
                effects += note(event, at: now)
            case .launched(let replica): effects += note(event, address: outcome.addresses[replica], at: now)
            case .healthLost(_, let reason):
                news.lost.append(reason)
                effects += note(event, at: now)
            default: effects += note(event, at: now)
            }
        }
        return (news, effects + serveQueue(of: model, at: now))
    }

    /// What other agents have of a model's requests.
    /// - Parameter fresh: of agents that were heard of just now, by the address of the pod.
    mutating func hear(of others: OtherAgents, fresh: [String: Int], for model: ModelID, at now: Double) -> [Effect] {
        setElsewhere(fresh, of: model)
        return note(.elsewhere(model, others), at: now) + serveQueue(of: model, at: now)
    }

    /// The replica that has a pod.
    func replica(of model: ModelID, at address: String) -> ReplicaID? {
        models[model.index].seats.first { $0.authority == address }?.id
    }

    /// Whether the cluster has yet to do what was decided for a model, or to show what became of a pod.
    func isChanging(_ model: ModelID) -> Bool {
        models[model.index].seats.contains(where: \.isSuspect)
            || scaler.podClaims(of: model).contains { claim in
                switch claim.phase {
                case .ready: false
                case .starting, .unhealthy, .draining, .stopping: true
                }
            }
    }

    func address(of replica: ReplicaID) -> SocketAddress? {
        models[replica.model.index].seats.first { $0.id == replica }?.address
    }

    private func addresses(of model: ModelID) -> [ReplicaID: SocketAddress] {
        var addresses: [ReplicaID: SocketAddress] = [:]
        for seat in models[model.index].seats { addresses[seat.id] = seat.address }
        return addresses
    }

    // MARK: Telling others

    /// Its own requests, by model.
    var counts: [String: AgentReport.Counts] {
        var counts: [String: AgentReport.Counts] = [:]
        for desk in models where desk.arrivals > 0 {
            var own = AgentReport.Counts(queued: desk.queue.count, arrivals: desk.arrivals)
            for seat in desk.seats where seat.inFlight > 0 { own.inFlight[seat.authority, default: 0] += seat.inFlight }
            counts[desk.spec.name] = own
        }
        return counts
    }

    func decisions(term: Int) -> FleetDecisions {
        var decisions = FleetDecisions(term: term, models: [:])
        for desk in models { decisions.models[desk.spec.name] = decision(for: desk.id) }
        return decisions
    }

    func decision(for model: ModelID) -> FleetDecisions.Model {
        let desk = models[model.index]
        let claims = scaler.podClaims(of: model)
        let replicas = claims.count(where: \.needsPod)
        let leaving = claims.filter { $0.phase == .draining || $0.phase == .stopping }.map(\.id)
        let concurrency = Double(desk.spec.concurrency)
        // Enough to keep what was decided, and no more than that: an autoscaler that divides it by the concurrency and
        // rounds up comes to the same number.
        let least = replicas > 1 ? Double(replicas - 1) * concurrency + 1 : 0
        let load = min(max(Double(scaler.load(of: model)), least), Double(replicas) * concurrency)
        return FleetDecisions.Model(
            replicas: replicas,
            draining: claims.count { $0.phase == .draining && $0.needsPod },
            load: load,
            drained: desk.seats.filter { leaving.contains($0.id) && $0.address != nil }.map(\.authority)
        )
    }
}

/// What became of the pods of a model.
struct PodNews: Sendable {
    /// Seconds of those that became ready.
    var coldStarts: [Double] = []
    /// Why others did not stay so.
    var lost: [String] = []
}
