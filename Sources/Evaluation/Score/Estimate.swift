/// A mean over prompts, and how far off it may be.
package struct Estimate: Sendable, Equatable, Encodable {
    package var mean: Double
    /// Ends of the interval that holds the mean of all such prompts in 95 of 100 cases.
    package var low: Double
    package var high: Double

    /// Of independent prompts, by the normal distribution.
    package init(_ values: [Double]) {
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = values.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
        self.init(mean: mean, low: mean - 1.96 * error, high: mean + 1.96 * error)
    }

    init(mean: Double, low: Double, high: Double) {
        self.mean = mean
        self.low = low
        self.high = high
    }

    /// What is no mean: by drawing the prompts anew, with some of them twice (bootstrap, Efron 1979).
    ///
    /// - Parameter measure: of the prompts at some places.
    static func drawn(_ count: Int, times: Int = 200, _ measure: ([Int]) -> Double) -> Estimate {
        // Always the same draws, so that the same table gives the same figures.
        var chance = SplitMix64(state: 7)
        let all = Array(0..<count)
        let found = (0..<times).map { _ in measure(all.map { _ in Int.random(in: all.indices, using: &chance) }) }
            .sorted()
        let outside = times / 40
        return Estimate(mean: measure(all), low: found[outside], high: found[times - 1 - outside])
    }
}

/// Steele, Lea and Flood 2014.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
