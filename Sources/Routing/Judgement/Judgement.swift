package import AgentConfig

/// What is thought of a prompt, and why.
package struct Judgement: Sendable, Equatable {
    package var complexity: Distribution<RouterConfig.Complexity>
    package var complexityOrigin: Origin
    package var domain: Distribution<RouterConfig.Domain>
    package var domainOrigin: Origin
    /// The keyword rules that fired, sorted; the first decides.
    package var keywords: [KeywordMatch]
    /// Where the configuration's heads can read it: the classifier was asked, and is the one that they were fitted with.
    package var state: PromptState?

    /// Who decided.
    package enum Origin: String, Sendable, Equatable {
        /// The first keyword rule that fired.
        case keyword
        case classifier
        /// The classifier was unsure, and its answer is mixed with the votes of the keywords.
        case fused
        /// No classifier answered: the votes of the keywords, which without any are for every class alike.
        case votes
    }

    /// Of a prompt that nobody looked at: every class is alike.
    package static let unasked = Judgement(
        complexity: .uniform,
        complexityOrigin: .votes,
        domain: .uniform,
        domainOrigin: .votes,
        keywords: []
    )
}

extension Judgement {
    /// Of a prompt that somebody knows.
    package static func certain(_ complexity: RouterConfig.Complexity, _ domain: RouterConfig.Domain) -> Judgement {
        Judgement(
            complexity: .certain(complexity),
            complexityOrigin: .classifier,
            domain: .certain(domain),
            domainOrigin: .classifier,
            keywords: []
        )
    }
}

/// A keyword rule that fired, and by what.
package struct KeywordMatch: Sendable, Equatable {
    /// Its index in `RouterConfig.keywords`.
    package var rule: Int
    package var sign: Sign

    /// As the rule has it.
    package enum Sign: Sendable, Equatable {
        /// A word or phrase.
        case word(String)
        case pattern(String)
        case marker(RouterConfig.Marker)
    }
}

/// The answer of a classifier.
package struct ClassifierSignal: Sendable, Equatable {
    package var complexity: Distribution<RouterConfig.Complexity>
    /// `nil` for a classifier that knows no domains.
    package var domain: Distribution<RouterConfig.Domain>?
    /// `nil` for a classifier that gives none.
    package var state: PromptState?

    package init(
        complexity: Distribution<RouterConfig.Complexity>,
        domain: Distribution<RouterConfig.Domain>? = nil,
        state: PromptState? = nil
    ) {
        self.complexity = complexity
        self.domain = domain
        self.state = state
    }
}
