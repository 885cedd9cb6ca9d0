package import AgentConfig

/// What a request may still turn to when there is no replica of the model that was chosen for it.
package struct Fallbacks: Sendable {
    /// Of models and routes, in the order of the route's `fallback`.
    private var names: [String]
    /// Indices of models that have let it down.
    private var asked: [Int] = []

    package var isEmpty: Bool { names.isEmpty }

    /// None.
    package init() { names = [] }

    /// - Parameter chosen: the index of the model that the route gave.
    package init(of route: RouterConfig.Route, after chosen: Int) {
        names = route.fallback
        asked = [chosen]
    }

    /// Takes the first model that is awake, for who has been let down should not wait for a start as well; without one, the
    /// first that is on its way or may be woken.
    ///
    /// - Parameters:
    ///   - request: as it came; its name does not matter.
    ///   - states: one for each model of the configuration, in its order.
    ///   - mayWake: whether a model that sleeps may be asked, by its index.
    /// - Returns: its index, and the name by which its server knows it; `nil` when no other model can take the request.
    package mutating func next(
        _ router: Router,
        _ request: RoutingRequest,
        _ judgement: Judgement,
        _ states: [ModelState],
        mayWake: (Int) -> Bool
    ) -> (model: Int, upstream: String)? {
        var request = request
        // The tenant may use the route, and a conversation with a model that is not there ends.
        (request.caller, request.conversation) = (.anyone, nil)
        let possible = names.compactMap { name -> (name: String, model: Int, upstream: String)? in
            request.name = name
            guard case .chosen(let model, let upstream, _) = router.weigh(request, judgement, states).outcome,
                !asked.contains(model)
            else { return nil }
            return (name, model, upstream)
        }
        let awake = possible.first { states[$0.model].phase == .warm }
        guard let next = awake ?? possible.first(where: { states[$0.model].phase != .cold || mayWake($0.model) }) else {
            names = []
            return nil
        }
        names = possible.map(\.name).filter { $0 != next.name }
        asked.append(next.model)
        return (next.model, next.upstream)
    }
}
