import AgentConfig
import TestSupport
import Testing

@testable import Agent

@Suite struct TenantUsageTests {
    private func tenant(requests: Int? = nil, tokens: Int? = nil, concurrency: Int? = nil) -> RouterConfig.Tenant {
        .init(name: "t", priority: 0, requestsPerMinute: requests, tokensPerMinute: tokens, concurrency: concurrency)
    }

    @Test func requestsPerMinute() {
        var usage = TenantUsage(tenant(requests: 2), at: 0)
        #expect(usage.begin(promptTokens: 1, at: 0) == nil)
        #expect(usage.begin(promptTokens: 1, at: 0) == nil)
        #expect(usage.begin(promptTokens: 1, at: 0) == .requestsPerMinute(2, retryAfter: 30))
        #expect(usage.begin(promptTokens: 1, at: 15) == .requestsPerMinute(2, retryAfter: 15))
        #expect(usage.begin(promptTokens: 1, at: 30) == nil)
    }

    @Test func tokensMayBeOverdrawnAndThenTheNextWait() {
        var usage = TenantUsage(tenant(tokens: 60), at: 0)
        #expect(usage.begin(promptTokens: 100, at: 0) == nil)
        usage.end(tokens: 20)
        guard case .tokensPerMinute(60, let wait)? = usage.begin(promptTokens: 1, at: 0) else {
            Issue.record("it goes on")
            return
        }
        #expect(abs(wait - 60) < 0.001)
        #expect(usage.begin(promptTokens: 1, at: 60.001) == nil)
    }

    @Test func aRefusalTakesNothing() {
        var usage = TenantUsage(tenant(requests: 10, concurrency: 1), at: 0)
        #expect(usage.begin(promptTokens: 1, at: 0) == nil)
        for _ in 0..<20 { #expect(usage.begin(promptTokens: 1, at: 0) == .concurrency(1)) }
        usage.end(tokens: 0)
        #expect(usage.begin(promptTokens: 1, at: 0) == nil)
    }

    @Test func newLimitsKeepWhatIsInFlight() {
        var usage = TenantUsage(tenant(concurrency: 5), at: 0)
        for _ in 0..<3 { #expect(usage.begin(promptTokens: 1, at: 0) == nil) }
        usage.adapt(to: tenant(concurrency: 3), at: 1)
        #expect(usage.begin(promptTokens: 1, at: 1) == .concurrency(3))
    }

    /// A tenant that went with a reload and came back, while its requests were under way.
    @Test func endsOfRequestsThatItDoesNotKnowOf() {
        var usage = TenantUsage(tenant(concurrency: 1), at: 0)
        usage.end(tokens: 5)
        #expect(usage.inFlight == 0)
        #expect(usage.begin(promptTokens: 1, at: 0) == nil)
        #expect(usage.begin(promptTokens: 1, at: 0) == .concurrency(1))
    }

    /// However requests come, no more get through in a minute than the size of the bucket and what flows into it.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func neverMoreThanTheRate(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        let limit = Int.random(in: 1...50, using: &dice)
        var usage = TenantUsage(tenant(requests: limit), at: 0)
        var now = 0.0
        var admitted = 0
        while now < 300 {
            now += Double.random(in: 0...2, using: &dice)
            if usage.begin(promptTokens: 1, at: now) == nil { admitted += 1 }
        }
        #expect(Double(admitted) <= Double(limit) * (1 + now / 60) + 1e-6)
    }
}
