import Crypto
import Foundation
import TestSupport
import Testing

/// Answers that are as they should be.
@Suite struct AnswerTests {
    private let server: RunningServer

    init() throws { server = try RunningServer("--model", "small", "--model", "large") }

    private func text(_ count: Int, seed: String = "") -> String {
        (0..<count).map { "t\($0)\(seed)" }.joined(separator: " ")
    }

    @Test func chatIsTheSameWholeAndStreamed() throws {
        let whole = try server.post("/v1/chat/completions", #"{"model":"any","messages":[],"seed":7}"#)
        #expect(whole.status == 200)
        #expect(whole.headers.contains("x-served-by: \(server.port)"))
        #expect(try whole.object()["model"] as? String == "any")
        #expect(whole.body.contains("\"content\":\"\(text(16, seed: ".7"))\""))
        #expect(whole.body.contains(#""finish_reason":"stop""#))

        let streamed = try server.post(
            "/v1/chat/completions",
            #"{"model":"any","messages":[],"seed":7,"stream":true,"stream_options":{"include_usage":true}}"#
        )
        #expect(streamed.headers.contains("content-type: text/event-stream"))
        #expect(streamed.events.last == "[DONE]")
        let objects = try streamed.objects()
        let choices = objects.compactMap { ($0["choices"] as? [[String: Any]])?.first }
        let deltas = choices.compactMap { $0["delta"] as? [String: Any] }
        #expect(deltas.first?["role"] as? String == "assistant")
        #expect(deltas.compactMap { $0["content"] as? String }.joined() == text(16, seed: ".7"))
        #expect(choices.last?["finish_reason"] as? String == "stop")
        #expect((objects.last?["usage"] as? [String: Any])?["completion_tokens"] as? Int == 16)
        #expect(objects.count == choices.count + 1)
    }

    @Test func aLimitCutsTheAnswer() throws {
        let reply = try server.post("/v1/completions", #"{"model":"m","prompt":"x","max_tokens":2,"stream":true}"#)
        let choices = try reply.objects().compactMap { ($0["choices"] as? [[String: Any]])?.first }
        #expect(choices.compactMap { $0["text"] as? String }.joined() == "t0 t1")
        #expect(choices.last?["finish_reason"] as? String == "length")
    }

    @Test func toolsAreCalled() throws {
        let body = #"{"model":"m","max_tokens":2,"tools":[{"type":"function","function":{"name":"look_up"}}]"#
        let whole = try server.post("/v1/chat/completions", body + "}")
        #expect(whole.body.contains(#""name":"look_up","arguments":"{\"text\":\"t0 t1\"}""#))
        let streamed = try server.post("/v1/chat/completions", body + #","stream":true}"#)
        let calls = try streamed.objects().compactMap { object in
            ((object["choices"] as? [[String: Any]])?.first?["delta"] as? [String: Any])?["tool_calls"]
                as? [[String: Any]]
        }
        let functions = calls.compactMap { $0.first?["function"] as? [String: Any] }
        #expect(functions.first?["name"] as? String == "look_up")
        #expect(functions.compactMap { $0["arguments"] as? String }.joined() == #"{"text":"t0 t1"}"#)
        let none = try server.post("/v1/chat/completions", body + #","tool_choice":"none"}"#)
        #expect(none.body.contains(#""content":"t0 t1""#))
    }

    @Test(arguments: [false, true])
    func responsesAreNumbered(withTool: Bool) throws {
        let tools = withTool ? #","tools":[{"type":"function","name":"f"}]"# : ""
        let reply = try server.post("/v1/responses", #"{"model":"m","input":"x","stream":true\#(tools)}"#)
        let objects = try reply.objects()
        #expect(objects.compactMap { $0["sequence_number"] as? Int } == Array(0..<objects.count))
        let names = reply.body.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
        #expect(names == objects.compactMap { $0["type"] as? String })
        #expect(names.first == "response.created" && names.last == "response.completed")
        let written = objects.compactMap { $0["delta"] as? String }.joined()
        #expect(written == (withTool ? "{\"text\":\"\(text(16))\"}" : text(16)))
        let whole = try server.post("/v1/responses", #"{"model":"m","input":"x"\#(tools)}"#).object()
        #expect(whole["status"] as? String == "completed")
        #expect((whole["output"] as? [Any])?.count == 1)
    }

    @Test(arguments: [false, true])
    func messages(withTool: Bool) throws {
        let tools = withTool ? #","tools":[{"name":"f"}]"# : ""
        let body = #"{"model":"m","max_tokens":100,"messages":[]\#(tools)"#
        let objects = try server.post("/v1/messages", body + #","stream":true}"#).objects()
        let deltas = objects.compactMap { $0["delta"] as? [String: Any] }
        let written = deltas.compactMap { ($0["text"] ?? $0["partial_json"]) as? String }.joined()
        #expect(written == (withTool ? "{\"text\":\"\(text(16))\"}" : text(16)))
        #expect(deltas.last?["stop_reason"] as? String == (withTool ? "tool_use" : "end_turn"))
        #expect(objects.last?["type"] as? String == "message_stop")
        let whole = try server.post("/v1/messages", body + "}").object()
        let block = try #require((whole["content"] as? [[String: Any]])?.first)
        #expect(block["type"] as? String == (withTool ? "tool_use" : "text"))
    }

    @Test func embeddings() throws {
        let reply = try server.post("/v1/embeddings", #"{"model":"m","input":["a","b"],"dimensions":3}"#)
        let data = try #require(reply.object()["data"] as? [[String: Any]])
        #expect(data.map { $0["embedding"] as? [Double] } == [[-1, -0.75, -0.5], [-0.75, -0.5, -0.25]])
        let body = #"{"model":"m","input":"a","dimensions":1,"encoding_format":"base64"}"#
        let packed = try server.post("/v1/embeddings", body)
        // -1 as a float of 32 bits, the lowest byte first.
        #expect(packed.body.contains("\"embedding\":\"\(Data([0, 0, 0x80, 0xBF]).base64EncodedString())\""))
    }

    @Test func modelsAreListed() throws {
        let data = try #require(server.get("/v1/models").object()["data"] as? [[String: Any]])
        #expect(data.map { $0["id"] as? String } == ["small", "large"])
        #expect(try server.get("/v1/nothing").status == 404)
        #expect(try server.post("/health", "").status == 404)
    }

    @Test func statisticsTellWhatCame() throws {
        let body = Data("{\"model\": \"m\",\n \"x\": \"\(String(repeating: "é🧵", count: 200_000))\"}".utf8)
        try withTemporaryFolder { folder in
            try body.write(to: URL(filePath: "\(folder)/body"))
            for option in ["X-One: 1", "Transfer-Encoding: chunked"] {
                let path = "/v1/chat/completions?a=b"
                #expect(try server.post(path, data: "@\(folder)/body", "-H", option).status == 200)
            }
        }
        let last = try server.statistics().last
        #expect(last.method == "POST" && last.target == "/v1/chat/completions?a=b")
        #expect(last.headers.contains(["Transfer-Encoding", "chunked"]))
        #expect(last.length == body.count)
        #expect(last.sha256 == SHA256.hash(data: body).map { String(format: "%02x", $0) }.joined())
    }

    @Test func aClientThatLeavesIsCounted() throws {
        let reply = try server.post(
            "/v1/chat/completions",
            #"{"model":"m","stream":true,"x_script":"tokens=1000,tokens-per-second=1"}"#,
            patience: 0.5
        )
        #expect(reply.code == 28)
        #expect(reply.events.count >= 1)
        let deadline = Date.now.addingTimeInterval(20)
        while try server.statistics().in_flight > 0, Date.now < deadline {}
        let statistics = try server.statistics()
        #expect(statistics.started == 1 && statistics.cancelled == 1 && statistics.finished == 0)
    }

    @Test func tokensKeepTheirTime() throws {
        let body = #"{"model":"m","stream":true,"x_script":"tokens=10,tokens-per-second=50,first-token-ms=200"}"#
        let begin = ContinuousClock.now
        #expect(try server.post("/v1/completions", body).events.last == "[DONE]")
        // The last token comes nine fiftieths of a second after the first.
        #expect(ContinuousClock.now - begin >= .milliseconds(380))
    }

    @Test func aLongAnswerIsWhole() throws {
        let body = #"{"model":"m","stream":true,"x_script":"tokens=20000"}"#
        let reply = try server.post("/v1/completions", body)
        let texts = try reply.objects().compactMap { ($0["choices"] as? [[String: Any]])?.first?["text"] as? String }
        #expect(texts.joined() == text(20000))
    }

    @Test(arguments: [
        ("", "no JSON object"), ("[]", "no JSON object"), ("{\"model\":\"m\"", "no JSON object"),
        ("{}", "`model` is missing"),
        (#"{"model":"m","x_script":"tokens"}"#, "is not `name=value`"),
        (#"{"model":"m","x_script":"speed=1"}"#, "knows no `speed`"),
        (#"{"model":"m","x_script":"fault=sleep"}"#, "no fault `sleep`"),
        (#"{"model":"m","x_script":"tokens=-1"}"#, "from 0 to"),
    ])
    func badRequestsAreTold(body: String, message: String) throws {
        let reply = try server.post("/v1/chat/completions", body)
        #expect(reply.status == 400)
        #expect(reply.body.contains(message), "\(reply.body)")
    }
}
