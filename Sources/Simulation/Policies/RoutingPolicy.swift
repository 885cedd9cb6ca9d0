import AgentConfig
import Routing

/// How a model is found for a request that names a route.
package enum RoutingPolicy: Sendable, Hashable {
    /// As the agent does it: keywords, the classifier, and what is awake.
    case hybrid
    /// The same with nothing known of what is awake or busy.
    case hybridWithoutWarmth
    case keywords
    case classifier
    /// By what the prompts truly are.
    case oracle
    case random
    case roundRobin
    /// All to one model, by its name.
    case only(String)

    package var name: String {
        switch self {
        case .hybrid: "hybrid"
        case .hybridWithoutWarmth: "hybrid-without-warmth"
        case .keywords: "keywords"
        case .classifier: "classifier"
        case .oracle: "oracle"
        case .random: "random"
        case .roundRobin: "round-robin"
        case .only(let model): "only:\(model)"
        }
    }

    /// Those without a model.
    package static let plain: [RoutingPolicy] = [
        .hybrid, .hybridWithoutWarmth, .keywords, .classifier, .oracle, .random, .roundRobin,
    ]

    var asksRouter: Bool {
        switch self {
        case .hybrid, .hybridWithoutWarmth, .keywords, .classifier, .oracle: true
        case .random, .roundRobin, .only: false
        }
    }
}

/// What is thought of the prompts of a set, under a policy.
struct Judgements {
    private var byPrompt: [Judgement] = []
    private var byTruth: [Judgement] = []

    init(_ set: PromptSet, _ router: Router, _ policy: RoutingPolicy) {
        let judge = router.judge
        // A fleet without a classifier has none here.
        let hasClassifier = router.config.classifier.kind != .none
        switch policy {
        case .hybrid, .hybridWithoutWarmth:
            byPrompt = set.prompts.map { prompt in
                judge.judge(judge.matches(in: prompt.text), signal: hasClassifier ? prompt.signal : nil)
            }
        case .keywords: byPrompt = set.prompts.map { judge.judge(judge.matches(in: $0.text), signal: nil) }
        case .classifier: byPrompt = set.prompts.map { judge.judge([], signal: $0.signal) }
        case .oracle: byTruth = PromptTruth.all.map(\.judgement)
        case .random, .roundRobin, .only: break
        }
    }

    subscript(prompt: Int32, truth: UInt8) -> Judgement {
        byTruth.isEmpty ? byPrompt[Int(prompt)] : byTruth[Int(truth)]
    }
}
