import AgentConfig

/// What a tenant has used of what it may.
struct TenantUsage {
    enum Refusal: Equatable {
        /// Seconds until the next request may come.
        case requestsPerMinute(Int, retryAfter: Double)
        case tokensPerMinute(Int, retryAfter: Double)
        case concurrency(Int)
    }

    private(set) var tenant: RouterConfig.Tenant
    private var requests: TokenBucket?
    private var tokens: TokenBucket?
    private(set) var inFlight = 0

    init(_ tenant: RouterConfig.Tenant, at now: Double) {
        self.tenant = tenant
        requests = tenant.requestsPerMinute.map { TokenBucket(perMinute: $0, at: now) }
        tokens = tenant.tokensPerMinute.map { TokenBucket(perMinute: $0, at: now) }
    }

    /// Takes over new limits; what is in flight stays counted.
    mutating func adapt(to tenant: RouterConfig.Tenant, at now: Double) {
        guard tenant != self.tenant else { return }
        let running = inFlight
        self = TenantUsage(tenant, at: now)
        inFlight = running
    }

    /// - Parameter promptTokens: as estimated; the tokens of the answer are charged when they are known.
    mutating func begin(promptTokens: Int, at now: Double) -> Refusal? {
        if let most = tenant.concurrency, inFlight >= most { return .concurrency(most) }
        if let wait = tokens?.wait(at: now), wait > 0 {
            return .tokensPerMinute(tenant.tokensPerMinute ?? 0, retryAfter: wait)
        }
        if let wait = requests?.wait(for: 1, at: now), wait > 0 {
            return .requestsPerMinute(tenant.requestsPerMinute ?? 0, retryAfter: wait)
        }
        requests?.take(1)
        tokens?.take(Double(promptTokens))
        inFlight += 1
        return nil
    }

    /// - Parameter tokens: those that were not charged before; fewer than none gives some back.
    mutating func end(tokens used: Int) {
        // A tenant that was gone for a while is counted anew.
        inFlight = max(0, inFlight - 1)
        tokens?.take(Double(used))
    }
}

/// So much a minute, and as much at once after a minute's rest. It may be overdrawn: what a request takes is known only
/// when it is over, and then the next ones wait.
struct TokenBucket {
    private let size: Double
    private var level: Double
    private var filledAt: Double

    init(perMinute: Int, at now: Double) {
        size = Double(perMinute)
        level = size
        filledAt = now
    }

    /// Seconds until there are so many, or until there is anything.
    mutating func wait(for amount: Double = .leastNonzeroMagnitude, at now: Double) -> Double {
        level = min(size, level + max(0, now - filledAt) * size / 60)
        filledAt = max(now, filledAt)
        guard level < amount else { return 0 }
        return size > 0 ? (amount - level) * 60 / size : .infinity
    }

    mutating func take(_ amount: Double) { level = min(size, level - amount) }
}
