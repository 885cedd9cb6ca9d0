import AgentConfig
import Testing

@testable import Routing

/// What prompts lose by models that sleep, and when it is worth waking one.
@Suite struct WakeTests {
    private static let large = RouterConfig.Model.sample(
        "large",
        quality: .init(low: 0.95, medium: 0.9, high: 0.9),
        prefill: 1000,
        decode: 50,
        costPerHour: 12,
        coldStart: 600,
        context: 4096,
        capabilities: [.chat]
    )
    private static let small = RouterConfig.Model.sample(
        "small",
        quality: .init(low: 0.94, medium: 0.5, high: 0.2),
        prefill: 4000,
        decode: 100,
        costPerHour: 3,
        coldStart: 60,
        context: 4096,
        capabilities: [.chat]
    )
    private static let router = Router(
        .sample(
            models: [large, small],
            routes: [.sample("auto", ["large", "small"], .init(accuracy: 0.5, latency: 0.3, cost: 0.2))]
        )
    )

    private func wish(
        _ complexity: RouterConfig.Complexity,
        _ states: [ModelState],
        name: String = "auto",
        conversation: String? = nil
    ) -> WakeWish? {
        let request = RoutingRequest(name, promptTokens: 100, answerTokens: 100, conversation: conversation)
        let judgement = Judgement.certain(complexity, .other)
        let decision = Self.router.decide(request, judgement, states)
        return Self.router.wish(request, judgement, states, after: decision)
    }

    @Test func aHardPromptWouldRatherHaveTheOneThatSleeps() throws {
        let states = [ModelState(.cold), ModelState(.warm)]
        let wish = try #require(self.wish(.high, states))
        #expect(wish.model == 0 && wish.coldStart == 600)
        // Awake: 0.5 · 0.9, as the slowest and dearest, against 0.5 · 0.2 + 0.3 · (1 − 1.025 ÷ 2.1) + 0.2 · (1 − 3.075 ÷ 25.2).
        #expect(abs(wish.gain - (0.45 - 0.1 - 0.3 * (1 - 1.025 / 2.1) - 0.2 * (1 - 3.075 / 25.2))) < 1e-6)
        // Asleep: the same, against nearly all of 0.3 and 0.2.
        let slowest = 602.1
        let awake = 0.1 + 0.3 * (1 - 1.025 / slowest) + 0.2 * (1 - 3.075 / (12 * slowest))
        #expect(abs(wish.charge - (wish.gain + awake - 0.45)) < 1e-6)
        let easy = self.wish(.low, states)
        #expect(easy == nil, "what is awake is good enough")
    }

    @Test func nothingIsMissedWhereAllAreAwakeOrAsleepOrOneIsNamed() {
        #expect(wish(.high, [ModelState(.warm), ModelState(.warm)]) == nil)
        #expect(wish(.high, [ModelState(.cold), ModelState(.cold)]) == nil)
        #expect(wish(.high, [ModelState(.starting(rest: 10)), ModelState(.warm)]) == nil, "it is on its way")
        #expect(wish(.high, [ModelState(.cold), ModelState(.warm)], name: "small") == nil)
        #expect(wish(.high, [ModelState(.cold, isHealthy: false), ModelState(.warm)]) == nil)
    }

    @Test func whatIsLearnedOfColdStartsCounts() throws {
        let wish = try #require(self.wish(.high, [ModelState(.cold, coldStart: 42), ModelState(.warm)]))
        #expect(wish.coldStart == 42)
    }

    @Test func promptsPayTogetherForWhatOneIsNotToPay() {
        var ledger = WakeLedger()
        let wish = WakeWish(model: 0, gain: 0.25, charge: 1, coldStart: 100)
        let first = (0..<4).map { _ in ledger.add(wish, at: 5) }
        #expect(first == [false, false, false, true])
        let second = ledger.add(wish, at: 5)
        #expect(!second, "the account was closed")
        var heavy = WakeLedger()
        let once = heavy.add(wish, weight: 4, at: 5)
        #expect(once)
        var other = WakeLedger()
        _ = other.add(wish, weight: 3, at: 5)
        let apart = other.add(WakeWish(model: 1, gain: 0.25, charge: 1, coldStart: 100), at: 5)
        #expect(!apart, "each model has its own account")
    }

    /// One each cold start comes to 0.4 ÷ (1 − 1/e) = 0.63 in the end.
    @Test func whatWasLostLongAgoCountsForLess() {
        var ledger = WakeLedger()
        let wish = WakeWish(model: 0, gain: 0.4, charge: 0.64, coldStart: 100)
        let seldom = (0..<100).map { ledger.add(wish, at: 100 * Double($0)) }
        #expect(!seldom.contains(true))
        let often = (0..<100).map { ledger.add(wish, at: 10_000 + 40 * Double($0)) }
        #expect(often.contains(true))
    }
}
