import Fleet
import FleetPlan
import SpecSyntax

extension GPUUse {
    init(of pair: EnvironmentPair) {
        let (old, new) = (pair.before?.plan, pair.after?.plan)
        name = pair.name
        pinned = Change(old?.pinnedGPUs, new?.pinnedGPUs)
        atMost = Change(old?.atMostGPUs, new?.atMostGPUs)
        wanted = Change(old?.wantedGPUs, new?.wantedGPUs)
        limit = Change(old?.environment.gpuBudget, new?.environment.gpuBudget)
    }

    static func pools(of pair: EnvironmentPair) -> [GPUUse] {
        compare(pair) { side in
            side.plan.pools.map {
                Use(name: $0.pool.name.value, pinned: $0.pinned, wanted: $0.wanted, limit: $0.pool.gpus)
            }
        }
    }

    static func teams(of pair: EnvironmentPair) -> [GPUUse] {
        compare(pair) { side in
            let shares = side.environment.shares
            let models = Dictionary(grouping: side.plan.models) { $0.model.team?.value }
            let names = Set(models.keys.compactMap(\.self)).union(shares.keys)
            return names.map { name in
                Use(
                    name: name,
                    pinned: models[name, default: []].reduce(0) { $0 + $1.pinnedGPUs },
                    wanted: models[name, default: []].reduce(0) { $0 + $1.mostGPUs },
                    limit: shares[name]
                )
            }
        }
    }

    /// GPUs on one side.
    private struct Use {
        var name: String
        var pinned: Int
        var wanted: Int
        var limit: Int?
    }

    private static func compare(_ pair: EnvironmentPair, _ uses: (EnvironmentPair.Side) -> [Use]) -> [GPUUse] {
        func byName(_ side: EnvironmentPair.Side?) -> [String: Use] {
            Dictionary((side.map(uses) ?? []).map { ($0.name, $0) }) { first, _ in first }
        }
        let (old, new) = (byName(pair.before), byName(pair.after))
        func atMost(_ use: Use?, _ side: EnvironmentPair.Side?) -> Int? {
            use.map { min($0.wanted, $0.limit ?? .max, side?.environment.gpuBudget ?? .max) }
        }
        return Set(old.keys).union(new.keys).sorted().map { name in
            let (before, after) = (old[name], new[name])
            return GPUUse(
                name: name,
                pinned: Change(before?.pinned, after?.pinned),
                atMost: Change(atMost(before, pair.before), atMost(after, pair.after)),
                wanted: Change(before?.wanted, after?.wanted),
                limit: Change(before?.limit, after?.limit)
            )
        }
    }
}

extension ResolvedEnvironment {
    /// GPUs that each team may use at a time.
    var shares: [String: Int] {
        let entries = budgets.teams?.value.entries ?? []
        return Dictionary(entries.compactMap { team in team.value.gpus.map { (team.key.value, $0.value) } }) {
            first,
            _ in
            first
        }
    }
}

extension Cost {
    init(of pair: EnvironmentPair) {
        let (old, new) = (pair.before?.plan, pair.after?.plan)
        let month = EnvironmentPlan.hoursPerMonth
        pinnedPerHour = MoneyChange(old?.pinnedCostPerHour, new?.pinnedCostPerHour)
        pinnedPerMonth = MoneyChange(old.map { $0.pinnedCostPerHour * month }, new.map { $0.pinnedCostPerHour * month })
        atMostPerHour = MoneyChange(old?.atMostCostPerHour, new?.atMostCostPerHour)
        atMostPerMonth = MoneyChange(old.map { $0.atMostCostPerHour * month }, new.map { $0.atMostCostPerHour * month })
        monthlyBudget = MoneyChange(old?.environment.budgets.monthly?.value, new?.environment.budgets.monthly?.value)
        withoutPrice = new?.unpriced.map(\.name) ?? []
    }
}
