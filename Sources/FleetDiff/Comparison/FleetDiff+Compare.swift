import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

extension FleetDiff {
    /// Compares two fleets.
    ///
    /// - Parameter environments: those to look at; empty is all of them.
    package init(from before: FleetSide, to after: FleetSide, environments names: [String] = []) {
        let (old, new) = (ComparedSide(before, only: names), ComparedSide(after, only: names))
        let unread = old.unread.union(new.unread)
        fleet = SettingList.changes(
            from: old.settings(isWhole: unread.isEmpty),
            to: new.settings(isWhole: unread.isEmpty)
        )
        teams = SubjectDiff.compare(old.teams, new.teams)
        documents = SubjectDiff.compare(old.documents, new.documents).filter { $0.status == .changed }
        notCompared = unread.sorted().map { name in
            let sides = [("base", old.unread), ("head", new.unread)].filter { $0.1.contains(name) }
            return Unread(environment: name, sides: sides.map(\.0))
        }
        let compared = Set(old.plans.keys).union(new.plans.keys).subtracting(unread).sorted()
        let pairs = compared.map { EnvironmentPair($0, before: old.side($0), after: new.side($0)) }
        self.environments = pairs.map(EnvironmentDiff.init).filter { !$0.isEmpty }
        totals = Totals(pairs)
    }
}

/// One side, ready to be compared.
private struct ComparedSide {
    let plans: [String: EnvironmentPlan]
    /// Environments that exist and are not sound.
    let unread: Set<String>
    private let input: FleetSide
    private let names: [String]

    init(_ input: FleetSide, only names: [String]) {
        self.input = input
        self.names = names
        let wanted = { (name: String) in names.isEmpty || names.contains(name) }
        let sound = input.plans.filter { $0.environment.isComplete && wanted($0.environment.name.value) }
        plans = Dictionary(sound.map { ($0.environment.name.value, $0) }) { first, _ in first }
        unread = Set(input.documents.environments.map(\.name.value).filter(wanted)).subtracting(plans.keys)
    }

    func side(_ environment: String) -> EnvironmentPair.Side? {
        guard let plan = plans[environment], let fleet = input.fleet else { return nil }
        return EnvironmentPair.Side(fleet: fleet, plan: plan, secrets: input.secrets)
    }

    /// Nothing of the fleet as a whole when only some environments are asked for; the same below.
    /// - Parameter isWhole: whether all environments could be read, on both sides.
    func settings(isWhole: Bool) -> SettingList? {
        guard names.isEmpty, let fleet = input.fleet else { return nil }
        var list = SettingList(secrets: input.secrets)
        list.add("metadata.name", fleet.name) { .text($0) }
        // A model that runs nowhere is in no environment below.
        let deployed = Set(fleet.environments.flatMap { $0.models.map(\.name.value) })
        if isWhole {
            list.add("deployed nowhere", list: fleet.modelNames.filter { !deployed.contains($0.value) })
        }
        return list
    }

    var teams: [Subject] {
        guard names.isEmpty else { return [] }
        return (input.documents.fleets.first?.body.teams?.value.entries ?? []).map {
            Subject($0.key.value, SettingList(of: $0.value.value, secrets: input.secrets))
        }
    }

    var documents: [Subject] {
        guard names.isEmpty else { return [] }
        return input.documents.fleets.map { Subject("fleet", SettingList(of: $0, secrets: input.secrets)) }
            + input.documents.models.map {
                Subject("models/\($0.name.value)", SettingList(of: $0, secrets: input.secrets))
            }
            + input.documents.environments.map {
                Subject("environments/\($0.name.value)", SettingList(of: $0, secrets: input.secrets))
            }
            + input.documents.profiles.map {
                Subject("profiles/\($0.name.value)", SettingList(of: $0, secrets: input.secrets))
            }
    }
}

extension FleetDiff.Totals {
    fileprivate init(_ pairs: [EnvironmentPair]) {
        func sum(_ value: (EnvironmentPlan) -> Double) -> MoneyChange {
            MoneyChange(
                pairs.reduce(0) { $0 + ($1.before.map { value($0.plan) } ?? 0) },
                pairs.reduce(0) { $0 + ($1.after.map { value($0.plan) } ?? 0) }
            )
        }
        pinnedGPUs = Change(
            pairs.reduce(0) { $0 + ($1.before?.plan.pinnedGPUs ?? 0) },
            pairs.reduce(0) { $0 + ($1.after?.plan.pinnedGPUs ?? 0) }
        )
        pinnedPerMonth = sum { $0.pinnedCostPerHour * EnvironmentPlan.hoursPerMonth }
        atMostPerMonth = sum { $0.atMostCostPerHour * EnvironmentPlan.hoursPerMonth }
    }
}
