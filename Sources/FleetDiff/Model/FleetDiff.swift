package import Simulation

/// What a change of specs does to a fleet: what `spindle diff` shows, whatever the format. Encoded, it is the JSON that
/// `docs/diff.md` describes.
package struct FleetDiff: Sendable, Encodable {
    /// Settings of the fleet that belong to no environment.
    package var fleet: [SettingChange]
    package var teams: [SubjectDiff]
    /// Descriptions and accepted warnings, by document.
    package var documents: [SubjectDiff]
    /// Those that changed, sorted by name.
    package var environments: [EnvironmentDiff]
    /// Those that cannot be compared.
    package var notCompared: [Unread]
    package var totals: Totals

    /// An environment that has errors of its own on one side: sums over it mean nothing, and what is missing there may only
    /// be what could not be read.
    package struct Unread: Sendable, Equatable, Encodable {
        package var environment: String
        /// `base`, `head` or both.
        package var sides: [String]
    }

    /// Over the environments that were compared, changed or not.
    package struct Totals: Sendable, Encodable {
        package var pinnedGPUs: Change<Int>
        package var pinnedPerMonth: MoneyChange
        package var atMostPerMonth: MoneyChange
    }

    package var isEmpty: Bool {
        fleet.isEmpty && teams.isEmpty && documents.isEmpty && environments.isEmpty && notCompared.isEmpty
    }

    package var hazards: [Hazard] { environments.flatMap(\.hazards) }
}

/// One environment that changed.
package struct EnvironmentDiff: Sendable, Encodable {
    package var name: String
    package var status: Status
    /// Settings that belong to nothing below.
    package var changes: [SettingChange]
    package var models: [ModelDiff]
    package var pools: [SubjectDiff]
    package var routes: [SubjectDiff]
    package var keywords: [SubjectDiff]
    package var tenants: [SubjectDiff]
    package var gpus: GPUUse
    /// All pools and teams, changed or not, sorted by name.
    package var poolUse: [GPUUse]
    package var teamUse: [GPUUse]
    package var cost: Cost
    package var breaches: [Breach]
    package var prompts: [RouteTraffic]
    /// What traffic of the past would have met, where that was asked for.
    package var replay: ReplayedChange?
    package var hazards: [Hazard]

    var isEmpty: Bool {
        status == .changed && changes.isEmpty && models.isEmpty && pools.isEmpty && routes.isEmpty && keywords.isEmpty
            && tenants.isEmpty
    }
}

package enum Status: String, Sendable, Encodable {
    case added, removed, renamed, changed
}

/// A named thing: a pool, a route, a tenant, a team.
package struct SubjectDiff: Sendable, Equatable, Encodable {
    package var name: String
    package var status: Status
    package var changes: [SettingChange]
}

/// A model of an environment.
package struct ModelDiff: Sendable, Equatable, Encodable {
    package var name: String
    package var status: Status
    /// The name it had.
    package var renamedFrom: String?
    package var pool: Change<String>
    /// Of one replica.
    package var gpus: Change<Int>
    package var min: Change<Int>
    package var max: Change<Int>
    package var changes: [SettingChange]

    /// Whether it runs elsewhere than before.
    package var isMoved: Bool { pool.before != nil && pool.after != nil && pool.isChange }
}

/// A value on both sides; absent on the side that has none.
package struct Change<Value: Sendable & Equatable & Encodable>: Sendable, Equatable, Encodable {
    package var before: Value?
    package var after: Value?

    package init(_ before: Value?, _ after: Value?) {
        self.before = before
        self.after = after
    }

    package var isChange: Bool { before != after }
}
