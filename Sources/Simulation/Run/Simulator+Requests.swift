import AgentConfig
import Routing
import Scaling

// The way of a request: arrival, choice of a model, wait, answer.

extension Simulator {
    mutating func arrive(_ request: Int) {
        pending += 1
        guard let index = choose(request) else { return refuse(request, .unavailable) }
        ask(index, for: request)
    }

    /// - Parameter index: of the model in the router's configuration.
    private mutating func ask(_ index: Int, for request: Int) {
        guard let model = routed[index] else { return turnAway(request, .unavailable) }
        book.models[request] = Int16(index)
        let actions = scaler.handle(.arrived(models[model].id), at: now)
        var refusal: Refusal?
        for case .refuse(_, let reason) in actions { refusal = reason }
        if let refusal {
            turnAway(request, refusal.reason == .queueFull ? .tooMany : .unavailable)
            return perform(actions)
        }
        book.states[request] = .waiting
        if models[model].slots == 0 { book.wasCold[request] = true }
        if models[model].queue.count == 0, let place = freeReplica(of: model) {
            begin(request, at: place, of: model)
        } else {
            models[model].queue.add(Int32(request))
            let last = traffic.trace.requests[request].time + targets.timeout(of: name(of: request))
            book.patience[request] = min(last, now + models[model].spec.queue.timeoutSeconds)
            events.add(.init(.deadline, at: book.patience[request], index: Int32(request)))
        }
        perform(actions)
    }

    private func name(of request: Int) -> String { targets.name(traffic.trace.requests[request].name) }

    // MARK: The choice

    /// - Returns: an index of the router's configuration.
    private mutating func choose(_ request: Int) -> Int? {
        let facts = traffic.trace.requests[request]
        let name = targets.name(facts.name)
        if !settings.routing.asksRouter, let candidates = targets.candidates[name] {
            return chooseBlindly(among: candidates)
        }
        look()
        let question = self.question(facts, to: name)
        let judgement =
            settings.routing.asksRouter
            ? judgements[traffic.prompts[request], traffic.truths[request]] : .unasked
        let decision = router.decide(question, judgement, states)
        if let wish = router.wish(question, judgement, states, after: decision), wakes.add(wish, at: now),
            let model = routed[wish.model]
        {
            perform(scaler.handle(.wanted(models[model].id), at: now))
        }
        return decision.model
    }

    private func question(_ facts: Trace.Request, to name: String) -> RoutingRequest {
        RoutingRequest(
            name,
            promptTokens: facts.promptTokens,
            answerTokens: facts.answerTokens,
            capabilities: Self.chat
        )
    }

    private static let chat: [RouterConfig.Capability] = [.chat]

    private mutating func chooseBlindly(among candidates: [Int]) -> Int? {
        guard !candidates.isEmpty else { return nil }
        switch settings.routing {
        case .random: return candidates[lots.index(below: candidates.count)]
        case .only(let model): return candidates.first { fleet.router.models[$0].name == model }
        default:
            turn += 1
            return candidates[turn % candidates.count]
        }
    }

    /// Sees each model as the agent shows it to its router.
    private mutating func look() {
        guard settings.routing != .hybridWithoutWarmth else { return }
        for index in routed.indices {
            guard let model = routed[index] else { continue }
            let figures = models[model].figures
            let slots = models[model].slots
            if slots > 0 {
                let busy = models[model].inFlight + models[model].queue.count
                let wait = figures.queueWait(busy: busy, slots: slots)
                states[index] = ModelState(.warm, queueWait: wait, decode: figures.decode.value)
            } else {
                let wait = scaler.wait(for: models[model].id, at: now).seconds
                let isComing = models[model].replicas.contains { replicas[$0].state == .starting }
                states[index] = ModelState(
                    isComing ? .starting(rest: wait) : .cold,
                    decode: figures.decode.value,
                    coldStart: wait
                )
            }
        }
    }

    // MARK: Answers

    /// The replica with the least to do that has room for one more.
    func freeReplica(of model: Int) -> Int? {
        var best: Int?
        for place in models[model].replicas where replicas[place].state == .serving {
            let load = replicas[place].load
            guard load < models[model].spec.concurrency else { continue }
            if load < best.map({ replicas[$0].load }) ?? .max { best = place }
        }
        return best
    }

    mutating func serveQueue(of model: Int) {
        while models[model].queue.count > 0, let place = freeReplica(of: model),
            let request = models[model].queue.next({ book.states[Int($0)] == .waiting })
        {
            begin(Int(request), at: place, of: model)
        }
    }

