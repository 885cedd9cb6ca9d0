/// What a table of outcomes says of a router.
package struct ScoreReport: Sendable {
    package var prompts: Int
    /// Routed ones first, then at random, every model alone, and what is known afterwards.
    package var strategies: [Strategy]
    /// The model that is best on the whole table.
    package var bestSingle: String
    /// See `Calibration`: of what the profile expects of every model on every prompt.
    package var calibrationError: Double
    /// Of a profile with two models.
    package var pair: ModelPair?
    /// From accuracy alone to cost alone.
    package var curve: [Strategy]
}
