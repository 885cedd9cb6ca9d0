import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lots that are the same for the same seed on every machine (SplitMix64: Steele, Lea and Flood, 2014).
package struct Lots: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// Lots that do not depend on how many others were drawn.
    package init(seed: UInt64, stream: UInt64) {
        self.init(seed: seed ^ (stream &* 0xD1B5_4A32_D192_ED03))
        _ = next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// From 0 up to and without 1.
    package mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

    package mutating func index(below count: Int) -> Int { Int(share() * Double(count)) }

    /// An index, each as likely as its weight.
    package mutating func index(weights: [Double]) -> Int {
        var rest = share() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return max(0, weights.count - 1)
    }

    /// With a mean of 1.
    package mutating func exponential() -> Double { -log(1 - share()) }

    /// With a mean of 0 and a deviation of 1 (Box and Muller, 1958).
    package mutating func normal() -> Double { (-2 * log(1 - share())).squareRoot() * cos(2 * .pi * share()) }

    /// With a mean of 1.
    /// - Parameter variation: the standard deviation, as a share of the mean.
    package mutating func logNormal(variation: Double) -> Double {
        let variance = log(1 + variation * variation)
        return exp(variance.squareRoot() * normal() - variance / 2)
    }
}
