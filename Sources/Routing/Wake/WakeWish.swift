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
    /// What a prompt that was sent to something awake would rather have had.
    ///
    /// - Returns: `nil` if it got the best, or wakes somebody itself.
    package func wish(_ request: RoutingRequest, _ judgement: Judgement, _ states: [ModelState]) -> WakeWish? {
        let sleeping = states.indices.filter { states[$0].phase == .cold }
        guard !sleeping.isEmpty, sleeping.count < states.count else { return nil }
        var awake = states
        for index in sleeping {
            awake[index].phase = .warm
            awake[index].queueWait = 0
        }
        let (actual, supposed) = (candidates(request, judgement, states), candidates(request, judgement, awake))
        guard let wished = supposed.min(by: RouteScore.isBetter), states[wished.model].phase == .cold,
            let served = supposed.filter({ states[$0.model].phase != .cold }).min(by: RouteScore.isBetter),
            let chosen = actual.min(by: RouteScore.isBetter), states[chosen.model].phase != .cold,
            let asleep = actual.first(where: { $0.model == wished.model })
        else { return nil }
        let moving = request.conversation == nil ? 0 : config.switchingCost
        let gain = RouteScore.gain(of: wished, over: served) - moving
        guard gain > 0 else { return nil }
        return WakeWish(
            model: wished.model,
            gain: gain,
            charge: gain + RouteScore.gain(of: chosen, over: asleep),
            coldStart: states[wished.model].coldStart ?? config.models[wished.model].coldStart.seconds
        )
    }

    private func candidates(
        _ request: RoutingRequest,
        _ judgement: Judgement,
        _ states: [ModelState]
    ) -> [Decision.Candidate] {
        let decision = decide(request, judgement, states)
        if case .chosen(_, _, .named) = decision.outcome { return [] }
        return decision.candidates
    }
}
