import FleetPlan

/// GPUs of an environment, a pool or a team.
package struct GPUUse: Sendable, Encodable {
    package var name: String
    /// Always in use.
    package var pinned: Change<Int>
    /// In use at a time at most, within the limit.
    package var atMost: Change<Int>
    /// All replicas of all models at once.
    package var wanted: Change<Int>
    /// The budget of the environment, the stock of the pool, the share of the team; absent where there is none.
    package var limit: Change<Int>

    package var isChange: Bool { pinned.isChange || atMost.isChange || wanted.isChange || limit.isChange }
}

/// Money of an environment, in the currency of its spec.
package struct Cost: Sendable, Encodable {
    package var pinnedPerHour: MoneyChange
    package var pinnedPerMonth: MoneyChange
    package var atMostPerHour: MoneyChange
    package var atMostPerMonth: MoneyChange
    package var monthlyBudget: MoneyChange
    /// Models whose pool has no price now; sums leave them out.
    package var withoutPrice: [String]

    package var isChange: Bool {
        pinnedPerHour.isChange || atMostPerHour.isChange || monthlyBudget.isChange
    }
}

/// An amount on both sides and what it grows by, rounded to hundredths.
package struct MoneyChange: Sendable, Equatable, Encodable {
    package var before: Double?
    package var after: Double?
    package var difference: Double

    init(_ before: Double?, _ after: Double?) {
        self.before = before?.cents
        self.after = after?.cents
        difference = ((after ?? 0) - (before ?? 0)).cents
    }

    package var isChange: Bool { before != after }
    package var isKnown: Bool { before != nil || after != nil }
}
