import NIOCore
import Scaling

/// A pod of a model as the cluster shows it.
struct PodEndpoint: Hashable, Sendable {
    var address: SocketAddress
    /// Whether it may get requests.
    var isReady: Bool
    /// Whether it ends: what it works on may finish, and nothing more comes.
    var isEnding: Bool
}

/// Brings the replicas that were decided for together with the pods that there are.
///
/// The cluster chooses which pod goes when there are to be fewer, and puts another in the place of one that is lost. So a
/// replica is no pod but the right to one: it keeps its pod as long as that is ready, and gets another if not.
enum PodBinding {
    struct Outcome: Equatable {
        /// Of each replica that has a pod.
        var addresses: [ReplicaID: SocketAddress] = [:]
        /// What a scaler is to be told, in this order.
        var events: [FleetEvent] = []
    }

    /// - Parameters:
    ///   - claims: the replicas of one model.
    ///   - bound: what came of this the last time.
    ///   - present: pods that the cluster counts, those included that have no address yet; `nil` if it does not tell.
    static func bind(
        _ claims: [PodClaim],
        bound: [ReplicaID: SocketAddress],
        to endpoints: [PodEndpoint],
        present: Int?
    ) -> Outcome {
        var outcome = Outcome()
        var free = endpoints.filter { $0.isReady && !$0.isEnding }.map(\.address)
        let (needing, leaving) = (claims.filter(\.needsPod), claims.filter { !$0.needsPod })
        for claim in needing {
            guard let address = bound[claim.id], let index = free.firstIndex(of: address) else { continue }
            outcome.addresses[claim.id] = address
            free.remove(at: index)
        }
        // Those that leave give their pods to others only if there are no more.
        let held = Set(leaving.compactMap { bound[$0.id] })
        free = free.filter { !held.contains($0) } + free.filter(held.contains)
        for claim in needing.sorted(by: { $0.phase.rank < $1.phase.rank }) where outcome.addresses[claim.id] == nil {
            guard !free.isEmpty else { break }
            outcome.addresses[claim.id] = free.removeFirst()
        }
        let taken = Set(outcome.addresses.values)
        for claim in leaving {
            guard let address = bound[claim.id], !taken.contains(address),
                endpoints.contains(where: { $0.address == address })
            else { continue }
            outcome.addresses[claim.id] = address
        }
        tell(needing, bound, endpoints, &outcome)
        letGo(leaving, needing.count, endpoints, present, &outcome)
        return outcome
    }

    private static func tell(
        _ needing: [PodClaim],
        _ bound: [ReplicaID: SocketAddress],
        _ endpoints: [PodEndpoint],
        _ outcome: inout Outcome
    ) {
        var loading = endpoints.count { !$0.isReady && !$0.isEnding }
        for claim in needing {
            switch (claim.phase, outcome.addresses[claim.id]) {
            case (.starting, _?): outcome.events += [.launched(claim.id), .becameReady(claim.id)]
            case (.starting(let isLaunched), nil):
                if loading > 0, !isLaunched { outcome.events.append(.launched(claim.id)) }
                loading -= 1
            case (.unhealthy, _?): outcome.events.append(.healthRegained(claim.id))
            case (.ready, nil):
                let endpoint = endpoints.first { $0.address == bound[claim.id] }
                let reason = endpoint.map { $0.isEnding ? "its pod ends" : "its pod is not ready" } ?? "its pod is gone"
                outcome.events.append(.healthLost(claim.id, reason: reason))
            case (.draining, nil): outcome.events.append(.ending(claim.id))
            case (.ready, _?), (.draining, _?), (.unhealthy, nil), (.stopping, _): break
            }
        }
    }

    /// Those that leave are gone when there are no more pods than are needed.
    private static func letGo(
        _ leaving: [PodClaim],
        _ needed: Int,
        _ endpoints: [PodEndpoint],
        _ present: Int?,
        _ outcome: inout Outcome
    ) {
        let ending = endpoints.count(where: \.isEnding)
        let pods = max(present ?? 0, endpoints.count - ending) + ending
        let order = leaving.sorted { outcome.addresses[$0.id] != nil && outcome.addresses[$1.id] == nil }
        for (position, claim) in order.enumerated() {
            if position >= max(0, pods - needed) {
                outcome.events.append(.stopped(claim.id))
                outcome.addresses[claim.id] = nil
            } else if !claim.isEnding, position < ending {
                outcome.events.append(.ending(claim.id))
            }
        }
    }
}

extension PodClaim.Phase {
    /// Who has served gets a pod before who is only to.
    fileprivate var rank: Int {
        switch self {
        case .ready, .draining: 0
        case .unhealthy: 1
        case .starting, .stopping: 2
        }
    }
}
