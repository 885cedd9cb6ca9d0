package import AgentConfig

/// Judges prompts: keywords first, then a classifier.
///
/// The first keyword rule that fires decides what it names, the complexity, the domain or both. What it leaves open the
/// classifier decides. Where its confidence is below `minConfidence`, or there is no classifier, the votes of all rules
/// that fired count as well: with confidence c the answer is c ÷ minConfidence of the classifier's and the rest of the
/// votes, so that nothing jumps at the threshold. Votes are smoothed (Laplace): each class has one more than rules named it.
package struct PromptJudge: Sendable {
    private let rules: [RouterConfig.KeywordRule]
    private let classifier: RouterConfig.Classifier
    private let automaton: KeywordAutomaton

    package init(_ config: RouterConfig) {
        rules = config.keywords
        classifier = config.classifier
        automaton = KeywordAutomaton(config.keywords.map(\.match))
    }

    /// - Parameter signal: what the classifier says; it is asked for nothing when the configuration has none.
    package func judge(_ prompt: String, signal: ClassifierSignal?) -> Judgement {
        let matches = automaton.hits(in: prompt).filter { decides(rules[$0.rule]) }
        let fired = matches.map { rules[$0.rule] }
        let signal = classifier.kind == .none ? nil : signal
        let complexity = weigh(fired.map(\.complexity), signal?.complexity)
        let domain = weigh(fired.map(\.domain), signal?.domain)
        return Judgement(
            complexity: complexity.distribution,
            complexityOrigin: complexity.origin,
            domain: domain.distribution,
            domainOrigin: domain.origin,
            keywords: matches.map { KeywordMatch(rule: $0.rule, word: rules[$0.rule].match[$0.word]) }
        )
    }

    /// A rule that names nothing takes nothing from those behind it.
    private func decides(_ rule: RouterConfig.KeywordRule) -> Bool { rule.complexity != nil || rule.domain != nil }

    /// - Parameter named: what each rule that fired names of one kind of class.
    private func weigh<Class>(
        _ named: [Class?],
        _ signal: Distribution<Class>?
    ) -> (distribution: Distribution<Class>, origin: Judgement.Origin) {
        if let first = named.first, let decided = first { return (.certain(decided), .keyword) }
        let votes = Distribution<Class>(weights: Class.allCases.map { one in Double(1 + named.count { $0 == one }) })
        guard let signal else { return (votes, .votes) }
        guard signal.confidence < classifier.minConfidence else { return (signal, .classifier) }
        return (signal.mixed(signal.confidence / classifier.minConfidence, with: votes), .fused)
    }
}
