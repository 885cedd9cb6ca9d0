import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// A limit that a plan breaks.
struct BrokenLimit {
    var kind: Breach.Kind
    var rule: String
    /// What tells it from others of its kind.
    var subject: String
    var message: String
    /// Whose GPUs count.
    var scope: Scope
    /// The limit itself, in GPUs or money.
    var value: @Sendable (EnvironmentPlan) -> Double?

    enum Scope {
        case all
        case pool(String)
        case team(String)
        /// One that sleeps, beside what is pinned in a scope.
        indirect case sleeper(String, Scope)
    }

    struct Key: Hashable {
        var kind: Breach.Kind
        var subject: String
    }

    var key: Key { Key(kind: kind, subject: subject) }

    static func all(in plan: EnvironmentPlan) -> [BrokenLimit] {
        pools(plan) + budget(plan) + teams(plan) + money(plan) + sleepers(plan)
    }

    private static func pools(_ plan: EnvironmentPlan) -> [BrokenLimit] {
        plan.pools.filter { $0.pinned > $0.pool.gpus }.map { pool in
            let name = pool.pool.name.value
            return BrokenLimit(
                kind: .overPool,
                rule: "SP3003",
                subject: name,
                message: "what is always awake needs \(pool.pinned.counting("GPU")) of pool `\(name)`, which has "
                    + "\(pool.pool.gpus)",
                scope: .pool(name),
                value: { $0.gpus(ofPool: name).map(Double.init) }
            )
        }
    }

    private static func budget(_ plan: EnvironmentPlan) -> [BrokenLimit] {
        guard let budget = plan.environment.budgets.gpus, plan.pinnedGPUs > budget.value else { return [] }
        return [
            BrokenLimit(
                kind: .overBudget,
                rule: "SP3004",
                subject: "",
                message: "what is always awake needs \(plan.pinnedGPUs.counting("GPU")), and the budget is "
                    + "\(budget.value)",
                scope: .all,
                value: { Double($0.environment.gpuBudget) }
            )
        ]
    }

    private static func teams(_ plan: EnvironmentPlan) -> [BrokenLimit] {
        plan.environment.shares.sorted { $0.key < $1.key }.flatMap { team, share -> [BrokenLimit] in
            let limit = { @Sendable (plan: EnvironmentPlan) in plan.environment.shares[team].map(Double.init) }
            let pinned = plan.pinned.filter { $0.model.team?.value == team }.reduce(0) { $0 + $1.pinnedGPUs }
            guard pinned <= share else {
                return [
                    BrokenLimit(
                        kind: .overShare,
                        rule: "SP3005",
                        subject: team,
                        message: "what team `\(team)` keeps awake needs \(pinned.counting("GPU")), and its share is "
                            + "\(share)",
                        scope: .team(team),
                        value: limit
                    )
                ]
            }
            return plan.sleeping.filter { $0.model.team?.value == team && $0.gpus + pinned > share }.map { model in
                sleeper(model, "SP3005", .overShare, left: share - pinned, of: "team `\(team)`", .team(team), limit)
            }
        }
    }

    private static func money(_ plan: EnvironmentPlan) -> [BrokenLimit] {
        let cost = plan.pinnedCostPerHour * EnvironmentPlan.hoursPerMonth
        guard let budget = plan.environment.budgets.monthly?.value, cost > budget else { return [] }
        return [
            BrokenLimit(
                kind: .overMonthlyBudget,
                rule: "SP3008",
                subject: "",
                message: "what is always awake costs \(cost.money) a month, and the budget is \(budget.money)",
                scope: .all,
                value: { $0.environment.budgets.monthly?.value }
            )
        ]
    }

    private static func sleepers(_ plan: EnvironmentPlan) -> [BrokenLimit] {
        guard plan.pinnedSumFits else { return [] }
        return plan.sleeping.compactMap { model in
            let pool = plan.pools[model.model.placement.pool]
            let name = pool.pool.name.value
            if model.gpus + pool.pinned > pool.pool.gpus {
                let limit = { @Sendable (plan: EnvironmentPlan) in plan.gpus(ofPool: name).map(Double.init) }
                let left = pool.pool.gpus - pool.pinned
                return sleeper(model, "SP3010", .neverWakes, left: left, of: "pool `\(name)`", .pool(name), limit)
            }
            let budget = plan.environment.gpuBudget
            guard model.gpus + plan.pinnedGPUs > budget else { return nil }
            let limit = { @Sendable (plan: EnvironmentPlan) in Double(plan.environment.gpuBudget) as Double? }
            return sleeper(model, "SP3010", .neverWakes, left: budget - plan.pinnedGPUs, of: "the budget", .all, limit)
        }
    }

    private static func sleeper(
        _ model: ModelPlan,
        _ rule: String,
        _ kind: Breach.Kind,
        left: Int,
        of place: String,
        _ scope: Scope,
        _ limit: @escaping @Sendable (EnvironmentPlan) -> Double?
    ) -> BrokenLimit {
        BrokenLimit(
            kind: kind,
            rule: rule,
            subject: model.name,
            message:
                "\(model.name) can never wake: it needs \(model.gpus.counting("GPU")), and \(place) has \(left) to "
                + "give",
            scope: .sleeper(model.name, scope),
            value: limit
        )
    }
}

extension BrokenLimit.Scope {
    /// The GPUs of a model that count against the limit.
    func counts(_ plan: ModelPlan) -> Int {
        switch self {
        case .all: plan.pinnedGPUs
        case .pool(let name): plan.pool.name.value == name ? plan.pinnedGPUs : 0
        case .team(let name): plan.model.team?.value == name ? plan.pinnedGPUs : 0
        case .sleeper(let name, let scope): plan.name == name ? plan.gpus : scope.counts(plan)
        }
    }
}

extension EnvironmentPlan {
    fileprivate func gpus(ofPool name: String) -> Int? {
        environment.pools.first { $0.name.value == name }?.gpus
    }
}
