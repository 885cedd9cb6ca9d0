import AgentConfig
import Fleet
import FleetEmit
import FleetPlan
import Routing
import SpecSyntax

/// Where the prompts of a set go on one route, before and after.
package struct RouteTraffic: Sendable, Encodable {
    package var route: String
    package var awake: Awake
    /// How many prompts the set has.
    package var prompts: Int
    /// How many go to another model than before, or are refused where they were not.
    package var changed: Int
    /// The most frequent first.
    package var moves: [Move]
    /// Sorted by name, refusals last.
    package var shares: [Share]

    package enum Awake: String, Sendable, Encodable {
        /// Every model answers at once.
        case all
        /// Only what is pinned; the others would have to wake.
        case pinned
    }

    /// Prompts that change from one model to another; a model that is absent stands for a refusal.
    package struct Move: Sendable, Encodable {
        package var from: String?
        package var to: String?
        package var count: Int
        /// A few of them.
        package var examples: [String]
    }

    /// How many prompts a model gets; absent on a side without the route.
    package struct Share: Sendable, Encodable {
        package var model: String?
        package var before: Int?
        package var after: Int?
    }
}

extension RouteTraffic {
    private static let mostExamples = 3

    /// - Returns: nothing where nothing that decides was changed.
    static func compare(_ pair: EnvironmentPair, _ set: PromptSet = .bundled) -> [RouteTraffic] {
        let (old, new) = (pair.before.map(RoutedSide.init), pair.after.map(RoutedSide.init))
        guard old != new else { return [] }
        let (before, after) = (old.map { Answers($0, to: set) }, new.map { Answers($0, to: set) })
        let routes = Set((old?.routes ?? []) + (new?.routes ?? [])).sorted()
        return routes.flatMap { route in
            [Awake.all, .pinned].map { awake in
                RouteTraffic(
                    route,
                    awake,
                    set,
                    before: before?.models(for: route, awake),
                    after: after?.models(for: route, awake)
                )
            }
        }
    }

    /// - Parameters before, after: the model of each prompt; `nil` on a side without the route.
    private init(_ route: String, _ awake: Awake, _ set: PromptSet, before: [String?]?, after: [String?]?) {
        self.route = route
        self.awake = awake
        prompts = set.prompts.count
        var examples: [[String?]: [String]] = [:]
        if let before, let after {
            for (prompt, (old, new)) in zip(set.prompts, zip(before, after)) where old != new {
                examples[[old, new], default: []].append(prompt.text)
            }
        }
        changed = examples.values.reduce(0) { $0 + $1.count }
        moves = examples.map { pair, texts in
            Move(from: pair[0], to: pair[1], count: texts.count, examples: Array(texts.prefix(Self.mostExamples)))
        }.sorted { ($1.count, $0.from ?? "", $0.to ?? "") < ($0.count, $1.from ?? "", $1.to ?? "") }
        let (old, new) = (before.map(Self.counts), after.map(Self.counts))
        shares = Set((old ?? [:]).keys).union((new ?? [:]).keys)
            .sorted { ($0 == nil ? 1 : 0, $0 ?? "") < ($1 == nil ? 1 : 0, $1 ?? "") }
            .map { model in
                Share(
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

    var routes: [String] { config.routes.map(\.name) }
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
    /// - Returns: `nil` without such a route.
    func models(for route: String, _ awake: RouteTraffic.Awake) -> [String?]? {
        guard side.routes.contains(route) else { return nil }
        let states = side.pinned.map { ModelState($0 || awake == .all ? .warm : .cold) }
        return prompts.map { prompt, judgement in
            let request = RoutingRequest(
                route,
                promptTokens: prompt.promptTokens,
                answerTokens: prompt.answerTokens,
                capabilities: prompt.capabilities
            )
            return router.choose(request, judgement, states).map { side.config.models[$0].name }
        }
    }
}
