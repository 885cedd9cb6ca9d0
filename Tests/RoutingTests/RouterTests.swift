import AgentConfig
import TestSupport
import Testing

@testable import Routing

@Suite struct RouterTests {
    /// Slow, dear and good; quick, cheap and weak.
    private static let large = RouterConfig.Model.sample(
        "large",
        quality: .init(low: 0.95, medium: 0.9, high: 0.8, domains: [.init(domain: .maths, high: 0.9)]),
        prefill: 1000,
        decode: 20,
        costPerHour: 24,
        coldStart: 600,
        context: 4096,
        capabilities: [.chat, .tools]
    )
    private static let small = RouterConfig.Model.sample(
        "small",
        aliases: ["tiny"],
        quality: .init(low: 0.9, medium: 0.5, high: 0.2),
        prefill: 4000,
        decode: 100,
        costPerHour: 3,
        coldStart: 60,
        context: 2048,
        capabilities: [.chat, .vision]
    )
    private static let weights = RouterConfig.Weights(accuracy: 0.5, latency: 0.3, cost: 0.2)

    private func router(
        _ models: [RouterConfig.Model] = [large, small],
        weights: RouterConfig.Weights = weights,
        tenants: [RouterConfig.Tenant] = [],
        routeTenants: [String]? = nil,
        capabilities: [RouterConfig.Capability] = []
    ) -> Router {
        Router(
            .sample(
                models: models,
                routes: [.sample("auto", models.map(\.name), weights, capabilities, tenants: routeTenants)],
                tenants: tenants
            )
        )
    }

    private func judgement(
        _ complexity: RouterConfig.Complexity,
        _ domain: RouterConfig.Domain = .other
    ) -> Judgement {
        Judgement(
            complexity: .certain(complexity),
            complexityOrigin: .classifier,
            domain: .certain(domain),
            domainOrigin: .classifier,
            keywords: []
        )
    }

    private let warm = [ModelState(), ModelState()]
    private let request = RoutingRequest("auto", promptTokens: 1000, answerTokens: 200)

    @Test func theScoreIsThatOfTheDesign() throws {
        let decision = router().decide(request, judgement(.high), warm)
        // large: 1 s + 10 s, 24 × 11 ÷ 3600; small: 0.25 s + 2 s, 3 × 2.25 ÷ 3600.
        let (first, second) = (decision.candidates[0], decision.candidates[1])
        #expect(first.model == 1 && second.model == 0)
        #expect(abs(second.seconds - 11) < 1e-9 && abs(first.seconds - 2.25) < 1e-9)
        #expect(abs((second.price ?? 0) - 24 * 11 / 3600) < 1e-9)
        #expect(abs(second.score - 0.5 * 0.8) < 1e-9)
        let cost = 1 - (3 * 2.25) / (24 * 11)
        #expect(abs(first.score - (0.5 * 0.2 + 0.3 * (1 - 2.25 / 11) + 0.2 * cost)) < 1e-9)
        #expect(decision.outcome == .chosen(model: 1, upstream: "small", reason: .bestScore))
        for candidate in decision.candidates {
            let sum = candidate.accuracy.contribution + candidate.latency.contribution + candidate.cost.contribution
            #expect(abs(candidate.score - sum) < 1e-12, "a decision explains its score")
        }
    }

