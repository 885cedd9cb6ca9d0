/// A limit that the new fleet breaks.
package struct Breach: Sendable, Equatable, Encodable {
    package var id: Kind
    /// The diagnostic that says the same of the new specs.
    package var rule: String
    /// One sentence without a full stop.
    package var message: String
    /// The models whose growth breaks it; none when the limit was lowered.
    package var models: [String]
    /// Whether it was kept before.
    package var isNew: Bool

    package enum Kind: String, Sendable, Encodable {
        case overPool = "over-pool"
        case overBudget = "over-budget"
        case overShare = "over-share"
        case overMonthlyBudget = "over-monthly-budget"
        case neverWakes = "never-wakes"
    }
}
