import AgentConfig
import Testing

@testable import Routing

@Suite struct FallbacksTests {
    private static func model(_ name: String, context: Int = 32_000, quality: Double) -> RouterConfig.Model {
        .sample(
            name,
            aliases: ["\(name)-alias"],
            quality: .init(low: quality, medium: quality, high: quality),
            prefill: 1000,
            decode: 50,
            costPerHour: 2,
            coldStart: 100,
            context: context,
            capabilities: [.chat]
        )
    }

    private static let router = Router(
        .sample(
            models: [
                model("a", quality: 0.9), model("b", quality: 0.8), model("c", quality: 0.7),
                model("short", context: 100, quality: 0.6),
            ],
            routes: [
                .sample("others", ["b", "c"], .init(accuracy: 1, latency: 0, cost: 0)),
                .sample("private", ["c"], .init(accuracy: 1, latency: 0, cost: 0), tenants: ["x"]),
            ],
            tenants: []
        )
    )

    /// Names of the models that are asked after `a`, until there are no more.
    private func asked(
        _ fallback: [String],
        asleep: Set<String> = [],
        coming: Set<String> = [],
        mayWake: Set<String> = ["a", "b", "c", "short"],
        promptTokens: Int = 500
    ) -> [String] {
        let models = Self.router.config.models
        let states = models.map {
            ModelState(asleep.contains($0.name) ? .cold : coming.contains($0.name) ? .starting(rest: 9) : .warm)
        }
        let weights = RouterConfig.Weights(accuracy: 1, latency: 0, cost: 0)
        var fallbacks = Fallbacks(of: .sample("auto", ["a"], weights, fallback: fallback), after: 0)
        let request = RoutingRequest("auto", promptTokens: promptTokens, answerTokens: 100, capabilities: [.chat])
        var names: [String] = []
        while let next = fallbacks.next(
            Self.router,
            request,
            .unasked,
            states,
            mayWake: { mayWake.contains(models[$0].name) }
        ) {
            names.append(models[next.model].name)
            #expect(next.upstream == models[next.model].name)
        }
        #expect(fallbacks.isEmpty)
        return names
    }

    @Test func theyAreAskedInTheirOrder() { #expect(asked(["c", "b"]) == ["c", "b"]) }

    @Test func whoIsAwakeIsAskedFirst() {
        #expect(asked(["c", "b"], asleep: ["c"]) == ["b", "c"])
        #expect(asked(["c", "b"], asleep: ["b", "c"]) == ["c", "b"])
    }

    @Test func whoSleepsIsAskedIfItMayBeWoken() {
        #expect(asked(["c", "b"], asleep: ["b", "c"], mayWake: ["b"]) == ["b"])
        #expect(asked(["c", "b"], asleep: ["c"], mayWake: []) == ["b"])
        #expect(asked(["c", "b"], asleep: ["c"], coming: ["b"], mayWake: []) == ["b"])
        #expect(asked(["c", "b"], asleep: ["b", "c"], mayWake: []) == [])
    }

    /// Neither the one that was chosen, nor one by another of its names.
    @Test func noneIsAskedTwice() { #expect(asked(["a", "c", "c-alias", "b"]) == ["c", "b"]) }

    @Test func whatCannotTakeTheRequestIsLeftOut() {
        #expect(asked(["short", "nobody", "b"]) == ["b"])
        #expect(asked(["short", "b"], promptTokens: 0) == ["short", "b"])
    }

    /// A route gives its best model.
    @Test func aRouteIsAskedForItsBest() {
        #expect(asked(["others", "c"]) == ["b", "c"])
        #expect(asked(["others"], asleep: ["b"]) == ["b"])
    }

    /// Whoever may use the route may use what stands behind it.
    @Test func theyAskNoTenant() { #expect(asked(["private"]) == ["c"]) }
}
