import AgentConfig
import Classifier
import NIOCore
import NIOHTTP1
import OpenAIWire
import Routing
import Scaling
import Synchronization

/// What every request needs, shared by all threads.
final class AgentCore: Sendable {
    let dispatcher: Dispatcher
    let metrics: Metrics
    let classifier: ClassifierSource
    let options: AgentOptions
    private let access: Mutex<Access>
    private let conversations = Mutex(RecentMemory<UInt64, String>(capacity: 100_000))
    let decisions: DecisionLog
    /// Set when the agent shuts down: no new requests.
    let isDraining = Atomic(false)
    /// Requests whose prompts the classifier looks at: no model knows of them yet.
    let judging = Atomic(0)

    /// Who may come in, and what they have used.
    private struct Access {
        /// `nil` lets everybody in.
        var keys: APIKeys?
        var tenants: [String: TenantUsage] = [:]
    }

    init(
        _ files: AgentFiles,
        keys: APIKeys?,
        dispatcher: Dispatcher,
        decisions: DecisionLog,
        classifier: ClassifierPlaces,
        options: AgentOptions
    ) {
        metrics = Metrics()
        self.classifier = ClassifierSource(classifier, metrics, budget: options.classifierBudget)
        self.dispatcher = dispatcher
        self.decisions = decisions
        self.options = options
        access = Mutex(Access(keys: keys))
        adapt(to: files.router.tenants)
    }

    /// What `/healthz` and `/readyz` say; `nil` for other paths.
    func probe(_ path: String) -> Bool? {
        switch path {
        case "/healthz": true
        case "/readyz": !isDraining.load(ordering: .relaxed)
        default: nil
        }
    }

    // MARK: Access

    func adopt(_ keys: APIKeys?) { access.withLock { $0.keys = keys } }

    func adapt(to tenants: [RouterConfig.Tenant]) {
        let now = Dispatcher.now
        access.withLock { access in
            let old = access.tenants
            access.tenants = Dictionary(
                tenants.map { tenant in
                    var usage = old[tenant.name] ?? TenantUsage(tenant, at: now)
                    usage.adapt(to: tenant, at: now)
                    return (tenant.name, usage)
                }
            ) { first, _ in first }
        }
    }

    /// Who a request comes from.
    /// - Parameter key: what it came with.
    func caller(withKey key: Substring?) throws(APIError) -> RoutingRequest.Caller {
        let tenant: Result<RoutingRequest.Caller, APIError> = access.withLock { access in
            guard let keys = access.keys else { return .success(.anyone) }
            guard let key else { return .failure(.missingKey) }
            guard let tenant = keys.tenant(ofKey: key) else { return .failure(.invalidKey) }
            return .success(.tenant(tenant))
        }
        return try tenant.get()
    }

    /// Whether a request may come from where it comes from.
    func isKnown(_ head: HTTPRequestHead) -> Bool { (try? caller(withKey: head.apiKey)) != nil }

    /// Counts a request against its tenant's limits.
    func begin(_ tenant: String, promptTokens: Int) throws(APIError) {
        let now = Dispatcher.now
        let refusal = access.withLock { $0.tenants[tenant]?.begin(promptTokens: promptTokens, at: now) }
        switch refusal {
        case nil: return
        case .requestsPerMinute(let limit, let wait)?:
            throw .rateLimited(.requests, perMinute: limit, retryAfter: wait.wholeSeconds)
        case .tokensPerMinute(let limit, let wait)?:
            throw .rateLimited(.tokens, perMinute: limit, retryAfter: wait.wholeSeconds)
        case .concurrency(let limit)?: throw .tooManyAtOnce(limit: limit, retryAfter: 1)
        }
    }

    func end(_ tenant: String, tokens: Int) { access.withLock { $0.tenants[tenant]?.end(tokens: tokens) } }

    func priority(of tenant: String?) -> Int {
        guard let tenant else { return 0 }
        return access.withLock { $0.tenants[tenant]?.tenant.priority ?? 0 }
    }

    // MARK: Conversations

    func model(of conversation: ConversationKey) -> String? {
        conversations.withLock { $0.value(of: conversation.value) }
    }

    func remember(_ conversation: ConversationKey, _ model: String) {
        conversations.withLock { $0.remember(conversation.value, model) }
    }
}

/// How the agent behaves where the configuration says nothing.
package struct AgentOptions: Sendable {
    /// Whether replicas are pods of a cluster, which others put in place.
    package var isInCluster = false
    /// Bytes of a request body.
    package var mostBody = 64 << 20
    /// Tokens that are expected of an answer whose client sets no limit.
    package var expectedAnswer = 256
    /// Whether the file of decisions has prompts in it.
    package var logsPrompts = false
    /// Seconds that the classifier may hold up a request; then keywords decide alone. DistilBERT takes some five milliseconds
    /// for a prompt of usual length.
    package var classifierBudget = 0.05
    /// Requests to replicas of one model, before another model is tried.
    package var attempts = 3
    /// Seconds without a byte after which an answer that has begun is given up.
    package var stall = 120.0
    /// Seconds that a streaming client waits in silence; then it gets its headers, and a comment as often.
    package var heartbeat = 5.0
    /// Bytes of the prompt's beginning by which a replica is preferred.
    package var prefixLength = 2048
    /// Bytes of an answer that is not streamed which are kept until it is whole, so that another replica can be asked.
    package var mostHeld = 1 << 20

    package init() {}
}

extension Double {
    /// For `Retry-After`.
    var wholeSeconds: Int { isFinite ? max(1, Int(min(self, 86_400).rounded(.up))) : 86_400 }
}
