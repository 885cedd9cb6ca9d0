import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

extension Breach {
    /// The limits that the new side breaks, as the checks of the compiler have them, and what broke them.
    static func all(in pair: EnvironmentPair) -> [Breach] {
        guard let after = pair.after else { return [] }
        let known = Set((pair.before.map { BrokenLimit.all(in: $0.plan) } ?? []).map(\.key))
        return BrokenLimit.all(in: after.plan).map { limit in
            let growth = limit.growth(in: pair)
            return Breach(
                id: limit.kind,
                rule: limit.rule,
                message: limit.message + (growth.words.map { ": \($0)" } ?? ""),
                models: growth.models,
                isNew: !known.contains(limit.key)
            )
        }
    }
}

extension BrokenLimit {
    /// The models that need more than before, those that grew most first, and that in words.
    fileprivate func growth(in pair: EnvironmentPair) -> (models: [String], words: String?) {
        let grown = pair.models.compactMap { pair -> (name: String, gpus: Int)? in
            let gpus = (pair.after.map(scope.counts) ?? 0) - (pair.before.map(scope.counts) ?? 0)
            return gpus > 0 ? (pair.name, gpus) : nil
        }.sorted { ($1.gpus, $0.name) < ($0.gpus, $1.name) }
        if !grown.isEmpty {
            return (grown.map(\.name), grown.map { "\($0.name) takes \($0.gpus) more" }.listed(atMost: 6))
        }
        if let old = pair.before.flatMap({ value($0.plan) }), let new = pair.after.flatMap({ value($0.plan) }),
            new < old
        {
            return ([], "the limit was \(kind == .overMonthlyBudget ? old.money : old.plain)")
        }
        // The same GPUs within the same budget.
        return ([], kind == .overMonthlyBudget && pair.before != nil ? "prices rose" : nil)
    }
}
