import AgentConfig
import Routing
import Testing

@testable import Evaluation

@Suite struct ScoreTests {
    /// A large model that answers everything easy and half of what is hard, and a small one that answers what is easy.
    private static func scoring(_ hard: [Bool]) throws -> Scoring {
        let lines = hard.enumerated().map { index, isHard in
            let large = isHard ? (index.isMultiple(of: 2) ? 1 : 0) : 1
            return
                #"{"task": "\#(isHard ? "hard" : "easy")", "prompt": "\#(index)", "scores": {"large": \#(large), "small": \#(isHard ? 0 : 1)}}"#
        }
        let table = try OutcomeTable(jsonLines: Array(lines.joined(separator: "\n").utf8))
        var fleet = EvaluatedFleet(
            models: [
                .init(
                    name: "large",
                    quality: .init(low: 1, medium: 0.8, high: 0.5),
                    price: .init(input: 2, output: 4, size: 70)
                ),
                .init(
                    name: "small",
                    quality: .init(low: 1, medium: 0.4, high: 0),
                    price: .init(input: 0.1, output: 0.2, size: 7)
                ),
            ],
            encoder: nil,
            minConfidence: 0.6
        )
        fleet.weights = .init(accuracy: 1, latency: 0, cost: 0)
        let signals = hard.map { ClassifierSignal(complexity: .certain($0 ? .high : .low)) }
        let prompts = Scoring.Prompts(table: table, signals: signals, tokens: hard.map { _ in 100 }, answerTokens: 200)
        return Scoring(prompts, fleet)
    }

    private static let hard = (0..<100).map { $0.isMultiple(of: 4) || $0 % 4 == 3 }

    @Test func strategiesAreWhatTheTableSays() throws {
        let report = try Self.scoring(Self.hard).report(weights: .init(accuracy: 0.5, latency: 0, cost: 0.5))
        func strategy(_ name: String) throws -> Strategy { try #require(report.strategies.first { $0.name == name }) }
        #expect(report.prompts == 100)
        #expect(report.bestSingle == "large")
        let large = try strategy("large")
        #expect(large.success.mean == 0.75)
        // 100 tokens of 2 USD and 200 of 4 USD a million.
        #expect(abs(large.cost.mean - 0.001) < 1e-12)
        #expect(large.costShare == 1)
        // A tenth of the speed of the small one; prompts cost half of what answers do, so that they go twice as fast.
        #expect(abs(large.tokens.mean - 2500) < 1e-6)
        let small = try strategy("small")
        #expect(small.success.mean == 0.5)
        #expect(abs(small.cost.mean - 0.00005) < 1e-12)
        #expect(abs(small.tokens.mean - 250) < 1e-6)
        #expect(try strategy("a model at random").success.mean == 0.625)
        #expect(try strategy("the best model of each prompt").success.mean == 0.75)
        let routed = try strategy("routed by the fleet's weights")
        #expect(routed.success.mean == 0.5 || routed.success.mean == 0.75)
        // Easy prompts to the small one, hard ones to the large one: as good, at half of the cost.
        let cheapest = try strategy("cheapest as good as the best model")
        #expect(cheapest.success.mean == 0.75)
        #expect(abs(cheapest.costShare - 0.525) < 1e-9)
        #expect(abs(report.calibrationError) < 1e-9)
    }

    @Test func theCurveGoesFromAccuracyToCost() throws {
        let curve = try Self.scoring(Self.hard).report(weights: nil).curve
        #expect(curve.count == 51)
        #expect(curve.first?.success.mean == 0.75)
        #expect(abs((curve.last?.cost.mean ?? 0) - 0.00005) < 1e-12)
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.cost.mean >= $1.cost.mean - 1e-12 })
    }

    @Test func aPairIsDividedAsWellAsGainsAreKnown() {
        let prompts = (0..<100).map { index in
            ModelPair.Prompt(gain: index < 40 ? 1 : 0, strong: 1, weak: index < 40 ? 0 : 1)
        }
        let perfect = ModelPair(strong: "s", weak: "w", prompts: prompts)
        // The gap is closed after 40 of 100 prompts: 0.2 below the line until there, and all beyond.
        #expect(abs(perfect.apgr.mean - 0.8) < 1e-9)
        #expect(perfect.cpt50.mean == 0.2)
        #expect(perfect.cpt80.mean == 0.32)
        #expect(perfect.apgr.low < 0.8 && perfect.apgr.high > 0.8)
        let worst = ModelPair(
            strong: "s",
            weak: "w",
            prompts: prompts.map { .init(gain: -$0.gain, strong: $0.strong, weak: $0.weak) }
        )
        #expect(abs(worst.apgr.mean - 0.2) < 1e-9)
    }

    @Test func intervalsHoldTheMean() {
        let estimate = Estimate([0, 1, 0, 1])
        #expect(estimate.mean == 0.5)
        // 1.96 · √(0.3333 ÷ 4)
        #expect(abs(estimate.high - 0.5 - 0.5658) < 1e-3)
        #expect(Estimate([0.5]).low == 0.5)
        #expect(Estimate([]).mean == 0)
    }

    @Test func calibrationIsTheDistanceOfWhatIsExpected() {
        let pairs = (0..<10).map { (expected: 0.75, scored: $0 < 5 ? 1.0 : 0) }
        #expect(abs(Calibration(pairs).error - 0.25) < 1e-9)
        #expect(Calibration([]).error == 0)
    }

    /// By the formula: A = 0.6, c = 1 USD a thousand prompts, C = log₂ 200 ÷ log₂(200 ÷ 0.0044) = 0.494.
    @Test func theArenaScoreIsRouterArenas() {
        let strategy = Strategy(
            "s",
            .random,
            [.init(success: 0.6, cost: 0.001, tokens: 1)],
            against: [.init(success: 0, cost: 1, tokens: 1)]
        )
        let saving = 0.4941, expected = 1.1 * 0.6 * saving / (0.1 * 0.6 + saving)
        #expect(abs(strategy.arenaScore - expected) < 1e-3)
    }

    @Test func theCurveIsDrawn() throws {
        let report = try Self.scoring(Self.hard).report(weights: nil)
        let svg = CurveSVG(report).render()
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("<polyline points="))
        #expect(svg.contains(">large</text>"))
        #expect(!svg.contains("nan"))
    }
}
