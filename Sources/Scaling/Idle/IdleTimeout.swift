/// How long a model without requests stays awake this time, and why so long.
package struct IdleTimeout: Sendable, Equatable {
    /// `infinity` for a model that does not sleep.
    package var seconds: Double
    package var basis: Basis

    package enum Basis: Sendable, Equatable {
        case never
        case fixed
        /// So few gaps have been seen that the time is what a wake-up costs.
        case breakEven(gaps: Double)
        /// The cheapest for the gaps seen: their number, days before today counted as less.
        case learned(gaps: Double)
        /// What was learned is another time, but one that could cost more than twice the optimum.
        case guarded(learned: Double)
    }
}