    @Test func accuracyAloneTakesTheBest() {
        let router = router(weights: .init(accuracy: 1, latency: 0, cost: 0))
        #expect(router.choose(request, judgement(.high), warm) == 0)
        let decision = router.decide(request, judgement(.high, .maths), warm)
        #expect(
            decision.candidates.first?.accuracy.value == 0.9,
            "the figure of the domain goes before the overall one"
        )
        // The domain says nothing of medium prompts: the overall figure holds.
        #expect(router.decide(request, judgement(.medium, .maths), warm).candidates.first?.accuracy.value == 0.9)
    }

    @Test func aColdStartIsPaidInTimeAndMoney() throws {
        let states = [ModelState(), ModelState(.cold)]
        let decision = router().decide(request, judgement(.low), states)
        let small = try #require(decision.candidates.first { $0.model == 1 })
        #expect(abs(small.seconds - 62.25) < 1e-9)
        #expect(abs((small.price ?? 0) - 3 * 62.25 / 3600) < 1e-12)
        #expect(decision.model == 0, "a warm large model is quicker than a cold small one")
        let starting = router().decide(request, judgement(.low), [ModelState(), ModelState(.starting(rest: 5))])
        let onItsWay = try #require(starting.candidates.first { $0.model == 1 })
        #expect(abs(onItsWay.seconds - 7.25) < 1e-9)
        #expect(abs((onItsWay.price ?? 0) - 3 * 2.25 / 3600) < 1e-12, "somebody else has paid for the wake-up")
    }

    @Test func liveFiguresReplaceThoseOfTheConfiguration() throws {
        let states = [
            ModelState(queueWait: 3, prefill: 500, decode: 10), ModelState(.cold, coldStart: 10),
        ]
        let decision = router().decide(request, judgement(.low), states)
        #expect(abs((decision.candidates.first { $0.model == 0 }?.seconds ?? 0) - 25) < 1e-9)
        #expect(abs((decision.candidates.first { $0.model == 1 }?.seconds ?? 0) - 12.25) < 1e-9)
    }

    @Test func uselessLiveFiguresDoNotWin() {
        let states = [ModelState(prefill: 0, decode: 0), ModelState()]
        let decision = router(weights: .init(accuracy: 0, latency: 1, cost: 0)).decide(request, judgement(.low), states)
        #expect(decision.model == 1)
        #expect(decision.candidates.allSatisfy { $0.score.isFinite })
    }

    @Test func hardConstraintsComeFirst() {
        var request = request
        request.capabilities = [.tools]
        let incapable = router().decide(request, judgement(.low), warm)
        #expect(incapable.model == 0)
        #expect(incapable.exclusions == [.init(model: 1, cause: .incapable([.tools]))])
        request = RoutingRequest("auto", promptTokens: 2000, answerTokens: 200)
        #expect(
            router().decide(request, judgement(.low), warm).exclusions == [
                .init(model: 1, cause: .contextTooShort(needed: 2200, most: 2048))
            ]
        )
        request = RoutingRequest("auto", promptTokens: .max, answerTokens: 1)
        #expect(router().decide(request, judgement(.low), warm).outcome == .refused(.noCandidate))
        let unhealthy = router().decide(self.request, judgement(.low), [ModelState(), ModelState(isHealthy: false)])
        #expect(unhealthy.exclusions == [.init(model: 1, cause: .unhealthy)])
        let demanding = router(capabilities: [.vision]).decide(self.request, judgement(.low), warm)
        #expect(demanding.exclusions == [.init(model: 0, cause: .incapable([.vision]))])
    }

    @Test func tenantsUseWhatTheirListAllows() {
        let tenants: [RouterConfig.Tenant] = [
            .init(name: "all", priority: 50), .init(name: "one", models: ["large"], priority: 50),
            .init(name: "by-route", models: ["auto"], priority: 50), .init(name: "none", models: [], priority: 50),
        ]
        let router = router(tenants: tenants)
        func decide(_ tenant: String, _ name: String = "auto") -> Decision {
            router.decide(
                RoutingRequest(name, caller: .tenant(tenant), promptTokens: 10, answerTokens: 10),
                judgement(.low),
                warm
            )
        }
        #expect(decide("all").model == 1)
        #expect(decide("one").model == 0)
        #expect(decide("one").exclusions == [.init(model: 1, cause: .forbidden)])
        #expect(decide("one", "small").outcome == .refused(.noCandidate))
        #expect(decide("by-route").model == 1, "who may use a route may use what it picks")
        #expect(decide("by-route", "small").outcome == .refused(.noCandidate), "but not the model by its own name")
        #expect(decide("none").outcome == .refused(.noCandidate))
        #expect(decide("stranger").outcome == .refused(.unknownTenant))
        let closed = self.router(tenants: tenants, routeTenants: ["one"])
        let forbidden = RoutingRequest("auto", caller: .tenant("all"), promptTokens: 10, answerTokens: 10)
        #expect(closed.decide(forbidden, judgement(.low), warm).outcome == .refused(.routeForbidden))
    }

    @Test func namesOfModelsAndAliasesAreServedToo() {
        let request = RoutingRequest("tiny", promptTokens: 10, answerTokens: 10)
        let decision = router().decide(request, judgement(.high), warm)
        #expect(decision.outcome == .chosen(model: 1, upstream: "small", reason: .named))
        let unknown = RoutingRequest("nobody", promptTokens: 10, answerTokens: 10)
        #expect(router().decide(unknown, judgement(.high), warm).outcome == .refused(.unknownName))
    }

    @Test func aConversationStaysUnlessTheGainIsLarger() {
        var request = request
        request.conversation = "large"
        // small is better by about a quarter: more than moving costs.
        #expect(router().decide(request, judgement(.high), warm).model == 1)
        request.conversation = "small"
        let accurate = router(weights: .init(accuracy: 0.4, latency: 0.3, cost: 0.3))
        #expect(
            accurate.decide(request, judgement(.low), warm).outcome
                == .chosen(model: 1, upstream: "small", reason: .bestScore)
        )
        // Twins but for a little quality.
        var twin = Self.large
        twin.name = "twin"
        twin.served = [.init(name: "twin", upstream: "twin")]
        twin.quality.high = 0.82
        request.conversation = "large"
        let twins = router([Self.large, twin])
        #expect(
            twins.decide(request, judgement(.high), warm).outcome
                == .chosen(model: 0, upstream: "large", reason: .keepsConversation)
        )
        request.conversation = nil
        #expect(twins.choose(request, judgement(.high), warm) == 1)
    }

    @Test func whatIsNotKnownEarnsNothing() throws {
        var unknown = Self.small
        unknown.quality = .init()
        unknown.costPerHour = nil
        let decision = router([Self.large, unknown]).decide(request, judgement(.low), warm)
        let candidate = try #require(decision.candidates.first { $0.model == 1 })
        #expect(candidate.accuracy.value == 0)
        #expect(candidate.cost.value == 0)
        #expect(candidate.price == nil)
        #expect(candidate.latency.value > 0.7)
    }

    @Test func tiesGoByTheOrderOfTheConfiguration() {
        var twin = Self.small
        twin.name = "twin"
        twin.served = [.init(name: "twin", upstream: "twin")]
        #expect(router([Self.small, twin]).choose(request, judgement(.low), warm) == 0)
        #expect(router([twin, Self.small]).choose(request, judgement(.low), warm) == 0)
        // The same score by other means: the quicker goes first.
        let flat = router(weights: .init(accuracy: 0, latency: 0, cost: 0))
        #expect(flat.choose(request, judgement(.low), warm) == 1)
    }

    /// The gain must be larger than what moving costs, not as large; and a model that cannot answer keeps nobody.
    @Test func whatKeepsAConversation() {
        func twin(_ name: String, high: Double) -> RouterConfig.Model {
            var model = Self.large
            model.name = name
            model.served = [.init(name: name, upstream: name)]
            model.quality = .init(high: high)
            return model
        }
        var request = request
        request.conversation = "old"
        // Half of the score is accuracy, and 0.05 is what moving costs.
        for (high, model) in [(0.7, 0), (0.8, 0), (0.801, 1)] {
            let router = router([twin("old", high: 0.7), twin("new", high: high)])
            #expect(router.choose(request, judgement(.high), warm) == model, "0.7 against \(high)")
            #expect(router.choose(request, judgement(.high), [ModelState(isHealthy: false), ModelState()]) == 1)
        }
        let router = router([twin("old", high: 0.7), twin("new", high: 0.75)])
        // To stay would mean to wake it: that is a gain of moving, too.
        #expect(router.choose(request, judgement(.high), [ModelState(.cold), ModelState()]) == 1)
        for stranger in ["gone", "", "auto"] {
            request.conversation = stranger
            #expect(
                router.decide(request, judgement(.high), warm).outcome
                    == .chosen(model: 1, upstream: "new", reason: .bestScore)
            )
        }
        request.conversation = "new"
        #expect(
            router.decide(request, judgement(.high), warm).outcome
                == .chosen(model: 1, upstream: "new", reason: .bestScore),
            "the best stays for being the best"
        )
    }

    /// Score, then seconds, then price, then the order of the configuration; no price is the dearest.
    @Test func tiesAreBrokenInOrder() {
        func model(_ name: String, decode: Double = 100, cost: Double?) -> RouterConfig.Model {
            var model = Self.small
            model.name = name
            model.served = [.init(name: name, upstream: name)]
            model.throughput.decodeTokensPerSecond = decode
            model.costPerHour = cost
            return model
        }
        let flat = RouterConfig.Weights(accuracy: 1, latency: 0, cost: 0)
        let router = router(
            [
                model("unpriced", cost: nil), model("dear", cost: 4), model("cheap", cost: 3),
                model("cheap-too", cost: 3),
                model("quick", decode: 101, cost: nil),
            ],
            weights: flat
        )
        let states = (0..<5).map { _ in ModelState() }
        let decision = router.decide(request, judgement(.low), states)
        #expect(decision.candidates.map(\.model) == [4, 2, 3, 1, 0])
        #expect(router.choose(request, judgement(.low), states) == 4)
    }

    /// Nothing is known of anything: still one order, and numbers.
    @Test func nothingIsKnown() {
        let models = ["b", "a"].map { name in
            var model = Self.small
            model.name = name
            model.served = [.init(name: name, upstream: name)]
            (model.quality, model.costPerHour) = (.init(), nil)
            return model
        }
        let decision = router(models).decide(
            RoutingRequest("auto", promptTokens: 0, answerTokens: 0),
            .unasked,
            [ModelState(queueWait: .infinity), ModelState(queueWait: .infinity)]
        )
        #expect(decision.candidates.map(\.model) == [0, 1])
        #expect(decision.candidates.allSatisfy { $0.score == 0 && $0.price == nil })
    }

    /// `choose` is `decide` without its reasons.
    @Test func choosingAndDecidingAgree() {
        var random = SplitMix(seed: 11)
        for _ in 0..<500 {
            let models = (0..<6).map { index in
                RouterConfig.Model.sample(
                    "m\(index)",
                    quality: .init(low: .random(in: 0...1, using: &random), high: .random(in: 0...1, using: &random)),
                    prefill: .random(in: 100...5000, using: &random),
                    decode: .random(in: 5...200, using: &random),
                    costPerHour: Bool.random(using: &random) ? .random(in: 0...30, using: &random) : nil,
                    coldStart: .random(in: 0...900, using: &random),
                    context: .random(in: 100...3000, using: &random),
                    capabilities: [.chat]
                )
            }
            let router = router(models)
            let states = models.map { _ in ModelState(Bool.random(using: &random) ? .warm : .cold) }
            let decision = router.decide(request, judgement(.medium), states)
            #expect(router.choose(request, judgement(.medium), states) == decision.model)
            #expect(decision.model == decision.candidates.first?.model)
            #expect(decision.candidates.count + decision.exclusions.count == models.count)
        }
    }
}
