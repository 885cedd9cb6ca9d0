extension Endpoint {
    /// Finds what a request line asks for.
    ///
    /// - Parameters:
    ///   - method: in capital letters.
    ///   - target: the path, and the query if there is one, which does not count.
    package init(method: String, target: String) throws(APIError) {
        if method == "POST", let usual = Self.usual(target) {
            self = usual
            return
        }
        let choices = RequestPath(target).map { Self.served(at: $0.segments[...]) } ?? []
        guard let first = choices.first else { throw .unknownPath(target) }
        guard let endpoint = choices.first(where: { $0.method == method }) else {
            throw .methodNotAllowed(method, on: first.path, allowed: choices.map(\.method))
        }
        self = endpoint
    }

    /// Nearly all requests, found without taking paths apart.
    private static func usual(_ target: String) -> Endpoint? {
        switch target {
        case "/v1/chat/completions": .chatCompletions
        case "/v1/completions": .completions
        case "/v1/embeddings": .embeddings
        case "/v1/responses": .responses
        case "/v1/messages", "/v1/messages?beta=true": .messages
        default: nil
        }
    }

    /// What there is at a path, by method.
    private static func served(at segments: ArraySlice<String>) -> [Endpoint] {
        // A slash that was escaped separates nothing.
        if !segments.contains(where: { $0.contains("/") }) {
            let path = segments.reduce(into: "") { $0 += "/" + $1 }
            for endpoint in fixed where endpoint.path == path { return [endpoint] }
            if let opaque = Opaque(rawValue: path) { return [.opaque(opaque)] }
        }
        guard segments.count > 2, segments.first == "v1" else { return [] }
        let rest = segments.dropFirst(2)
        switch segments.dropFirst().first {
        // Names of models have slashes, which not every client escapes.
        case "models": return [.model(rest.joined(separator: "/"))]
        case "responses": return responses(rest)
        default: return []
        }
    }

    private static let fixed: [Endpoint] = [
        .chatCompletions, .completions, .embeddings, .responses, .messages, .countTokens, .models,
    ]

    private static func responses(_ segments: ArraySlice<String>) -> [Endpoint] {
        guard let id = segments.first, id.utf8.count <= 256, id.utf8.allSatisfy(\.isOfIdentifier) else { return [] }
        switch segments.dropFirst() {
        case []: return [.response(id: id, .get), .response(id: id, .delete)]
        case ["cancel"]: return [.response(id: id, .cancel)]
        case ["input_items"]: return [.response(id: id, .inputItems)]
        default: return []
        }
    }

    /// What a client may ask for, for whoever asked for something else.
    static let listed = [
        "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/messages",
        "/v1/messages/count_tokens", "/v1/models",
    ]
}

extension UInt8 {
    /// Whether it occurs in identifiers of responses, so that no escape is needed in a path.
    fileprivate var isOfIdentifier: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
