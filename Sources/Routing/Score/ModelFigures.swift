import AgentConfig

/// The figures of one model that scores are made of, ready for arithmetic: hundreds of candidates are weighed a request.
struct ModelFigures: Sendable {
    /// Tokens a second.
    var prefill: Double
    /// Tokens a second of one request.
    var decode: Double
    /// Of one replica; `nil` when no price is known.
    var costPerHour: Double?
    /// Seconds.
    var coldStart: Double
    private var quality: Shares
    /// Where the model has figures for single domains: those less the ones of `quality`, by the domain's place in `allCases`.
    private var domains: [(place: Int, difference: Shares)]
    private var head: Head?

    private struct Shares: Sendable {
        var low, medium, high: Double

        /// Σ P(complexity) · share.
        func expected(_ complexity: Distribution<RouterConfig.Complexity>) -> Double {
            let shares = complexity.shares
            return shares[0] * low + shares[1] * medium + shares[2] * high
        }
    }

    private struct Head: Sendable {
        var bias, length: Double
        var weights: [Float]

        init?(_ head: RouterConfig.QualityHead) {
            // A configuration is refused for a head that is none.
            guard let weights = head.weights else { return nil }
            (bias, length, self.weights) = (head.bias, head.length, weights)
        }

        /// `QualityHead`'s formula.
        func correction(_ prompt: PromptState) -> Double {
            guard prompt.state.count == weights.count else { return 0 }
            var sum: Float = 0
            for index in weights.indices { sum += weights[index] * prompt.state[index] }
            return bias + length * prompt.length + Double(sum)
        }
    }

    init(_ model: RouterConfig.Model) {
        prefill = model.throughput.prefillTokensPerSecond
        decode = model.throughput.decodeTokensPerSecond
        costPerHour = model.costPerHour
        coldStart = model.coldStart.seconds
        // What nobody has measured earns nothing.
        let plain = Shares(
            low: model.quality.low ?? 0,
            medium: model.quality.medium ?? 0,
            high: model.quality.high ?? 0
        )
        quality = plain
        domains = model.quality.domains.compactMap { domain in
            RouterConfig.Domain.allCases.firstIndex(of: domain.domain).map { ($0, domain) }
        }
        .map { place, domain in
            (
                place,
                Shares(
                    low: domain.low.map { $0 - plain.low } ?? 0,
                    medium: domain.medium.map { $0 - plain.medium } ?? 0,
                    high: domain.high.map { $0 - plain.high } ?? 0
                )
            )
        }
        head = model.quality.head.flatMap(Head.init)
    }

    /// Σ P(complexity) · P(domain) · quality, with the figure of the domain where there is one, and what the model's head adds.
    func expectedQuality(_ judgement: Judgement) -> Double {
        let tables = domains.reduce(quality.expected(judgement.complexity)) { sum, entry in
            sum + judgement.domain.shares[entry.place] * entry.difference.expected(judgement.complexity)
        }
        guard let head, let state = judgement.state else { return tables }
        return min(1, max(0, tables + head.correction(state)))
    }
}
