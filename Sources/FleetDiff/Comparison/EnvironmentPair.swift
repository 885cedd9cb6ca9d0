import Diagnostics
import Fleet
import FleetEmit
import FleetPlan
import SpecSyntax

/// An environment on both sides, its models matched: what is compared and what hazards are looked for in.
struct EnvironmentPair: Sendable {
    struct Side: Sendable {
        var fleet: ResolvedFleet
        var plan: EnvironmentPlan
        var secrets: Set<Span>

        var environment: ResolvedEnvironment { plan.environment }
    }

    let name: String
    let before: Side?
    let after: Side?
    /// Settings of the environment itself.
    let changes: [SettingChange]
    let pools: [SubjectDiff]
    /// Sorted by the name they have now, or had last.
    let models: [ModelPair]
    /// Models whose objects are changed rather than made anew, as far as anything about them may have changed.
    let objects: [ObjectsPair]

    init(_ name: String, before: Side?, after: Side?) {
        self.name = name
        self.before = before
        self.after = after
        changes = SettingList.changes(from: before?.settings, to: after?.settings)
        pools = SubjectDiff.compare(before?.pools ?? [], after?.pools ?? [])
        models = ModelPair.match(before, after)
        objects = ObjectsPair.all(of: models, before, after, touchesAll: !changes.isEmpty || !pools.isEmpty)
    }

    /// Models that are on both sides, renamed or not.
    var kept: [(before: ModelPlan, after: ModelPlan)] {
        models.compactMap { pair in pair.before.flatMap { before in pair.after.map { (before, $0) } } }
    }

    /// Both environments, when it is one that stays.
    var environments: (before: ResolvedEnvironment, after: ResolvedEnvironment)? {
        before.flatMap { before in after.map { (before.environment, $0.environment) } }
    }
}

/// The objects of a model in a cluster on both sides.
struct ObjectsPair: Sendable {
    /// The new one.
    var plan: ModelPlan
    var before: ModelObjects
    var after: ModelObjects
    var changes: [SettingChange]

    /// - Parameter touchesAll: whether models may be touched whose own settings stay.
    fileprivate static func all(
        of models: [ModelPair],
        _ before: EnvironmentPair.Side?,
        _ after: EnvironmentPair.Side?,
        touchesAll: Bool
    ) -> [ObjectsPair] {
        guard let before, let after, let old = before.environment.cluster, let new = after.environment.cluster,
            old.namespace == new.namespace, old.server == new.server, old.name == new.name
        else { return [] }
        return models.compactMap { pair in
            guard touchesAll || !pair.changes.isEmpty, !pair.isRename, let model = pair.after,
                let objects = ModelObjects(of: model, in: after.environment, fleet: after.fleet),
                let earlier = pair.before.flatMap({ ModelObjects(of: $0, in: before.environment, fleet: before.fleet) })
            else { return nil }
            return ObjectsPair(plan: model, before: earlier, after: objects, changes: pair.changes)
        }
    }
}

extension EnvironmentPair.Side {
    fileprivate var settings: SettingList { SettingList(of: environment, in: fleet, secrets: secrets) }

    fileprivate var pools: [Subject] {
        environment.pools.map { Subject($0.name.value, SettingList(of: $0, secrets: secrets)) }
    }

    fileprivate func settings(of model: ModelPlan) -> SettingList {
        SettingList(of: model, in: environment, secrets: secrets)
    }
}

/// A model on both sides.
struct ModelPair: Sendable {
    let before: ModelPlan?
    let after: ModelPlan?
    let changes: [SettingChange]

    private init(_ before: ModelPlan?, _ after: ModelPlan?, in sides: (EnvironmentPair.Side?, EnvironmentPair.Side?)) {
        self.before = before
        self.after = after
        changes = SettingList.changes(
            from: before.flatMap { sides.0?.settings(of: $0) },
            to: after.flatMap { sides.1?.settings(of: $0) }
        )
    }

    var name: String { (after ?? before)?.name ?? "" }

    var isRename: Bool { before.flatMap { before in after.map { $0.name != before.name } } ?? false }

    /// Matches models by name, and then those that are only called otherwise: a name that left the fleet and one that is
    /// new in it, with the same source, architecture and placement.
    static func match(_ before: EnvironmentPair.Side?, _ after: EnvironmentPair.Side?) -> [ModelPair] {
        let (old, new) = (before?.plan.models ?? [], after?.plan.models ?? [])
        let oldByName = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let newNames = Set(new.map(\.name))
        var gone = old.filter { !newNames.contains($0.name) }
        // A model that is only deployed elsewhere now was not renamed.
        let known = Set(before?.fleet.modelNames.map(\.value) ?? [])
        let stillKnown = Set(after?.fleet.modelNames.map(\.value) ?? [])
        var pairs: [ModelPair] = []
        for model in new {
            if let same = oldByName[model.name] {
                pairs.append(ModelPair(same, model, in: (before, after)))
            } else if known.contains(model.name) {
                pairs.append(ModelPair(nil, model, in: (before, after)))
            } else {
                let alike = gone.indices.filter {
                    !stillKnown.contains(gone[$0].name) && RenameKey(gone[$0]) == RenameKey(model)
                }
                let candidates = alike.map { (index: $0, pair: ModelPair(gone[$0], model, in: (before, after))) }
                if let nearest = candidates.min(by: { $0.pair.changes.count < $1.pair.changes.count }) {
                    pairs.append(nearest.pair)
                    gone.remove(at: nearest.index)
                } else {
                    pairs.append(ModelPair(nil, model, in: (before, after)))
                }
            }
        }
        pairs += gone.map { ModelPair($0, nil, in: (before, after)) }
        return pairs.sorted { $0.name < $1.name }
    }

    /// What stays when a model is only called otherwise.
    private struct RenameKey: Equatable {
        var source: ModelSource
        var architecture: Architecture
        var pool: String
        var gpus: Int
        var nodes: Int

        init(_ plan: ModelPlan) {
            source = plan.model.source.value
            architecture = plan.model.architecture.value
            pool = plan.pool.name.value
            gpus = plan.gpus
            nodes = plan.model.placement.nodes.value
        }
    }
}
