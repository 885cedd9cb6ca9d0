import AgentConfig

/// Which GPUs are in use, on which nodes, and how many the budgets leave.
///
/// A copy of it is a plan: what would be free if these replicas went and those came.
struct GPULedger: Sendable, Equatable {
    /// What one replica takes.
    struct Shape: Sendable, Equatable {
        var pool: String
        var team: String?
        /// Over all its nodes, and on each of them; no two of its parts share a node.
        var gpus: Int
        var gpusPerNode: Int
        var nodes: Int

        init(_ model: ScalingConfig.Model) {
            pool = model.pool
            team = model.team
            gpus = model.gpus
            gpusPerNode = model.gpusPerNode
            nodes = model.nodes
        }
    }

    /// What one replica has. `nodes` are numbers in its pool, and none where no room was left.
    struct Claim: Sendable, Equatable {
        var shape: Shape
        var nodes: [Int]
    }

    /// Free GPUs. Below zero when more are in use than a new configuration allows.
    private var budget: Int
    private var teams: [String: Int]
    /// On each node of a pool.
    private var pools: [String: [Int]]

    init(_ config: ScalingConfig) {
        budget = config.gpuBudget
        teams = Dictionary(config.teams.map { ($0.name, $0.gpus) }) { first, _ in first }
        pools = Dictionary(config.pools.map { ($0.name, Array(repeating: $0.gpusPerNode, count: $0.nodes)) }) {
            first,
            _ in first
        }
    }

    /// Room for a replica: the fullest nodes that still have enough, so that whole nodes stay free for those that need them.
    ///
    /// - Returns: `nil` if there is none.
    func room(for shape: Shape) -> Claim? {
        guard shape.gpus > 0 else { return Claim(shape: shape, nodes: []) }
        guard fits(shape), let free = pools[shape.pool] else { return nil }
        let fitting = free.indices.filter { free[$0] >= shape.gpusPerNode }
        return Claim(shape: shape, nodes: Array(fitting.sorted { (free[$0], $0) < (free[$1], $1) }.prefix(shape.nodes)))
    }

    func fits(_ shape: Shape) -> Bool {
        guard shape.gpus > 0 else { return true }
        let nodes = pools[shape.pool]?.reduce(0) { $0 + ($1 >= shape.gpusPerNode ? 1 : 0) } ?? 0
        let team = shape.team.flatMap { teams[$0] } ?? .max
        return nodes >= shape.nodes && min(team, budget) >= shape.gpus
    }

    /// All nodes of a pool.
    func nodes(of pool: String) -> [Int] { Array((pools[pool] ?? []).indices) }

    mutating func take(_ claim: Claim) { add(claim, -1) }

    mutating func release(_ claim: Claim) { add(claim, 1) }

    /// Takes what a replica needs although there is no room for it.
    mutating func force(_ shape: Shape) -> Claim {
        let claim = room(for: shape) ?? Claim(shape: shape, nodes: fallbackNodes(for: shape))
        take(claim)
        return claim
    }

    /// A pool that may be smaller than it was when the claim was made leaves out what it has no more.
    private mutating func add(_ claim: Claim, _ sign: Int) {
        budget += sign * claim.shape.gpus
        if let team = claim.shape.team { teams[team]? += sign * claim.shape.gpus }
        guard let count = pools[claim.shape.pool]?.count else { return }
        for node in claim.nodes where node < count {
            pools[claim.shape.pool]?[node] += sign * claim.shape.gpusPerNode
        }
    }

    /// The emptiest nodes, which go below zero.
    private func fallbackNodes(for shape: Shape) -> [Int] {
        guard shape.gpus > 0, let free = pools[shape.pool] else { return [] }
        return Array(free.indices.sorted { (free[$1], $0) < (free[$0], $1) }.prefix(shape.nodes))
    }

    /// Whether more is in use than there is, anywhere.
    var isOver: Bool {
        budget < 0 || teams.values.contains { $0 < 0 } || pools.values.contains { $0.contains { $0 < 0 } }
    }

    /// Whether a claim takes from where more is in use than there is.
    func isOver(for claim: Claim) -> Bool {
        guard claim.shape.gpus > 0 else { return false }
        let free = pools[claim.shape.pool] ?? []
        return budget < 0 || claim.shape.team.flatMap { teams[$0] } ?? 0 < 0
            || claim.nodes.contains { free.indices.contains($0) && free[$0] < 0 }
    }

    /// Whether the nodes of a claim exist.
    func knows(_ claim: Claim) -> Bool {
        guard claim.shape.gpus > 0 else { return true }
        let count = pools[claim.shape.pool]?.count ?? 0
        return claim.nodes.count == claim.shape.nodes && claim.nodes.allSatisfy { $0 < count }
    }
}
