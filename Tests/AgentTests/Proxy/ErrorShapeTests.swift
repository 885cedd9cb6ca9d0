import AgentConfig
import TestSupport
import Testing

/// Every error has the shape of the API that was spoken.
@Suite(.timeLimit(.minutes(5))) struct ErrorShapeTests {
    @Test func allOfThem() async throws {
        var fleet = TestFleet(
            .init("m"),
            TestFleet.Model("small").with { $0.contextTokens = 10 },
            TestFleet.Model("plain").with { $0.capabilities = [.chat] },
            TestFleet.Model("never", "--load-seconds", "600").with { ($0.min, $0.queueSeconds) = (0, 0.1) },
            .init("down", "--fault", "500=1")
        )
        fleet.tenants = [
            .init(name: "all", priority: 1), .init(name: "few", models: ["small"], priority: 1),
            .init(name: "limited", priority: 1, requestsPerMinute: 1),
        ]
        fleet.clientTimeout = 5
        let cases: [(String, key: String, body: String, status: Int)] = [
            ("no key", "", #"{"model":"m","messages":[]}"#, 401),
            ("wrong key", "x", #"{"model":"m","messages":[]}"#, 401),
            ("no JSON", "all", #"{"model":"m","messages":["#, 400),
            ("no object", "all", "[]", 400),
            ("empty", "all", "", 400),
            ("no model", "all", "{}", 400),
            ("a number", "all", #"{"model":1}"#, 400),
            ("two models", "all", #"{"model":"m","model":"n"}"#, 400),
            ("unknown", "all", #"{"model":"unknown","messages":[]}"#, 404),
            ("forbidden", "few", #"{"model":"m","messages":[]}"#, 403),
            (
                "too long", "all",
                #"{"model":"small","messages":[{"role":"user","content":"\#(String(repeating: "word ", count: 99))"}]}"#,
                400
            ),
            (
                "incapable", "all",
                #"{"model":"plain","messages":[],"tools":[{"type":"function","name":"f","function":{"name":"f"}}]}"#,
                400
            ),
            ("cold", "all", #"{"model":"never","messages":[]}"#, 503),
            ("down", "all", #"{"model":"down","messages":[]}"#, 502),
            ("first of a minute", "limited", #"{"model":"m","messages":[]}"#, 200),
            ("second of a minute", "limited", #"{"model":"m","messages":[]}"#, 429),
        ]
        try await withAgent(fleet, keys: ["all": "all", "few": "few", "limited": "limited", "limited2": "limited"]) {
            agent in
            for path in ["/v1/chat/completions", "/v1/responses", "/v1/messages"] {
                for (name, key, body, status) in cases
                where path == "/v1/chat/completions" || !name.hasSuffix("a minute") {
                    let header =
                        key.isEmpty
                        ? "X-None: 1" : path == "/v1/messages" ? "X-Api-Key: \(key)" : "Authorization: Bearer \(key)"
                    let answer = try await agent.post(path, body, header)
                    let context = Comment(rawValue: "\(path), \(name): \(answer.status) \(answer.text)")
                    #expect(answer.status == status, context)
                    #expect(answer["content-type"] == "application/json", context)
                    #expect(answer["x-request-id"]?.isEmpty == false, context)
                    guard status != 200 else { continue }
                    #expect((answer.error["message"] as? String)?.isEmpty == false, context)
                    if path == "/v1/messages" {
                        #expect(answer.json["type"] as? String == "error", context)
                        #expect(answer.json.count == 2 && answer.error.count == 2, context)
                    } else {
                        #expect(Set(answer.error.keys) == ["message", "type", "param", "code"], context)
                    }
                    if [429, 503].contains(status) { #expect(answer["retry-after"] != nil, context) }
                }
            }
        }
    }
}
