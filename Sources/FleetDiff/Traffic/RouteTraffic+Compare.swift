import AgentConfig
import Fleet
import FleetEmit
import FleetPlan
import Routing
import Simulation
import SpecSyntax

extension RouteTraffic {
    /// - Returns: nothing where nothing that decides was changed, and none of routes that answer no prompts, as those of
    ///   embedding models.
    static func compare(_ pair: EnvironmentPair, _ set: PromptSet = .bundled) -> [RouteTraffic] {
        guard pair.after != nil else { return [] }
        let (old, new) = (pair.before.map(RoutedSide.init), pair.after.map(RoutedSide.init))
        guard old != new else { return [] }
        let (before, after) = (old.map { Answers($0, to: set) }, new.map { Answers($0, to: set) })
        // The old side speaks of models by the names they have now.
        let renames = pair.models.compactMap { model in model.before.map { ($0.name, model.name) } }
        let names = Dictionary(renames) { first, _ in first }
        let routes = Set((old?.routes ?? []) + (new?.routes ?? [])).sorted()
        return routes.map { route in
            func sample(isAwake: (Bool) -> Bool) -> Sample {
                Sample(
                    set,
                    before?.models(for: route, isAwake)?.map { $0.map { names[$0] ?? $0 } },
                    after?.models(for: route, isAwake)
                )
            }
            let (was, remains) = (old?.routes.contains(route) ?? false, new?.routes.contains(route) ?? false)
            return RouteTraffic(
                route: route,
                status: !was ? .added : !remains ? .removed : .changed,
                prompts: set.prompts.count,
                allAwake: sample { _ in true },
                onlyPinned: sample { $0 }
            )
        }
    }
}

extension RouteTraffic.Sample {
    private static let mostExamples = 3

    /// - Parameters before, after: the model of each prompt; `nil` on a side without the route.
    fileprivate init(_ set: PromptSet, _ before: [String?]?, _ after: [String?]?) {
        var examples: [[String?]: [String]] = [:]
        for (prompt, (old, new)) in zip(set.prompts, zip(before ?? [], after ?? [])) where old != new {
            examples[[old, new], default: []].append(prompt.text)
        }
        changed = examples.values.reduce(0) { $0 + $1.count }
        moves = examples.map { pair, texts in
            .init(from: pair[0], to: pair[1], count: texts.count, examples: Array(texts.prefix(Self.mostExamples)))
        }.sorted { ($1.count, $0.from ?? "", $0.to ?? "") < ($0.count, $1.from ?? "", $1.to ?? "") }
        let (old, new) = (before.map(Self.counts), after.map(Self.counts))
        shares = Set((old ?? [:]).keys).union((new ?? [:]).keys)
            .sorted { ($0 == nil ? 1 : 0, $0 ?? "") < ($1 == nil ? 1 : 0, $1 ?? "") }
            .map { model in
                .init(
                    model: model,
                    before: old.map { $0[model, default: 0] },
                    after: new.map { $0[model, default: 0] }
                )
            }
    }

    private static func counts(_ models: [String?]) -> [String?: Int] {
        models.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}

/// What decides on one side.
private struct RoutedSide: Equatable {
    let config: RouterConfig
    /// Whether each model is pinned.
    let pinned: [Bool]

    init(_ side: EnvironmentPair.Side) {
        var config = RouterConfig(side.plan, fleet: "")
        for index in config.models.indices {
            // Where a model listens routes nothing.
            config.models[index].address = nil
            config.models[index].healthPath = ""
        }
        self.config = config
        pinned = side.plan.models.map { $0.model.scale.min.value > 0 }
    }

    /// Those with a candidate that answers prompts.
    var routes: [String] {
        let chatting = Set(config.models.filter { $0.capabilities.contains(.chat) }.map(\.name))
        return config.routes.filter { $0.candidates.contains(where: chatting.contains) }.map(\.name)
    }
}

/// Where one side sends the prompts of a set.
private struct Answers {
    private let side: RoutedSide
    private let router: Router
    private let prompts: [(prompt: PromptSet.Prompt, judgement: Judgement)]

    init(_ side: RoutedSide, to set: PromptSet) {
        self.side = side
        let router = Router(side.config)
        self.router = router
        prompts = set.prompts.map { ($0, router.judge.judge($0.text, signal: $0.signal)) }
    }

    /// The model of each prompt; `nil` for a refusal.
    ///
    /// - Parameter isAwake: whether a model is, by whether it is pinned.
    /// - Returns: `nil` without such a route.
    func models(for route: String, _ isAwake: (Bool) -> Bool) -> [String?]? {
        guard side.routes.contains(route) else { return nil }
        let states = side.pinned.map { ModelState(isAwake($0) ? .warm : .cold) }
        return prompts.map { prompt, judgement in
            let request = RoutingRequest(
                route,
                promptTokens: prompt.promptTokens,
                answerTokens: prompt.answerTokens,
                capabilities: [.chat] + prompt.capabilities
            )
            return router.choose(request, judgement, states).map { side.config.models[$0].name }
        }
    }
}
