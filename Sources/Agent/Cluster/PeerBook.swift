import AgentConfig
import Scaling

/// What is known of the other agents.
///
/// What one reported last counts for a while after it was last heard: its requests go on, and a model that they keep awake
/// must not be stopped because of a lost packet. Whoever says that it leaves is forgotten at once.
struct PeerBook: Sendable {
    /// Seconds for which one that is silent counts as it was.
    static let memory = 30.0
    /// Seconds after which what it sends to replicas is no longer reckoned with when a replica is chosen.
    static let freshness = 3.0

    private struct Peer: Sendable {
        var report: AgentReport
        var heardAt: Double
    }

    private var peers: [String: Peer] = [:]
    /// Arrivals that agents had counted which are forgotten.
    private var past: [String: Int] = [:]

    /// - Returns: whether it says anything new.
    mutating func hear(_ report: AgentReport, at now: Double) -> Bool {
        let known = peers[report.agent]?.report
        if let known, known.number >= report.number {
            peers[report.agent]?.heardAt = now
            return false
        }
        guard !report.isLeaving else {
            forget(report.agent)
            return true
        }
        peers[report.agent] = Peer(report: report, heardAt: now)
        return known.map { !$0.saysTheSame(as: report) } ?? true
    }

    /// Forgets those that have been silent for too long.
    /// - Returns: whether there were some.
    mutating func expire(at now: Double) -> Bool {
        let silent = peers.filter { now - $0.value.heardAt > Self.memory }.keys
        for agent in silent { forget(agent) }
        return !silent.isEmpty
    }

    private mutating func forget(_ agent: String) {
        guard let peer = peers.removeValue(forKey: agent) else { return }
        for (model, counts) in peer.report.models { past[model, default: 0] += counts.arrivals }
    }

    var agents: Set<String> { Set(peers.keys) }

    /// What the one that decides said last, if it was heard of late.
    func decisions(at now: Double) -> FleetDecisions? { lastToDecide(at: now)?.decisions }

    /// Its name.
    func decider(at now: Double) -> String? { lastToDecide(at: now)?.agent }

    private func lastToDecide(at now: Double) -> AgentReport? {
        peers.values.filter { now - $0.heardAt <= Self.memory && $0.report.decisions != nil }.map(\.report)
            .max { ($0.decisions?.term ?? 0) < ($1.decisions?.term ?? 0) }
    }

    /// What it learned.
    var learned: LearnedState? { peers.values.compactMap(\.report.learned).max { $0.at < $1.at } }

    /// Requests at all of them.
    /// - Parameter replica: whose pod has an address.
    func others(_ model: String, replica: (String) -> ReplicaID?) -> OtherAgents {
        var others = OtherAgents()
        others.arrivals = past[model] ?? 0
        for counts in peers.values.compactMap({ $0.report.models[model] }) {
            others.queued += counts.queued
            others.arrivals += counts.arrivals
            for (address, count) in counts.inFlight {
                if let id = replica(address) {
                    others.inFlight[id, default: 0] += count
                } else {
                    others.unplaced += count
                }
            }
        }
        return others
    }

    /// Requests of agents that were heard of just now, by the address of the pod.
    func inFlight(_ model: String, at now: Double) -> [String: Int] {
        var sum: [String: Int] = [:]
        for peer in peers.values where now - peer.heardAt <= Self.freshness {
            for (address, count) in peer.report.models[model]?.inFlight ?? [:] { sum[address, default: 0] += count }
        }
        return sum
    }
}
