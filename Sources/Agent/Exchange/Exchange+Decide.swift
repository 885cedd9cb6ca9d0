import AgentConfig
import NIOCore
import NIOHTTP1
import OpenAIWire
import Routing
import Synchronization

extension Exchange {
    /// Finds out what the request is and which model gets it.
    func decide() throws(APIError) {
        guard !core.isDraining.load(ordering: .relaxed) else { throw .draining(retryAfter: 5) }
        caller = try core.caller(withKey: request.head.apiKey)
        if case .tenant(let name) = caller { record.tenant = name }
        endpoint = try Endpoint(method: request.head.method.rawValue, target: request.head.uri)
        dialect = endpoint.dialect
        record.endpoint = endpoint
        switch endpoint {
        case .models: return list(nil)
        case .model(let name): return list(name)
        case .response(let id, _): try follow(response: id)
        default: try route()
        }
    }

    // MARK: Requests with a body

    private func route() throws(APIError) {
        let body = request.body
        let bytes = body.readableBytesSpan
        let scan: RequestScan
        do throws(RequestFault) {
            scan = try RequestScan(bytes)
        } catch {
            throw APIError(error)
        }
        self.scan = scan
        record.name = scan.model
        record.isStreaming = scan.isStreaming
        let estimate = PromptEstimate(scan, in: bytes, answer: core.options.expectedAnswer)
        record.promptTokens = estimate.promptTokens
        conversation = ConversationKey(scan, in: bytes, caller: record.tenant ?? "")
        prefix = PrefixKey(scan, in: bytes, length: core.options.prefixLength)?.value
        let facts = RoutingRequest(
            scan.model,
            caller: caller,
            promptTokens: estimate.promptTokens,
            answerTokens: estimate.answerTokens,
            capabilities: scan.capabilities + [endpoint.capability].compactMap(\.self),
            conversation: conversation.flatMap(core.model(of:))
        )
        self.facts = facts
        // Who names a model is not judged: nothing would depend on it.
        let isJudged = router.config.routes.contains { $0.name == scan.model }
        guard isJudged || core.options.logsPrompts else { return try choose(facts) }
        let text = ConversationTask.text(of: scan, in: bytes)
        if core.options.logsPrompts { record.prompt = text }
        guard isJudged else { return try choose(facts) }
        let matches = router.judge.matches(in: text)
        guard router.judge.asksClassifier(after: matches), let desk = core.classifier.desk else {
            record.judgement = router.judge.judge(matches, signal: nil)
            return try choose(facts)
        }
        phase = .judging
        core.judging.add(1, ordering: .relaxed)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        desk.ask(text, on: eventLoop) { bound.value.hear($0, matches, facts) }
    }

    /// Goes on with what the classifier says, or does not say.
    private func hear(_ answer: ClassifierAnswer, _ matches: [KeywordMatch], _ facts: RoutingRequest) {
        defer { core.judging.subtract(1, ordering: .relaxed) }
        // The client may have left.
        guard case .judging = phase else { return }
        phase = .deciding
        switch answer {
        case .signal(let signal): record.judgement = router.judge.judge(matches, signal: signal)
        case .silence(let reason):
            record.judgement = router.judge.judge(matches, signal: nil)
            record.classifierSilence = reason
        }
        do throws(APIError) {
            try choose(facts)
        } catch {
            finish(error)
        }
    }

    /// Decides, and asks for a replica of the model.
    private func choose(_ facts: RoutingRequest) throws(APIError) {
        let route = router.config.routes.first { $0.name == facts.name }
        let states = modelStates()
        let decision = router.decide(facts, record.judgement ?? .unasked, states)
        // Once a request: one that falls back has had its say.
        if let wish = router.wish(facts, record.judgement ?? .unasked, states, after: decision) {
            core.dispatcher.update { $0.note(wish, at: $1) }
        }
        record.decision = decision
        guard case .chosen(let index, let upstream, let reason) = decision.outcome else {
            throw refusal(of: decision, facts)
        }
        if let tenant = record.tenant {
            try core.begin(tenant, promptTokens: facts.promptTokens)
            isCounted = true
        }
        record.chose(router.config.models[index].name, upstream: upstream, reason)
        if let route { fallbacks = Fallbacks(of: route, after: index) }
        let timeout = route?.timeoutSeconds ?? router.config.clientTimeoutSeconds ?? Self.namedTimeout
        deadline = request.arrival + .nanoseconds(Int64(timeout * 1e9))
        acquire()
    }

