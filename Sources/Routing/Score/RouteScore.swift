import AgentConfig

/// The score of the candidates of one request:
///
///     U = accuracy · Σ P(c) · quality(c) + latency · (1 − L ÷ L max) + cost · (1 − C ÷ C max)
///
/// c is the complexity and, where a model has figures for it, the domain of the prompt; the maxima are those of the
/// candidates. What is not known earns nothing: a quality that nobody measured counts as 0, a cost without a price as the
/// largest.
enum RouteScore {
    /// - Parameters:
    ///   - models: by index; those that may answer.
    ///   - states: one for each model of the configuration.
    /// - Returns: in the order of `models`.
    static func candidates(
        _ models: [Int],
        _ figures: [ModelFigures],
        _ states: [ModelState],
        _ request: RoutingRequest,
        _ judgement: Judgement,
        _ weights: RouterConfig.Weights
    ) -> [Decision.Candidate] {
        var candidates = models.map { index in
            let (model, state) = (figures[index], states[index])
            let work = seconds(of: request, on: model, state)
            let wait = wakeUp(of: model, state)
            return Decision.Candidate(
                model: index,
                score: 0,
                accuracy: .init(value: model.expectedQuality(judgement), weight: weights.accuracy),
                latency: .init(value: 0, weight: weights.latency),
                cost: .init(value: 0, weight: weights.cost),
                seconds: wait + max(0, state.queueWait) + work,
                // Who finds the model starting already wakes nobody.
                price: model.costPerHour.map { $0 * (work + (state.phase == .cold ? wait : 0)) / 3600 }
            )
        }
        let slowest = candidates.reduce(0) { max($0, $1.seconds) }
        let dearest = candidates.reduce(0) { max($0, $1.price ?? 0) }
        for index in candidates.indices {
            candidates[index].latency.value = saving(candidates[index].seconds, of: slowest)
            candidates[index].cost.value = candidates[index].price.map { saving($0, of: dearest) } ?? 0
            candidates[index].score =
                candidates[index].accuracy.contribution + candidates[index].latency.contribution
                + candidates[index].cost.contribution
        }
        return candidates
    }

    /// Prompt ÷ prefill + answer ÷ decode.
    private static func seconds(of request: RoutingRequest, on model: ModelFigures, _ state: ModelState) -> Double {
        Double(request.promptTokens) / (state.prefill ?? model.prefill)
            + Double(request.answerTokens) / (state.decode ?? model.decode)
    }

    /// What is left of a cold start, seconds.
    private static func wakeUp(of model: ModelFigures, _ state: ModelState) -> Double {
        switch state.phase {
        case .cold: state.coldStart ?? model.coldStart
        case .starting(let rest): max(0, rest)
        case .warm: 0
        }
    }

    /// One less the share of the most; all of it where even the most is nothing, none of it where there is no end.
    private static func saving(_ amount: Double, of most: Double) -> Double {
        guard amount.isFinite else { return 0 }
        return most > 0 ? 1 - amount / most : 1
    }

    /// Whether a candidate comes before another. Equals go by time, cost and the order of the configuration.
    static func isBetter(_ a: Decision.Candidate, _ b: Decision.Candidate) -> Bool {
        let (x, y) = (rounded(a.score), rounded(b.score))
        if x != y { return x > y }
        if a.seconds != b.seconds { return a.seconds < b.seconds }
        let (p, q) = (a.price ?? .infinity, b.price ?? .infinity)
        return p != q ? p < q : a.model < b.model
    }

    /// How much better a candidate is, in score.
    static func gain(of best: Decision.Candidate, over other: Decision.Candidate) -> Double {
        (rounded(best.score) - rounded(other.score)) / 1e9
    }

    /// Scores that differ by rounding only are the same. To be close is not transitive, to round alike is.
    private static func rounded(_ score: Double) -> Double { (score * 1e9).rounded() }
}
