// What renderers for people show together, so that one edit is read once.

/// Changes that all changed environments have alike, as those of `fleet.yaml` are, and what is left of each.
struct SharedChanges {
    private(set) var settings: [SettingChange] = []
    private(set) var models: [ModelDiff] = []
    private(set) var subjects: [KindOfSubject] = []
    private let modelNames: Set<String>

    init(_ diff: FleetDiff) {
        let changed = diff.environments.filter { $0.status == .changed }
        guard changed.count > 1, changed.count == diff.environments.count, let first = changed.first else {
            modelNames = []
            return
        }
        settings = first.changes.filter { change in changed.allSatisfy { $0.changes.contains(change) } }
        subjects = first.subjects.filter { subject in changed.allSatisfy { $0.subjects.contains(subject) } }
        let byName = changed.map { Dictionary($0.models.map { ($0.name, $0) }) { first, _ in first } }
        models = first.models.filter { model in byName.allSatisfy { $0[model.name] == model } }
        modelNames = Set(models.map(\.name))
    }

    var isEmpty: Bool { settings.isEmpty && models.isEmpty && subjects.isEmpty }

    func settings(besidesThoseOf environment: EnvironmentDiff) -> [SettingChange] {
        environment.changes.filter { !settings.contains($0) }
    }

    func models(besidesThoseOf environment: EnvironmentDiff) -> [ModelDiff] {
        environment.models.filter { !modelNames.contains($0.name) }
    }

    func subjects(besidesThoseOf environment: EnvironmentDiff) -> [KindOfSubject] {
        environment.subjects.filter { !subjects.contains($0) }
    }
}

/// A pool, route, rule or tenant, and which of them it is.
struct KindOfSubject: Equatable {
    var kind: String
    var subject: SubjectDiff
}

/// Models that change in the same way; what is added, removed or renamed stands alone.
struct ModelGroup {
    var first: ModelDiff
    var names: [String]

    /// In the order of the first of each.
    static func groups(of models: [ModelDiff]) -> [ModelGroup] {
        var groups: [ModelGroup] = []
        var positions: [[String]: [Int]] = [:]
        for model in models {
            guard model.status == .changed else {
                groups.append(ModelGroup(first: model, names: [model.name]))
                continue
            }
            let paths = model.changes.map(\.path)
            if let alike = positions[paths]?.first(where: { groups[$0].first.changes == model.changes }) {
                groups[alike].names.append(model.name)
            } else {
                positions[paths, default: []].append(groups.count)
                groups.append(ModelGroup(first: model, names: [model.name]))
            }
        }
        return groups
    }
}

/// Hazards of one kind.
struct HazardGroup {
    var id: String
    var help: String
    var hazards: [Hazard]

    private static let mostShown = 5

    var shown: [Hazard] { Array(hazards.prefix(Self.mostShown)) }
    var more: Int { max(0, hazards.count - Self.mostShown) }
}

extension EnvironmentDiff {
    var subjects: [KindOfSubject] {
        pools.map { KindOfSubject(kind: "pool", subject: $0) }
            + routes.map { KindOfSubject(kind: "route", subject: $0) }
            + keywords.map { KindOfSubject(kind: "keywords", subject: $0) }
            + tenants.map { KindOfSubject(kind: "tenant", subject: $0) }
    }

    /// In the order of the rules.
    var hazardGroups: [HazardGroup] {
        hazards.reduce(into: []) { groups, hazard in
            if let last = groups.indices.last, groups[last].id == hazard.id {
                groups[last].hazards.append(hazard)
            } else {
                groups.append(HazardGroup(id: hazard.id, help: hazard.help, hazards: [hazard]))
            }
        }
    }
}