    private mutating func begin(_ request: Int, at place: Int, of model: Int) {
        _ = scaler.handle(.began(replicas[place].id), at: now)
        models[model].inFlight += 1
        book.states[request] = .running
        book.begun[request] = now
        compute(request, at: place, of: model)
        foresee(place, of: model)
    }

    private mutating func compute(_ request: Int, at place: Int, of model: Int) {
        let facts = traffic.trace.requests[request]
        let first = replicas[place].begin(
            Int32(request),
            prompt: Double(facts.promptTokens),
            answer: Double(facts.answerTokens),
            models[model].speed,
            at: now
        )
        if let first { book.first[request] = first }
    }

    private mutating func foresee(_ place: Int, of model: Int) {
        replicas[place].version += 1
        guard let end = replicas[place].nextEnd(models[model].speed) else { return }
        events.add(.init(.answer, at: end, index: Int32(place), version: replicas[place].version))
    }

    mutating func answer(at place: Int) {
        let model = replicas[place].id.model.index
        guard let request = replicas[place].end(at: now, models[model].speed).map(Int.init) else { return }
        book.states[request] = .served
        book.last[request] = now
        pending -= 1
        models[model].inFlight -= 1
        let asked = traffic.trace.requests[request]
        models[model].figures.duration.add(now - book.begun[request])
        if asked.answerTokens > 1, now > book.first[request] {
            models[model].figures.decode.add(Double(asked.answerTokens - 1) / (now - book.first[request]))
        }
        while let admitted = replicas[place].admit(models[model].speed) {
            compute(Int(admitted.request), at: place, of: model)
        }
        foresee(place, of: model)
        perform(scaler.handle(.ended(replicas[place].id), at: now))
        serveQueue(of: model)
    }

    // MARK: Refusals

    /// There is no replica of the model that was asked; another may do.
    private mutating func turnAway(_ request: Int, _ state: RequestBook.State) {
        book.states[request] = .coming
        turnedAway.append((request, state))
    }

    /// Those that were turned away ask the next model of their route, as in the agent; without one they are refused.
    mutating func fallBack() {
        var place = 0
        while place < turnedAway.count {
            let (request, state) = turnedAway[place]
            place += 1
            if let index = nextModel(for: request, state) { ask(index, for: request) } else { refuse(request, state) }
        }
        turnedAway.removeAll(keepingCapacity: true)
    }

    private mutating func nextModel(for request: Int, _ state: RequestBook.State) -> Int? {
        let facts = traffic.trace.requests[request]
        let name = targets.name(facts.name)
        guard settings.routing.asksRouter, let route = targets.routes[name], now < facts.time + route.timeoutSeconds
        else { return nil }
        var fallbacks = book.fallbacks[request] ?? Fallbacks(of: route, after: Int(book.models[request]))
        guard !fallbacks.isEmpty else { return nil }
        look()
        let judgement = judgements[traffic.prompts[request], traffic.truths[request]]
        let next = fallbacks.next(router, question(facts, to: name), judgement, states) { index in
            // As in the agent: where a queue was full there is much to do, and no GPUs are taken from it.
            state != .tooMany || routed[index].map { scaler.hasRoom(for: models[$0].id) } ?? false
        }
        book.fallbacks[request] = fallbacks
        return next?.model
    }

    mutating func refuse(_ request: Int, _ state: RequestBook.State) {
        book.states[request] = state
        book.last[request] = now
        pending -= 1
    }

    /// A request has waited for as long as it may.
    mutating func expire(_ request: Int) {
        // Since then it may have been answered, or have gone to wait for another model.
        guard book.states[request] == .waiting, book.patience[request] <= now,
            let model = routed[Int(book.models[request])]
        else { return }
        models[model].queue.leave()
        refuse(request, .unavailable)
        perform(scaler.handle(.abandoned(models[model].id), at: now))
    }

    /// All that wait for a model are told that it does not come.
    mutating func dismiss(_ model: Int) {
        while let request = models[model].queue.next({ book.states[Int($0)] == .waiting }) {
            turnAway(Int(request), .unavailable)
        }
    }

    /// A replica goes while it works.
    mutating func cut(_ place: Int) {
        let model = replicas[place].id.model.index
        for request in replicas[place].abandon() {
            refuse(Int(request), .cut)
            models[model].inFlight -= 1
        }
    }
}