    /// Seconds until the first content of a model that was asked for by name, where nobody says how long clients wait: the
    /// official OpenAI clients give up after ten minutes.
    private static let namedTimeout = 600.0

    /// What the router has to know of the models now.
    func modelStates() -> [ModelState] {
        core.dispatcher.read { [models] in $0.states(of: models, at: Dispatcher.now) }
    }

    private func refusal(of decision: Decision, _ facts: RoutingRequest) -> APIError {
        guard case .refused(let refusal) = decision.outcome else { return .unknownModel(facts.name, known: []) }
        switch refusal {
        case .unknownName: return .unknownModel(facts.name, known: names())
        case .unknownTenant: return .invalidKey
        case .routeForbidden: return .forbiddenModel(facts.name)
        case .noCandidate: return Self.refusal(for: facts, decision.exclusions)
        }
    }

    /// What to say when every candidate is excluded: what the client can change comes first.
    private static func refusal(for facts: RoutingRequest, _ exclusions: [Decision.Exclusion]) -> APIError {
        var longest: Int?
        var missing: [RouterConfig.Capability]?
        var isUnhealthy = false
        for exclusion in exclusions {
            switch exclusion.cause {
            case .contextTooShort(_, let most): longest = max(longest ?? 0, most)
            case .incapable(let lacks) where lacks.count < missing?.count ?? .max: missing = lacks
            case .unhealthy: isUnhealthy = true
            case .incapable, .forbidden: break
            }
        }
        if isUnhealthy {
            return APIError(
                503,
                .server,
                "No model behind `\(facts.name)` can answer at the moment.",
                code: "no_healthy_model",
                retryAfter: 5
            )
        }
        if let longest {
            return .contextTooLong(needed: facts.promptTokens + facts.answerTokens, most: longest)
        }
        return missing.map { .incapable(facts.name, missing: $0) } ?? .forbiddenModel(facts.name)
    }

    // MARK: Requests without a body

    /// A response that an engine keeps is where it was made.
    private func follow(response id: String) throws(APIError) {
        let key = ConversationKey(response: id, caller: record.tenant ?? "")
        guard let model = core.model(of: key), let served = router.config.models.first(where: { $0.name == model })
        else {
            throw APIError(404, .invalidRequest, "No response `\(id)` is known here.", code: "not_found")
        }
        record.name = model
        record.chose(model, upstream: served.name, .named)
        deadline = request.arrival + .nanoseconds(Int64(Self.namedTimeout * 1e9))
        acquire()
    }

    /// Names that this client may ask for.
    private func names() -> [String] {
        let config = router.config
        guard let tenant = config.tenants.first(where: { $0.name == record.tenant }) else {
            return config.routes.map(\.name) + config.models.flatMap { $0.served.map(\.name) }
        }
        let routes = config.routes.filter { $0.tenants?.contains(tenant.name) ?? true }
        let models = config.models.filter { tenant.models?.contains($0.name) ?? true }
        return routes.map(\.name) + models.flatMap { $0.served.map(\.name) }
    }

    private func list(_ name: String?) {
        let list = ModelList(names: names(), owner: router.config.fleet, created: 1_767_225_600)
        guard let body = name.map({ list.body(of: $0) }) ?? list.body() else {
            return finish(.unknownModel(name ?? "", known: list.names))
        }
        var headers = HTTPHeaders([("Content-Type", "application/json"), ("Content-Length", "\(body.count)")])
        headers.add(name: "X-Request-Id", value: record.requestID)
        answer.write(.ok, headers)
        answer.write(ByteBuffer(bytes: body))
        answer.end()
        conclude(status: 200)
    }

    // MARK: Headers

    /// The client's own, if it is fit to be written into logs, else a new one.
    static func requestID(of head: HTTPRequestHead) -> String {
        if let id = head.headers.first(name: "x-request-id"), (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return id
        }
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return "req-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension HTTPRequestHead {
    /// The key of `Authorization: Bearer`, or of the header that Anthropic's clients send.
    var apiKey: Substring? {
        if let value = headers.first(name: "authorization") {
            guard value.count > 7, value.prefix(7).lowercased() == "bearer " else { return nil }
            return value.dropFirst(7)
        }
        return (headers.first(name: "x-api-key") ?? headers.first(name: "api-key")).map { $0[...] }
    }
}
