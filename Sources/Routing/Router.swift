package import AgentConfig

/// Decides which model gets a request, as a pure function of the configuration and of what is known at the moment.
package struct Router: Sendable {
    package let config: RouterConfig
    package let judge: PromptJudge
    private let figures: [ModelFigures]
    /// Indices of models by name.
    private let models: [String: Int]
    /// What stands behind each name that clients ask for.
    private let names: [String: Target]
    private let tenants: [String: RouterConfig.Tenant]

    private enum Target: Sendable {
        case route(RouterConfig.Route, candidates: [Int])
        case model(Int, upstream: String)
    }

    package init(_ config: RouterConfig) {
        self.config = config
        judge = PromptJudge(config)
        figures = config.models.map(ModelFigures.init)
        let models = Dictionary(config.models.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var names: [String: Target] = [:]
        for (index, model) in config.models.enumerated() {
            for served in model.served { names[served.name] = .model(index, upstream: served.upstream) }
        }
        for route in config.routes {
            names[route.name] = .route(route, candidates: route.candidates.compactMap { models[$0] })
        }
        self.models = models
        self.names = names
        tenants = Dictionary(config.tenants.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Decides and explains.
    ///
    /// - Parameters:
    ///   - judgement: what `judge` says of the prompt.
    ///   - states: one for each model of the configuration, in its order.
    package func decide(_ request: RoutingRequest, _ judgement: Judgement, _ states: [ModelState]) -> Decision {
        var decision = weigh(request, judgement, states)
        decision.candidates.sort(by: RouteScore.isBetter)
        return decision
    }

    /// The index of the model that `decide` chooses, for whoever asks thousands of times and wants no reasons.
    package func choose(_ request: RoutingRequest, _ judgement: Judgement, _ states: [ModelState]) -> Int? {
        weigh(request, judgement, states).model
    }

    /// The share of good answers to a prompt that is expected of each model, in the order of the configuration.
    package func expectedQuality(_ judgement: Judgement) -> [Double] { figures.map { $0.expectedQuality(judgement) } }

    /// - Returns: a decision whose candidates are in no order.
    func weigh(_ request: RoutingRequest, _ judgement: Judgement, _ states: [ModelState]) -> Decision {
        guard let target = names[request.name] else { return .refused(.unknownName) }
        var tenant: RouterConfig.Tenant?
        if case .tenant(let name) = request.caller {
            guard let known = tenants[name] else { return .refused(.unknownTenant) }
            tenant = known
        }
        var exclusions: [Decision.Exclusion] = []
        switch target {
        case .model(let model, let upstream):
            let fit = [model].filter { isFit($0, for: request, [], tenant, route: nil, states, &exclusions) }
            guard !fit.isEmpty else { return .refused(.noCandidate, exclusions) }
            return Decision(
                outcome: .chosen(model: model, upstream: upstream, reason: .named),
                candidates: RouteScore.candidates(fit, figures, states, request, judgement, config.weights),
                exclusions: []
            )
        case .route(let route, let all):
            if let tenant, let allowed = route.tenants, !allowed.contains(tenant.name) {
                return .refused(.routeForbidden)
            }
            let fit = all.filter {
                isFit($0, for: request, route.capabilities, tenant, route: route.name, states, &exclusions)
            }
            let candidates = RouteScore.candidates(fit, figures, states, request, judgement, route.weights)
            return Decision(
                outcome: outcome(of: candidates, request),
                candidates: candidates,
                exclusions: exclusions
            )
        }
    }

    private func outcome(of candidates: [Decision.Candidate], _ request: RoutingRequest) -> Decision.Outcome {
        guard let best = candidates.min(by: RouteScore.isBetter) else { return .refused(.noCandidate) }
        if let current = request.conversation.flatMap({ models[$0] }), current != best.model,
            let kept = candidates.first(where: { $0.model == current }),
            RouteScore.gain(of: best, over: kept) <= config.switchingCost
        {
            return .chosen(model: current, upstream: config.models[current].name, reason: .keepsConversation)
        }
        return .chosen(model: best.model, upstream: config.models[best.model].name, reason: .bestScore)
    }

    /// Whether a model keeps every hard constraint; the first that it breaks is noted.
    private func isFit(
        _ index: Int,
        for request: RoutingRequest,
        _ demanded: [RouterConfig.Capability],
        _ tenant: RouterConfig.Tenant?,
        route: String?,
        _ states: [ModelState],
        _ exclusions: inout [Decision.Exclusion]
    ) -> Bool {
        let cause = cause(of: index, request, demanded, tenant, route: route, states[index])
        if let cause { exclusions.append(.init(model: index, cause: cause)) }
        return cause == nil
    }

    private func cause(
        of index: Int,
        _ request: RoutingRequest,
        _ demanded: [RouterConfig.Capability],
        _ tenant: RouterConfig.Tenant?,
        route: String?,
        _ state: ModelState
    ) -> Decision.Exclusion.Cause? {
        // A tenant that may use a route may use whatever it picks.
        if let allowed = tenant?.models, !allowed.contains(config.models[index].name),
            !(route.map(allowed.contains) ?? false)
        {
            return .forbidden
        }
        let offered = config.models[index].capabilities
        if !(demanded.allSatisfy(offered.contains) && request.capabilities.allSatisfy(offered.contains)) {
            return .incapable((demanded + request.capabilities).filter { !offered.contains($0) })
        }
        let most = config.models[index].contextTokens
        let (needed, overflows) = request.promptTokens.addingReportingOverflow(request.answerTokens)
        if overflows || needed > most {
            return .contextTooShort(needed: overflows ? .max : needed, most: most)
        }
        return state.isHealthy ? nil : .unhealthy
    }
}

extension Decision {
    fileprivate static func refused(_ refusal: Refusal, _ exclusions: [Exclusion] = []) -> Decision {
        Decision(outcome: .refused(refusal), candidates: [], exclusions: exclusions)
    }
}
