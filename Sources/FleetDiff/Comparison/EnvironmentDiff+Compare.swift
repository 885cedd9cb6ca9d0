import Fleet
import FleetPlan
import SpecSyntax

extension EnvironmentDiff {
    init(_ pair: EnvironmentPair) {
        name = pair.name
        status = pair.before == nil ? .added : pair.after == nil ? .removed : .changed
        changes = pair.changes
        models = pair.models.compactMap(ModelDiff.init)
        pools = pair.pools
        routes = Self.compare(pair) { side in
            let routing = side.environment.routing
            return routing.routes.map {
                Subject($0.name.value, SettingList(of: $0, in: routing, secrets: side.secrets))
            }
        }
        tenants = Self.compare(pair) { side in
            side.environment.tenants.map { Subject($0.name.value, SettingList(of: $0, secrets: side.secrets)) }
        }
        keywords = KeywordsComparison.compare(
            pair.before?.environment.routing.keywords ?? [],
            pair.after?.environment.routing.keywords ?? []
        )
        gpus = GPUUse(of: pair)
        poolUse = GPUUse.pools(of: pair)
        teamUse = GPUUse.teams(of: pair)
        cost = Cost(of: pair)
        breaches = Breach.all(in: pair)
        prompts = []
        hazards = []
        // Nothing to look for in what stayed as it was.
        guard !isEmpty else { return }
        prompts = RouteTraffic.compare(pair)
        hazards = Hazard.all(in: pair)
    }

    private static func compare(
        _ pair: EnvironmentPair,
        _ subjects: (EnvironmentPair.Side) -> [Subject]
    ) -> [SubjectDiff] {
        SubjectDiff.compare(pair.before.map(subjects) ?? [], pair.after.map(subjects) ?? [])
    }
}

extension ModelDiff {
    /// - Returns: `nil` when nothing changed.
    fileprivate init?(_ pair: ModelPair) {
        guard !pair.changes.isEmpty || pair.isRename else { return nil }
        changes = pair.changes
        name = pair.name
        status = pair.before == nil ? .added : pair.after == nil ? .removed : pair.isRename ? .renamed : .changed
        renamedFrom = pair.isRename ? pair.before?.name : nil
        pool = Change(pair.before?.pool.name.value, pair.after?.pool.name.value)
        gpus = Change(pair.before?.gpus, pair.after?.gpus)
        min = Change(pair.before?.model.scale.min.value, pair.after?.model.scale.min.value)
        max = Change(pair.before?.model.scale.max.value, pair.after?.model.scale.max.value)
    }
}
