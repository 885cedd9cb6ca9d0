// What renderers for people show together, so that one edit is read once.

/// Changes that every changed environment has alike, as those of `fleet.yaml` are, and what is left of each.
struct SharedChanges {
    private(set) var settings: [SettingChange] = []
    private(set) var subjects: [KindOfSubject] = []

    init(_ diff: FleetDiff) {
        let changed = diff.environments.filter { $0.status == .changed }
        guard changed.count > 1, changed.count == diff.environments.count, let first = changed.first else { return }
        settings = first.changes.filter { change in changed.allSatisfy { $0.changes.contains(change) } }
        subjects = first.subjects.filter { subject in changed.allSatisfy { $0.subjects.contains(subject) } }
    }

    var isEmpty: Bool { settings.isEmpty && subjects.isEmpty }

    func settings(besidesThoseOf environment: EnvironmentDiff) -> [SettingChange] {
        environment.changes.filter { !settings.contains($0) }
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

/// Models that change in the same way.
struct ModelGroup {
    var models: [ModelDiff]

    var names: [String] { models.map(\.name) }
}

/// Hazards of one kind.
struct HazardGroup {
    var id: String
    var help: String
    var hazards: [Hazard]
}

extension EnvironmentDiff {
    var subjects: [KindOfSubject] {
        pools.map { KindOfSubject(kind: "pool", subject: $0) }
            + routes.map { KindOfSubject(kind: "route", subject: $0) }
            + keywords.map { KindOfSubject(kind: "keywords", subject: $0) }
            + tenants.map { KindOfSubject(kind: "tenant", subject: $0) }
    }

    /// Models in the order of their names, those that change alike together; what is added, removed or renamed stands alone.
    var modelGroups: [ModelGroup] {
        var groups: [ModelGroup] = []
        var positions: [[String]: [Int]] = [:]
        for model in models {
            let key = model.changes.map(\.path)
            let alike =
                model.status == .changed ? positions[key]?.first { groups[$0].models[0].changes == model.changes } : nil
            if let alike {
                groups[alike].models.append(model)
            } else {
                if model.status == .changed { positions[key, default: []].append(groups.count) }
                groups.append(ModelGroup(models: [model]))
            }
        }
        return groups
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
