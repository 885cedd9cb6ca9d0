import AgentConfig
import Testing

@testable import Routing

/// Heads of models: what they add to the tables, and when.
@Suite struct HeadTests {
    private static func router(_ head: RouterConfig.QualityHead?, encoder: String? = "e") -> Router {
        var config = RouterConfig.sample(models: [Self.model(head)])
        config.classifier = .init(kind: .distilbert, minConfidence: 0.6, encoder: encoder)
        return Router(config)
    }

    private static func model(_ head: RouterConfig.QualityHead?) -> RouterConfig.Model {
        .sample(
            "a",
            quality: .init(low: 0.5, medium: 0.5, high: 0.5, head: head),
            prefill: 1000,
            decode: 100,
            costPerHour: 1,
            coldStart: 1,
            context: 1000,
            capabilities: [.chat]
        )
    }

    private static func expected(_ router: Router, encoder: String = "e", state: [Float] = [1, -2]) -> Double {
        let signal = ClassifierSignal(
            complexity: .certain(.low),
            state: PromptState(encoder: encoder, state: state, length: 3)
        )
        return router.expectedQuality(router.judge.judge([], signal: signal))[0]
    }

    private static let head = RouterConfig.QualityHead(bias: 0.1, length: -0.02, weights: [0.25, 0.125])

    /// 0.5 + 0.1 − 0.02 · 3 + 0.25 · 1 − 0.125 · 2
    @Test func aHeadIsAddedToTheTables() {
        #expect(abs(Self.expected(Self.router(Self.head)) - 0.54) < 1e-9)
        #expect(Self.expected(Self.router(nil)) == 0.5)
    }

    @Test func ofAnotherClassifierItSaysNothing() {
        #expect(Self.expected(Self.router(Self.head), encoder: "other") == 0.5)
        #expect(Self.expected(Self.router(Self.head), state: [1]) == 0.5)
        let router = Self.router(Self.head)
        #expect(router.expectedQuality(router.judge.judge([], signal: nil)) == [0.5])
    }

    @Test func whatIsExpectedIsAShare() {
        #expect(Self.expected(Self.router(.init(bias: 9, length: 0, weights: [0, 0]))) == 1)
        #expect(Self.expected(Self.router(.init(bias: -9, length: 0, weights: [0, 0]))) == 0)
    }

    @Test func weightsSurviveTheirText() {
        let weights: [Float] = [0, -1.5, .leastNormalMagnitude, .greatestFiniteMagnitude, 1 / 3]
        #expect(RouterConfig.QualityHead(bias: 0, length: 0, weights: weights).weights == weights)
        #expect(RouterConfig.QualityHead(bias: 0, length: 0, state: "AAA=").weights == nil)
        #expect(RouterConfig.QualityHead(bias: 0, length: 0, state: "no base64").weights == nil)
        #expect(RouterConfig.QualityHead(bias: 0, length: 0, weights: [.infinity]).weights == nil)
    }
}
