package import AgentConfig

/// What a request line asks for.
package enum Endpoint: Sendable, Equatable {
    case chatCompletions
    case completions
    case embeddings
    /// `POST /v1/responses`: a new response.
    case responses
    /// A response that an engine keeps.
    case response(id: String, ResponseAction)
    case messages
    case countTokens
    case models
    case model(String)
    /// Forwarded by the `model` of its JSON body to whichever engine knows the path.
    case opaque(Opaque)

    package enum ResponseAction: Sendable, Equatable {
        case get, delete, cancel, inputItems
    }

    /// What engines serve besides, with a JSON body that has a `model`.
    package enum Opaque: String, Sendable, CaseIterable {
        case rerank = "/v1/rerank"
        case rerankUnversioned = "/rerank"
        case rerank2 = "/v2/rerank"
        case score = "/v1/score"
        case scoreUnversioned = "/score"
        case classify = "/classify"
        case pooling = "/pooling"
        case moderations = "/v1/moderations"
        case tokenize = "/tokenize"
        case detokenize = "/detokenize"
        case speech = "/v1/audio/speech"
        case images = "/v1/images/generations"
        case inputTokens = "/v1/responses/input_tokens"
        case compact = "/v1/responses/compact"
    }

    /// The shape of errors and streams.
    package var dialect: Dialect {
        switch self {
        case .messages, .countTokens: .messages
        case .responses, .response, .opaque(.inputTokens), .opaque(.compact): .responses
        default: .chat
        }
    }

    /// What a model must be able to do; `nil` where any may be asked.
    package var capability: RouterConfig.Capability? {
        switch self {
        case .chatCompletions, .responses, .messages, .countTokens, .opaque(.inputTokens), .opaque(.compact): .chat
        case .completions: .completions
        case .embeddings: .embeddings
        case .response, .models, .model, .opaque: nil
        }
    }

    package var method: String {
        switch self {
        case .models, .model, .response(_, .get), .response(_, .inputItems): "GET"
        case .response(_, .delete): "DELETE"
        default: "POST"
        }
    }

    /// Whether a body says which model is meant.
    package var hasModelInBody: Bool {
        switch self {
        case .response, .models, .model: false
        default: true
        }
    }

    /// The path as an engine is asked for it, whatever spelling the client used.
    package var path: String {
        switch self {
        case .chatCompletions: "/v1/chat/completions"
        case .completions: "/v1/completions"
        case .embeddings: "/v1/embeddings"
        case .responses: "/v1/responses"
        case .response(let id, .get), .response(let id, .delete): "/v1/responses/\(id)"
        case .response(let id, .cancel): "/v1/responses/\(id)/cancel"
        case .response(let id, .inputItems): "/v1/responses/\(id)/input_items"
        case .messages: "/v1/messages"
        case .countTokens: "/v1/messages/count_tokens"
        case .models: "/v1/models"
        case .model(let name): "/v1/models/\(RequestPath.encoded(name))"
        case .opaque(let path): path.rawValue
        }
    }
}
