import AgentConfig
import Simulation

/// A way to ask a model: what becomes of tokens, and which share of the failures is removed. docs/paper.md has the sources.
struct InferenceStrategy: Sendable, Equatable {
    var name: String
    /// Tokens that are added to a prompt, and what its own are multiplied with.
    var promptTokens = 0
    var promptFactor = 1
    var answerFactor = 1
    /// In `gainingDomains`, and in the others.
    var removed = 0.0
    var removedElsewhere = 0.0

    static let all = [
        InferenceStrategy(name: "zero-shot"),
        InferenceStrategy(name: "few-shot", promptTokens: 800, removed: 0.06),
        InferenceStrategy(
            name: "chain of thought",
            promptTokens: 10,
            answerFactor: 3,
            removed: 0.21,
            removedElsewhere: 0.02
        ),
        InferenceStrategy(
            name: "self-consistency",
            promptTokens: 10,
            answerFactor: 15,
            removed: 0.37,
            removedElsewhere: 0.14
        ),
        InferenceStrategy(name: "self-refine", promptFactor: 2, answerFactor: 3, removedElsewhere: 0.2),
    ]

    private static let gainingDomains: [RouterConfig.Domain] = [.maths, .code, .reasoning]

    func request(at time: Double, prompt: Int, answer: Int) -> Trace.Request {
        Trace.Request(
            time: time,
            promptTokens: prompt * promptFactor + promptTokens,
            answerTokens: answer * answerFactor
        )
    }

    /// The quality of a model that is asked in this way.
    func improving(_ quality: RouterConfig.Quality) -> RouterConfig.Quality {
        var improved = RouterConfig.Quality(
            low: Self.less(quality.low, removedElsewhere),
            medium: Self.less(quality.medium, removedElsewhere),
            high: Self.less(quality.high, removedElsewhere)
        )
        improved.domains = RouterConfig.Domain.allCases.map { domain in
            let removed = Self.gainingDomains.contains(domain) ? removed : removedElsewhere
            let inside = quality.domains.first { $0.domain == domain }
            return RouterConfig.DomainQuality(
                domain: domain,
                low: Self.less(inside?.low ?? quality.low, removed),
                medium: Self.less(inside?.medium ?? quality.medium, removed),
                high: Self.less(inside?.high ?? quality.high, removed)
            )
        }
        return improved
    }

    private static func less(_ share: Double?, _ removed: Double) -> Double? {
        share.map { 1 - (1 - $0) * (1 - removed) }
    }
}
