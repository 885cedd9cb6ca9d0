import AgentConfig
import Diagnostics
import Routing

// The parts of a decision in words.

extension Judgement.Origin {
    var words: String {
        switch self {
        case .keyword: "the first keyword rule that fires says so"
        case .classifier: "the classifier says so"
        case .fused: "the classifier is unsure, and keyword rules vote"
        case .votes: "no rule decides; keyword rules that fire vote"
        }
    }
}

extension KeywordMatch.Sign {
    var words: String {
        switch self {
        case .word(let word): "`\(TerminalText.visible(word))`"
        case .pattern(let pattern): "the pattern `\(TerminalText.visible(pattern))`"
        case .marker(let marker): "the marker `\(marker.rawValue)`"
        }
    }
}

extension Decision.Reason {
    var words: String {
        switch self {
        case .named: "the request names it"
        case .bestScore: "it has the best score"
        case .keepsConversation: "the conversation is there, and no other is better by more than moving costs"
        }
    }

    var token: String {
        switch self {
        case .named: "named"
        case .bestScore: "best-score"
        case .keepsConversation: "keeps-conversation"
        }
    }
}

extension Decision.Refusal {
    var words: String {
        switch self {
        case .unknownName: "nothing is served under this name"
        case .unknownTenant: "there is no such tenant"
        case .routeForbidden: "the tenant may not use this route"
        case .noCandidate: "every candidate is excluded"
        }
    }

    var token: String {
        switch self {
        case .unknownName: "unknown-name"
        case .unknownTenant: "unknown-tenant"
        case .routeForbidden: "route-forbidden"
        case .noCandidate: "no-candidate"
        }
    }
}

extension Decision.Exclusion.Cause {
    var words: String {
        switch self {
        case .forbidden: "the tenant may not use it"
        case .incapable(let missing): "it cannot do \(missing.map(\.rawValue).listed())"
        case .contextTooShort(let needed, let most): "prompt and answer need \(needed) tokens, and it takes \(most)"
        case .unhealthy: "it is not healthy"
        }
    }

    var token: String {
        switch self {
        case .forbidden: "forbidden"
        case .incapable: "incapable"
        case .contextTooShort: "context-too-short"
        case .unhealthy: "unhealthy"
        }
    }
}
