import AgentConfig
import Testing

@testable import OpenAIWire

@Suite struct EndpointTests {
    @Test(arguments: [
        ("POST", "/v1/chat/completions", Endpoint.chatCompletions),
        ("POST", "/v1/completions", .completions),
        ("POST", "/v1/embeddings", .embeddings),
        ("POST", "/v1/responses", .responses),
        ("GET", "/v1/responses/resp_1", .response(id: "resp_1", .get)),
        ("GET", "/v1/responses/resp_1?stream=true", .response(id: "resp_1", .get)),
        ("DELETE", "/v1/responses/resp_1", .response(id: "resp_1", .delete)),
        ("POST", "/v1/responses/resp_1/cancel", .response(id: "resp_1", .cancel)),
        ("GET", "/v1/responses/resp_1/input_items", .response(id: "resp_1", .inputItems)),
        ("POST", "/v1/responses/input_tokens", .opaque(.inputTokens)),
        ("POST", "/v1/responses/compact", .opaque(.compact)),
        ("POST", "/v1/messages", .messages),
        ("POST", "/v1/messages?beta=true", .messages),
        ("POST", "/v1/messages/count_tokens", .countTokens),
        ("GET", "/v1/models", .models),
        ("GET", "/v1/models?limit=20", .models),
        ("GET", "/v1/models/qwen", .model("qwen")),
        // Both ways to write a name with a slash, and a blank.
        ("GET", "/v1/models/Qwen/Qwen3-8B", .model("Qwen/Qwen3-8B")),
        ("GET", "/v1/models/Qwen%2FQwen3%208B", .model("Qwen/Qwen3 8B")),
        ("POST", "/v1/rerank", .opaque(.rerank)),
        ("POST", "/rerank", .opaque(.rerankUnversioned)),
        ("POST", "/v1/score", .opaque(.score)),
        ("POST", "/v1/moderations", .opaque(.moderations)),
        ("POST", "/tokenize", .opaque(.tokenize)),
        ("POST", "/v1/audio/speech", .opaque(.speech)),
        ("POST", "/v1/images/generations", .opaque(.images)),
        // What base URLs with a slash at their end make of a path.
        ("POST", "//v1//chat/completions", .chatCompletions),
        ("POST", "/v1/chat/completions/", .chatCompletions),
        ("POST", "/v1/chat/completions?api-version=1", .chatCompletions),
        ("POST", "/v1/%63hat/completions", .chatCompletions),
    ])
    func finds(method: String, target: String, endpoint: Endpoint) throws {
        let found = try Endpoint(method: method, target: target)
        #expect(found == endpoint)
        // What engines are asked for means the same.
        #expect(try Endpoint(method: found.method, target: found.path) == endpoint)
    }

    @Test(arguments: [
        "", "*", "v1/models", "/", "/v1", "/v2/chat/completions", "/v1/chat", "/v1/chat/completions/1",
        "http://host/v1/models",
        // Nothing that one server may read otherwise than another.
        "/v1/../v1/models", "/v1/models/..", "/v1/./models", "/v1/%2e%2e/v1/models", "/v1/models/%2E",
        "/v1/models/a%00b",
        "/v1/models/a%0d%0ab", "/v1/models/a b", "/v1/models/a\u{7F}", "/v1/models/%", "/v1/models/%4",
        "/v1/models/%zz",
        "/v1/models/%ff", "/v1\\models", "/v1/chat%2Fcompletions", "/v1/responses/a%2Fb", "/v1/responses/a%20b",
        "/v1/responses/resp_1/other",
        "/v1/models/" + String(repeating: "a", count: 3000),
        // These have no JSON body with a model.
        "/v1/audio/transcriptions", "/v1/images/edits", "/v1/files", "/v1/batches", "/v1/fine_tuning/jobs",
    ])
    func refuses(target: String) {
        for method in ["GET", "POST"] {
            let error = #expect(throws: APIError.self) { try Endpoint(method: method, target: target) }
            #expect(error?.status == 404)
            #expect(error?.code == "unknown_url")
            #expect(error?.message.contains("/v1/chat/completions, /v1/completions") == true)
            #expect((error?.message.utf8.count ?? 0) < 1000)
        }
    }

    @Test(arguments: [
        ("GET", "/v1/chat/completions", ["POST"]), ("POST", "/v1/models", ["GET"]), ("DELETE", "/v1/models/a", ["GET"]),
        ("PUT", "/v1/responses/resp_1", ["GET", "DELETE"]), ("get", "/v1/models", ["GET"]),
        ("GET", "/v1/responses/resp_1/cancel", ["POST"]),
    ])
    func namesTheMethods(method: String, target: String, allowed: [String]) {
        let error = #expect(throws: APIError.self) { try Endpoint(method: method, target: target) }
        #expect(error?.status == 405)
        #expect(error?.allowed == allowed)
    }

    @Test(arguments: [
        ("/chat/completions", "/v1/chat/completions"), ("/v1/chat/completion", "/v1/chat/completions"),
        ("/v1/message", "/v1/messages"), ("/models?x=1", "/v1/models"),
    ])
    func suggests(target: String, meant: String) {
        let error = #expect(throws: APIError.self) { try Endpoint(method: "POST", target: target) }
        #expect(error?.message.contains("Did you mean \(meant)?") == true)
    }

    @Test func knowsWhatModelsMustBeAbleToDo() throws {
        let expected: [(String, RouterConfig.Capability?, Dialect, Bool)] = [
            ("/v1/chat/completions", .chat, .chat, true), ("/v1/completions", .completions, .chat, true),
            ("/v1/embeddings", .embeddings, .chat, true), ("/v1/responses", .chat, .responses, true),
            ("/v1/messages", .chat, .messages, true), ("/v1/messages/count_tokens", .chat, .messages, true),
            ("/v1/rerank", nil, .chat, true), ("/v1/responses/r/cancel", nil, .responses, false),
        ]
        for (target, capability, dialect, hasModel) in expected {
            let endpoint = try Endpoint(method: "POST", target: target)
            #expect(endpoint.capability == capability)
            #expect(endpoint.dialect == dialect)
            #expect(endpoint.hasModelInBody == hasModel)
        }
        #expect(try !Endpoint(method: "GET", target: "/v1/models").hasModelInBody)
    }

    @Test func escapesTheNamesOfModels() {
        #expect(Endpoint.model("Qwen/Qwen3 8B?#%é").path == "/v1/models/Qwen%2FQwen3%208B%3F%23%25%C3%A9")
    }
}
