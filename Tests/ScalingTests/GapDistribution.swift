import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A law of gaps that is known, with the timeout that is best for it.
struct GapDistribution: Sendable, CustomTestStringConvertible {
    let name: String
    /// The gap below which the share `p` of all gaps lies.
    let quantile: @Sendable (_ p: Double) -> Double
    let bounds: ClosedRange<Double>
    /// B, what a wake-up costs in seconds awake.
    let wakeUp: Double
    /// The best timeout within the bounds, by calculation.
    let optimum: Double
    /// Its expected cost a gap.
    let cost: Double

    var testDescription: String { name }

    /// Gaps that follow the law as evenly as numbers can: by the sequence of van der Corput (1935), whose every beginning is
    /// spread over all quantiles, so that no luck is in the test.
    func gaps(_ count: Int) -> [Double] {
        (1...count).map { index in
            var (point, scale, rest) = (0.0, 0.5, index)
            while rest > 0 {
                if rest & 1 == 1 { point += scale }
                scale /= 2
                rest >>= 1
            }
            return quantile(point)
        }
    }

    /// Exponential gaps have no memory: what pays once pays always. If the mean is below B it is best to wait as long as
    /// one may, E = μ + (B − μ)·e^(−τ÷μ); if above, to sleep at once.
    static func exponential(mean: Double, wakeUp: Double, in bounds: ClosedRange<Double>) -> GapDistribution {
        let optimum = mean < wakeUp ? bounds.upperBound : bounds.lowerBound
        return GapDistribution(
            name: "exponential, mean \(mean), wake-up \(wakeUp)",
            quantile: { -mean * log(1 - $0) },
            bounds: bounds,
            wakeUp: wakeUp,
            optimum: optimum,
            cost: mean + (wakeUp - mean) * exp(-optimum / mean)
        )
    }

    /// Pareto gaps, P(gap > t) = (m ÷ t)^α, are the likelier to go on the longer they last: the rate at which they end,
    /// α ÷ t, falls below 1 ÷ B at τ = αB, which is best if it is better than to sleep at once.
    static func pareto(alpha: Double, least: Double, wakeUp: Double, in bounds: ClosedRange<Double>) -> GapDistribution
    {
        let optimum = alpha * wakeUp
        let tail = pow(least / optimum, alpha)
        // E[min(gap, τ)] = m + ∫ (m ÷ t)^α dt from m to τ.
        let awake = least + (least - optimum * tail) / (alpha - 1)
        return GapDistribution(
            name: "Pareto, α \(alpha), wake-up \(wakeUp)",
            quantile: { least / pow(1 - $0, 1 / alpha) },
            bounds: bounds,
            wakeUp: wakeUp,
            optimum: optimum,
            cost: awake + wakeUp * tail
        )
    }

    /// Most gaps short, within a conversation, the others long, between conversations; each evenly within its range. It is
    /// best to wait out the short ones.
    static func bimodal(
        share: Double,
        short: ClosedRange<Double>,
        long: ClosedRange<Double>,
        wakeUp: Double,
        in bounds: ClosedRange<Double>
    ) -> GapDistribution {
        let mean = (short.lowerBound + short.upperBound) / 2
        return GapDistribution(
            name: "bimodal, \(short) and \(long), wake-up \(wakeUp)",
            quantile: { p in
                p < share
                    ? short.lowerBound + (short.upperBound - short.lowerBound) * p / share
                    : long.lowerBound + (long.upperBound - long.lowerBound) * (p - share) / (1 - share)
            },
            bounds: bounds,
            wakeUp: wakeUp,
            optimum: short.upperBound,
            cost: share * mean + (1 - share) * (short.upperBound + wakeUp)
        )
    }

    /// The same gap each time: waited out if it is shorter than B, and slept through from the beginning if not.
    static func periodic(_ gap: Double, wakeUp: Double, in bounds: ClosedRange<Double>) -> GapDistribution {
        let isShort = gap < wakeUp + bounds.lowerBound
        return GapDistribution(
            name: "every \(gap) s, wake-up \(wakeUp)",
            quantile: { _ in gap },
            bounds: bounds,
            wakeUp: wakeUp,
            optimum: isShort ? gap : bounds.lowerBound,
            cost: isShort ? gap : bounds.lowerBound + wakeUp
        )
    }

    static let known: [GapDistribution] = [
        .exponential(mean: 600, wakeUp: 900, in: 60...3600),
        .exponential(mean: 1200, wakeUp: 900, in: 60...3600),
        .exponential(mean: 30, wakeUp: 10, in: 0.5...600),
        .pareto(alpha: 1.5, least: 30, wakeUp: 100, in: 1...3600),
        .pareto(alpha: 2.5, least: 20, wakeUp: 40, in: 1...3600),
        .bimodal(share: 0.7, short: 50...70, long: 5000...9000, wakeUp: 600, in: 10...3600),
        .bimodal(share: 0.9, short: 1...8, long: 100...400, wakeUp: 60, in: 0...1000),
        .periodic(300, wakeUp: 900, in: 60...3600),
        .periodic(1800, wakeUp: 900, in: 60...7200),
        .periodic(3600, wakeUp: 120, in: 0...7200),
    ]
}
