import AgentConfig

/// A prompt that would have gone to a model that sleeps, had it been awake.
///
/// A decision charges a whole cold start to the one request that would cause it, and rightly so: that request would wait for
/// it. Where something else is awake no request is ever worth that, and a better model would sleep for ever. So what each
/// prompt loses is added up, until all of them together are worth what one was to be charged.
package struct WakeWish: Sendable, Equatable {
    /// Its index in `RouterConfig.models`.
    package var model: Int
    /// How much better it would have been, awake, than the best of those that are: in score.
    package var gain: Double
    /// How large a gain one request alone would have to have for the model to be woken for it.
    package var charge: Double
    /// Seconds from nothing to its first answer.
    package var coldStart: Double
}

extension Router {
    /// What a prompt that was sent to something awake would rather have had: of the models that sleep, the one that would have
    /// been best for it had that one alone been awake too, if it is expected to answer better.
    ///
    /// - Parameter decision: about the same, with the same judgement and states.
    /// - Returns: `nil` if it got the best, or wakes somebody itself.
    package func wish(
        _ request: RoutingRequest,
        _ judgement: Judgement,
        _ states: [ModelState],
        after decision: Decision
    ) -> WakeWish? {
        if case .chosen(_, _, .named) = decision.outcome { return nil }
        let sleeping = states.indices.filter { states[$0].phase == .cold }
        guard !sleeping.isEmpty, sleeping.count < states.count else { return nil }
        let actual = decision.candidates
        guard let chosen = actual.first, states[chosen.model].phase != .cold else { return nil }
        // To wake a worse one beside it, because that is cheaper or quicker, would save nothing.
        let better = Set(actual.filter { $0.accuracy.value > chosen.accuracy.value }.map(\.model))
        // The world is to be the one that prompts would meet: others that sleep are still the slowest and dearest there.
        var supposed = states
        var best: (model: Int, gain: Double)?
        for model in sleeping where better.contains(model) {
            supposed[model].phase = .warm
            let gain = gain(of: model, weigh(request, judgement, supposed).candidates, request, states)
            supposed[model].phase = .cold
            if gain > best?.gain ?? 0 { best = (model, gain) }
        }
        guard let best, let asleep = actual.first(where: { $0.model == best.model }) else { return nil }
        return WakeWish(
            model: best.model,
            gain: best.gain,
            charge: best.gain + RouteScore.gain(of: chosen, over: asleep),
            coldStart: states[best.model].coldStart ?? config.models[best.model].coldStart.seconds
        )
    }

    /// How much better a model is, awake, than the best of those that are: at most zero where it is not.
    private func gain(
        of model: Int,
        _ candidates: [Decision.Candidate],
        _ request: RoutingRequest,
        _ states: [ModelState]
    ) -> Double {
        guard let wished = candidates.min(by: RouteScore.isBetter), wished.model == model,
            let served = candidates.filter({ states[$0.model].phase != .cold }).min(by: RouteScore.isBetter)
        else { return 0 }
        let moving = request.conversation == nil ? 0 : config.switchingCost
        return RouteScore.gain(of: wished, over: served) - moving
    }
}
