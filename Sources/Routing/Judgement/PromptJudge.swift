package import AgentConfig

/// Judges prompts: keyword rules first, then a classifier.
///
/// A rule fires when one of its words, patterns or markers is in the prompt. The first that fires decides what it names, the
/// complexity, the domain or both. What it leaves open the classifier decides. Where its confidence is below
/// `minConfidence`, or there is no classifier, the votes of all rules that fired count as well: with confidence c the answer
/// is c ÷ minConfidence of the classifier's and the rest of the votes, so that nothing jumps at the threshold. Votes are
/// smoothed (Laplace): each class has one more than rules named it.
package struct PromptJudge: Sendable {
    private let rules: [RouterConfig.KeywordRule]
    private let classifier: RouterConfig.Classifier
    /// Whether it matters of what domain a prompt is: some model is better in one than in others.
    private let asksDomains: Bool
    private let words: KeywordAutomaton
    private let patterns: PatternAutomaton
    /// The rules of each marker.
    private let markers: [RouterConfig.Marker: [Int]]

    package init(_ config: RouterConfig) {
        rules = config.keywords
        classifier = config.classifier
        asksDomains = config.models.contains { !$0.quality.domains.isEmpty }
        // A rule that names nothing takes nothing from those behind it.
        let telling = config.keywords.map { $0.complexity != nil || $0.domain != nil ? $0 : .init() }
        words = KeywordAutomaton(telling.map(\.match))
        // A configuration is refused for a pattern that is none.
        patterns = PatternAutomaton(telling.map { ($0.pattern ?? []).compactMap { try? Pattern($0) } })
        let pairs = telling.enumerated().flatMap { rule, telling in (telling.marker ?? []).map { ($0, rule) } }
        markers = Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }

    /// - Parameter signal: what the classifier says; it is asked for nothing when the configuration has none.
    package func judge(_ prompt: String, signal: ClassifierSignal?) -> Judgement {
        judge(matches(in: prompt), signal: signal)
    }

    /// - Parameter matches: of the prompt.
    package func judge(_ matches: [KeywordMatch], signal: ClassifierSignal?) -> Judgement {
        let signal = classifier.kind == .none ? nil : signal
        let complexity = weigh(matches.map { rules[$0.rule].complexity }, signal?.complexity)
        let domain = weigh(matches.map { rules[$0.rule].domain }, signal?.domain)
        return Judgement(
            complexity: complexity.distribution,
            complexityOrigin: complexity.origin,
            domain: domain.distribution,
            domainOrigin: domain.origin,
            keywords: matches,
            state: signal?.state.flatMap { $0.encoder == classifier.encoder ? $0 : nil }
        )
    }

    /// Whether a classifier has anything to add to what keywords decide.
    package func asksClassifier(after matches: [KeywordMatch]) -> Bool {
        guard classifier.kind != .none else { return false }
        guard let first = matches.first.map({ rules[$0.rule] }) else { return true }
        return first.complexity == nil || (first.domain == nil && asksDomains)
    }

    /// The rules that fire, each once: by a word rather than by a pattern, and by a pattern rather than by a marker.
    package func matches(in prompt: String) -> [KeywordMatch] { matches(in: Array(prompt.utf8)) }

    private func matches(in prompt: [UInt8]) -> [KeywordMatch] {
        var matches = words.hits(in: prompt).map { hit in
            KeywordMatch(rule: hit.rule, sign: .word(rules[hit.rule].match[hit.word]))
        }
        var others = patterns.hits(in: prompt).map { hit in
            KeywordMatch(rule: hit.rule, sign: .pattern(rules[hit.rule].pattern?[hit.pattern] ?? ""))
        }
        if !markers.isEmpty {
            let found = PromptCensus(prompt).markers
            for marker in RouterConfig.Marker.allCases where found.contains(marker) {
                others += (markers[marker] ?? []).map { KeywordMatch(rule: $0, sign: .marker(marker)) }
            }
        }
        guard !others.isEmpty else { return matches }
        var fired = Set(matches.map(\.rule))
        matches += others.filter { fired.insert($0.rule).inserted }
        return matches.sorted { $0.rule < $1.rule }
    }

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
