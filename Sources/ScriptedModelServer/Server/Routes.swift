import NIOCore

/// What a request gets.
enum Answer {
    case whole(HTTPResponse)
    case generated(Generation, any Dialect)
}

extension ServerState {
    func answer(to request: HTTPRequest) -> Answer {
        let path = request.path
        if path == "/stats" {
            return .whole(HTTPResponse(body: statistics.description))
        }
        guard isReady else {
            var response = HTTPResponse.error(503, "the model is loading", type: "unavailable_error")
            response.headers = [("retry-after", "1")]
            return .whole(response)
        }
        if isAsleep, path.hasPrefix("/v1/") { return .whole(.error(503, "the engine sleeps")) }
        switch (request.method, path) {
        case ("POST", "/sleep"), ("POST", "/wake_up"), ("POST", "/collective_rpc"), ("POST", "/reset_prefix_cache"):
            isAsleep = path == "/sleep" || isAsleep && path != "/wake_up"
            return .whole(HTTPResponse(body: "{}"))
        case ("GET", "/is_sleeping"): return .whole(HTTPResponse(body: "{\"is_sleeping\":\(isAsleep)}"))
        case ("GET", "/health"): return .whole(HTTPResponse(body: #"{"status":"ok"}"#))
        case ("GET", "/v1/models"): return .whole(HTTPResponse(body: modelList))
        case ("POST", "/v1/chat/completions"): return generate(request, ChatDialect())
        case ("POST", "/v1/completions"): return generate(request, CompletionDialect())
        case ("POST", "/v1/responses"): return generate(request, ResponsesDialect())
        case ("POST", "/v1/messages"): return generate(request, MessagesDialect())
        case ("POST", "/v1/embeddings"): return embed(request)
        default: return .whole(.error(404, "there is no \(request.method) \(path)"))
        }
    }

    private var modelList: String {
        let models = options.models.map { name in
            "{\"id\":\(name.quoted),\"object\":\"model\",\"created\":\(Generation.created),\"owned_by\":\"scripted\"}"
        }
        return "{\"object\":\"list\",\"data\":[\(models.joined(separator: ","))]}"
    }

    private func generate(_ request: HTTPRequest, _ dialect: any Dialect) -> Answer {
        statistics.last = request
        guard let fields = Self.fields(of: request) else { return .whole(.error(400, "the body is no JSON object")) }
        guard let model = fields["model"]?.string else { return .whole(.error(400, "`model` is missing")) }
        var script = options.script
        script.textSeed = fields["seed"]?.integer
        do throws(Script.Failure) {
            for text in [request.header("x-script"), fields["x_script"]?.string] {
                if let text { try script.apply(text) }
            }
        } catch { return .whole(.error(400, error.description)) }
        script.fault = script.fault ?? rollFault()
        let limit = ["max_completion_tokens", "max_output_tokens", "max_tokens"].compactMap { fields[$0]?.integer }
            .first
        let count = max(1, min(script.tokens, limit ?? .max))
        let generation = Generation(
            model: model,
            number: nextNumber(),
            script: script,
            count: count,
            isCutOff: count < script.tokens,
            promptTokens: Self.tokens(in: request),
            isStreamed: fields["stream"]?.isTrue ?? false,
            tellsUsage: fields["stream_options"]?.members["include_usage"]?.isTrue ?? false,
            function: Self.function(fields)
        )
        return .generated(generation, dialect)
    }

    private func embed(_ request: HTTPRequest) -> Answer {
        statistics.last = request
        guard let fields = Self.fields(of: request), let model = fields["model"]?.string, let input = fields["input"]
        else { return .whole(.error(400, "`model` or `input` is missing")) }
        let texts = input.elements
        // A list of numbers is one text, in tokens.
        let isList = texts.first.map { $0.integer == nil } ?? false
        let embeddings = Embeddings(
            model: model,
            inputs: isList ? texts.count : 1,
            dimensions: min(max(1, fields["dimensions"]?.integer ?? 8), 4096),
            isBase64: fields["encoding_format"]?.string == "base64",
            seed: abs((fields["seed"]?.integer ?? 0) % 1000),
            promptTokens: Self.tokens(in: request)
        )
        return .whole(HTTPResponse(body: embeddings.body))
    }

    private static func fields(of request: HTTPRequest) -> [String: JSONScan]? {
        guard let value = JSONScan(Array(request.body.readableBytesView)), value.isObject else { return nil }
        return value.members
    }

    /// Four bytes are one.
    private static func tokens(in request: HTTPRequest) -> Int { max(1, request.body.readableBytes / 4) }

    /// The first tool there is, under the name that either API has for it.
    private static func function(_ fields: [String: JSONScan]) -> String? {
        guard fields["tool_choice"]?.string != "none", let tool = fields["tools"]?.elements.first?.members else {
            return nil
        }
        return (tool["name"] ?? tool["function"]?.members["name"])?.string
    }
}
