import AgentConfig
import FoundationEssentials
import Routing

/// An answer of `spindle route` for programs.
///
/// Shape: `{"version": 1, "environment", "name", "model"?, "upstream"?, "reason"?, "refusal"?, "promptTokens", "answerTokens",
/// "capabilities", "tenant"?, "conversation"?, "judgement"?: {"complexity": {"by", "shares": {class: share}}, "domain",
/// "rules": [{"rule", "word"? | "pattern"? | "marker"?}]}, "candidates": [{"model", "score", "accuracy": {"value", "weight",
/// "contribution"}, "latency", "cost", "seconds", "price"?, "state"}], "excluded": [{"model", "cause", "text"}]}`.
/// `rule` is an index into `routing.keywords`; there is a `judgement` where a route is asked for.
struct RouteReport: Encodable {
    let version = 1
    let environment: String
    let name: String
    var model: String?
    var upstream: String?
    var reason: String?
    var refusal: String?
    let promptTokens: Int
    let answerTokens: Int
    let capabilities: [String]
    var tenant: String?
    let conversation: String?
    let judgement: JudgementReport?
    let candidates: [Candidate]
    let excluded: [Exclusion]

    struct JudgementReport: Encodable {
        var complexity: Shares
        var domain: Shares
        var rules: [Rule]
    }

    struct Shares: Encodable {
        var by: String
        var shares: [String: Double]
    }

    struct Rule: Encodable {
        var rule: Int
        var word: String?
        var pattern: String?
        var marker: String?
    }

    struct Candidate: Encodable {
        var model: String
        var score: Double
        var accuracy: Term
        var latency: Term
        var cost: Term
        var seconds: Double
        var price: Double?
        var state: String
    }

    struct Term: Encodable {
        var value: Double
        var weight: Double
        var contribution: Double

        init(_ term: Decision.Term) {
            (value, weight, contribution) = (term.value, term.weight, term.contribution)
        }
    }

    struct Exclusion: Encodable {
        var model: String
        var cause: String
        var text: String
    }

    init(_ answer: RouteAnswer) {
        let facts = answer.question.facts
        environment = answer.config.environment
        name = facts.name
        promptTokens = facts.promptTokens
        answerTokens = facts.answerTokens
        capabilities = facts.capabilities.map(\.rawValue)
        conversation = facts.conversation
        judgement = answer.judgement.map(JudgementReport.init)
        candidates = answer.decision.candidates.map { candidate in
            Candidate(
                model: answer.name(of: candidate.model),
                score: candidate.score,
                accuracy: Term(candidate.accuracy),
                latency: Term(candidate.latency),
                cost: Term(candidate.cost),
                seconds: candidate.seconds,
                price: candidate.price,
                state: answer.state(of: candidate.model)
            )
        }
        excluded = answer.decision.exclusions.map { exclusion in
            Exclusion(
                model: answer.name(of: exclusion.model),
                cause: exclusion.cause.token,
                text: exclusion.cause.words
            )
        }
        if case .tenant(let name) = facts.caller { tenant = name }
        switch answer.decision.outcome {
        case .chosen(let index, let upstream, let reason):
            (model, self.upstream, self.reason) = (answer.name(of: index), upstream, reason.token)
        case .refused(let refusal): self.refusal = refusal.token
        }
    }

    /// With a line break at its end.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension RouteReport.JudgementReport {
    fileprivate init(_ judgement: Judgement) {
        complexity = .init(judgement.complexity, judgement.complexityOrigin)
        domain = .init(judgement.domain, judgement.domainOrigin)
        rules = judgement.keywords.map { match in
            var rule = RouteReport.Rule(rule: match.rule)
            switch match.sign {
            case .word(let word): rule.word = word
            case .pattern(let pattern): rule.pattern = pattern
            case .marker(let marker): rule.marker = marker.rawValue
            }
            return rule
        }
    }
}

extension RouteReport.Shares {
    fileprivate init<Class: RawRepresentable<String> & CaseIterable>(
        _ distribution: Distribution<Class>,
        _ origin: Judgement.Origin
    ) {
        by = origin.rawValue
        let pairs = zip(Class.allCases, distribution.shares).map { ($0.rawValue, $1) }
        shares = Dictionary(pairs) { first, _ in first }
    }
}
