import AgentConfig
import Testing

@testable import Routing

@Suite struct JudgeTests {
    private static let rules: [RouterConfig.KeywordRule] = [
        .init(match: ["nothing"]),
        .init(match: ["theorem"], domain: .maths),
        .init(match: ["prove"], complexity: .high, domain: .maths),
        .init(match: ["what is"], complexity: .low),
    ]

    private func judge(
        _ prompt: String,
        _ signal: ClassifierSignal? = nil,
        kind: RouterConfig.Classifier.Kind = .distilbert,
        minConfidence: Double = 0.6
    ) -> Judgement {
        let config = RouterConfig.sample(
            classifier: .init(kind: kind, minConfidence: minConfidence),
            keywords: Self.rules
        )
        return PromptJudge(config).judge(prompt, signal: signal)
    }

    private func signal(_ low: Double, _ medium: Double, _ high: Double) -> ClassifierSignal {
        ClassifierSignal(complexity: Distribution(weights: [low, medium, high]))
    }

    @Test func theFirstRuleThatFiresDecides() {
        let judgement = judge("What is needed to prove it?", signal(0.1, 0.8, 0.1))
        #expect(judgement.complexity == .certain(.high))
        #expect(judgement.complexityOrigin == .keyword)
        #expect(judgement.domain == .certain(.maths))
        #expect(
            judgement.keywords == [
                KeywordMatch(rule: 2, sign: .word("prove")), KeywordMatch(rule: 3, sign: .word("what is")),
            ]
        )
    }

    @Test func whatARuleLeavesOpenTheClassifierDecides() {
        let judgement = judge("A theorem", signal(0.1, 0.8, 0.1))
        #expect(judgement.domainOrigin == .keyword)
        #expect(judgement.complexityOrigin == .classifier)
        #expect(judgement.complexity[.medium] == 0.8)
    }

    @Test(
        arguments: [
            ("Prove it.", false), ("A theorem", true), ("Hello", true), ("Nothing", true), ("What is it?", false),
        ]
    )
    func theClassifierIsAskedWhereComplexityIsOpen(prompt: String, isAsked: Bool) {
        let config = RouterConfig.sample(
            classifier: .init(kind: .distilbert, minConfidence: 0.6),
            keywords: Self.rules
        )
        let judge = PromptJudge(config)
        #expect(judge.asksClassifier(after: judge.matches(in: prompt)) == isAsked)
        var without = config
        without.classifier.kind = .none
        #expect(!PromptJudge(without).asksClassifier(after: []))
        // With models that are better in one domain than in others, that of a prompt counts as well.
        var specialized = config
        specialized.models = [
            .sample(
                "coder",
                quality: .init(low: 0.5, domains: [.init(domain: .code, low: 0.9)]),
                prefill: 5000,
                decode: 50,
                costPerHour: 1,
                coldStart: 1,
                context: 8192,
                capabilities: [.chat]
            )
        ]
        let other = PromptJudge(specialized)
        #expect(other.asksClassifier(after: other.matches(in: "What is it?")))
        #expect(!other.asksClassifier(after: other.matches(in: "Prove it.")))
    }

    @Test func labelsAreClassesByName() throws {
        let labels = try ClassifierLabels { ["complexity": ["high", "low"], "domain": ["chat", "code"]][$0] }
        let signal = labels.signal(of: ["complexity": [0.25, 0.75], "domain": [0.9, 0.1]])
        #expect(signal.complexity.shares == [0.75, 0, 0.25])
        #expect(signal.domain?[.chat] == 0.9)
        #expect(signal.domain?[.code] == 0.1)
        #expect(
            try ClassifierLabels { ["complexity": ["low"]][$0] }.signal(of: ["complexity": [1]]).domain == nil
        )
        #expect(throws: ClassifierLabels.Misfit(description: "it does not say how complex a prompt is")) {
            try ClassifierLabels { ["domain": ["chat"]][$0] }
        }
        #expect(
            throws: ClassifierLabels.Misfit(
                description: "its label `easy` is no complexity; there are low, medium, high"
            )
        ) { try ClassifierLabels { ["complexity": ["easy"]][$0] } }
    }

    @Test func aRuleThatNamesNothingIsNotThere() {
        let judgement = judge("Nothing: what is it?")
        #expect(judgement.keywords.map(\.rule) == [3])
        #expect(judgement.complexity == .certain(.low))
    }

    @Test func wordsPatternsAndMarkersAllFire() {
        let rules: [RouterConfig.KeywordRule] = [
            .init(pattern: [#"\d{3}"#], marker: [.code], complexity: .high),
            .init(match: ["quickly"], pattern: ["quick"], marker: [.cyrillic, .code], domain: .code),
            .init(pattern: ["never"], complexity: .low),
            // Names nothing, and so is not there.
            .init(pattern: ["."], marker: [.code]),
        ]
        let judge = PromptJudge(.sample(classifier: .init(kind: .none, minConfidence: 0.6), keywords: rules))
        func signs(_ prompt: String) -> [KeywordMatch] { judge.judge(prompt, signal: nil).keywords }
        #expect(
            signs("Do it quickly: 123") == [
                .init(rule: 0, sign: .pattern(#"\d{3}"#)), .init(rule: 1, sign: .word("quickly")),
            ]
        )
        #expect(signs("Quick!") == [.init(rule: 1, sign: .pattern("quick"))])
        #expect(
            signs("```\nx\n```") == [.init(rule: 0, sign: .marker(.code)), .init(rule: 1, sign: .marker(.code))]
        )
        #expect(signs("Как дела?") == [.init(rule: 1, sign: .marker(.cyrillic))])
        let judgement = judge.judge("123", signal: nil)
        #expect(judgement.complexity == .certain(.high) && judgement.complexityOrigin == .keyword)
        #expect(judgement.domain == .uniform && judgement.domainOrigin == .votes)
    }

    @Test func belowTheConfidenceVotesAreMixedIn() {
        // The first rule names no complexity, a later one does: votes 2, 1, 1 of 4.
        let judgement = judge("What is a theorem?", signal(0.3, 0.4, 0.3), minConfidence: 0.8)
        #expect(judgement.complexityOrigin == .fused)
        #expect(abs(judgement.complexity[.low] - (0.5 * 0.3 + 0.5 * 0.5)) < 1e-12)
        #expect(abs(judgement.complexity.shares.reduce(0, +) - 1) < 1e-12)
    }

    @Test func fusionDoesNotJumpAtTheThreshold() {
        let below = judge("?", signal(0.2, 0.6 - 1e-9, 0.2 + 1e-9))
        let above = judge("?", signal(0.2, 0.6, 0.2))
        #expect(below.complexityOrigin == .fused && above.complexityOrigin == .classifier)
        #expect(abs(below.complexity[.medium] - above.complexity[.medium]) < 1e-6)
    }

    @Test func withoutAClassifierKeywordsVote() {
        for judgement in [judge("?"), judge("?", signal(1, 0, 0), kind: .none)] {
            #expect(judgement.complexityOrigin == .votes)
            #expect(judgement.complexity == .uniform)
            #expect(judgement.domain == .uniform)
        }
    }

    @Test(arguments: [[], [0, 0, 0], [.nan, -1, .infinity], [1, 2, 3, 4]] as [[Double]])
    func distributionsAlwaysSumToOne(weights: [Double]) {
        let shares = Distribution<RouterConfig.Complexity>(weights: weights).shares
        #expect(shares.count == 3)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        #expect(shares.allSatisfy { $0 >= 0 })
    }
}
