import AgentConfig
import Routing

/// The share of good answers of one model by complexity and domain, as means of its scores that count each prompt in every
/// class by how likely it is of that class.
struct QualityTables {
    /// Few prompts of a class tell little: it is as if so many more had come out as the next wider class did.
    private static let prior = 20.0
    /// A domain with fewer prompts than these has no figures of its own.
    private static let fewest = 10.0

    private(set) var quality: RouterConfig.Quality
    /// By complexity: prompts, counted by their likelihood.
    private(set) var counts: [Double]

    /// - Parameter scores: one for each judgement.
    init(_ judgements: [Judgement], _ scores: [Double]) {
        let overall = scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
        let shares = zip(judgements, scores)
        let (byComplexity, counts) = Self.means(
            shares.map { ($0.complexity.shares, $1) },
            toward: [overall, overall, overall]
        )
        self.counts = counts
        quality = RouterConfig.Quality(low: byComplexity[0], medium: byComplexity[1], high: byComplexity[2])
        for domain in RouterConfig.Domain.allCases {
            let (figures, counts) = Self.means(
                shares.map { judgement, score in
                    (judgement.complexity.shares.map { $0 * judgement.domain[domain] }, score)
                },
                toward: byComplexity
            )
            guard counts.reduce(0, +) >= Self.fewest else { continue }
            quality.domains.append(.init(domain: domain, low: figures[0], medium: figures[1], high: figures[2]))
        }
        quality.domains.sort { $0.domain.rawValue < $1.domain.rawValue }
    }

    private static func means(
        _ rows: [(shares: [Double], score: Double)],
        toward wider: [Double]
    ) -> (means: [Double], counts: [Double]) {
        var sums = wider.map { $0 * prior }
        var counts = [0.0, 0, 0]
        for (shares, score) in rows {
            for complexity in 0..<3 {
                sums[complexity] += shares[complexity] * score
                counts[complexity] += shares[complexity]
            }
        }
        let means = zip(sums, counts).map { $0 / ($1 + prior) }
        return (falling(means, weights: counts.map { $0 + prior }).map(rounded), counts)
    }

    /// Hard prompts are those that models fail at: figures that rise with complexity are noise, and are pooled until none does
    /// (isotonic regression by pool adjacent violators, Ayer et al. 1955).
    static func falling(_ values: [Double], weights: [Double]) -> [Double] {
        var pools: [(value: Double, weight: Double, count: Int)] = []
        for (value, weight) in zip(values, weights) {
            pools.append((value, weight, 1))
            while pools.count > 1, pools[pools.count - 2].value < pools[pools.count - 1].value {
                let (last, before) = (pools.removeLast(), pools.removeLast())
                let weight = last.weight + before.weight
                let value = (last.value * last.weight + before.value * before.weight) / weight
                pools.append((value, weight, last.count + before.count))
            }
        }
        return pools.flatMap { [Double](repeating: $0.value, count: $0.count) }
    }

    /// Four digits: more would be noise, and nobody could review it.
    private static func rounded(_ share: Double) -> Double { (share * 1e4).rounded() / 1e4 }
}
