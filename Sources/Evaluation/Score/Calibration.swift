/// Whether what is expected comes about: of prompts of which a model is expected to answer seven in ten well, does it?
package struct Calibration: Sendable, Equatable {
    /// The expected calibration error (Guo et al. 2017): over ten bins of equal width by what was expected, the difference
    /// between what was expected and what was scored, weighted by how many are in the bin.
    package var error: Double

    private static let bins = 10

    init(_ pairs: [(expected: Double, scored: Double)]) {
        var sums = [(expected: Double, scored: Double)](repeating: (0, 0), count: Self.bins)
        for (expected, scored) in pairs {
            let bin = min(Self.bins - 1, max(0, Int(expected * Double(Self.bins))))
            sums[bin].expected += expected
            sums[bin].scored += scored
        }
        error = sums.reduce(0) { $0 + abs($1.expected - $1.scored) } / Double(max(1, pairs.count))
    }
}
