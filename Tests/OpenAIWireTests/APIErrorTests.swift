import AgentConfig
import Foundation
import Testing

@testable import OpenAIWire

@Suite struct APIErrorTests {
    private static let all: [APIError] = [
        .unknownPath("/v2/chat?x=1"), .methodNotAllowed("GET", on: "/v1/completions", allowed: ["POST"]),
        .bodyTooLarge(most: 20_000_000), .unknownModel("gpt", known: ["qwen", "gemma"]),
        .contextTooLong(needed: 9000, most: 8192), .incapable("auto", missing: [.tools, .vision]), .missingKey,
        .invalidKey,
        .forbiddenModel("qwen"), .rateLimited(.requests, perMinute: 60, retryAfter: 7),
        .tooManyAtOnce(limit: 4, retryAfter: 1),
        .queueFull("qwen", waiting: 100, retryAfter: 5), .coldStart("qwen", waited: 60, retryAfter: 30),
        .noFreeReplica("qwen", waited: 60, retryAfter: 1), .noRoomForBody(retryAfter: 1),
        .upstreamFailed("qwen", "it closed the connection"), .upstreamTimeout("qwen", seconds: 300),
        .draining(retryAfter: 5),
        APIError(RequestFault(.missingModel, at: 0)),
    ]

    @Test func statusesAndCodes() {
        #expect(
            Self.all.map { "\($0.status) \($0.code ?? "-") \($0.type.rawValue)" } == [
                "404 unknown_url invalid_request_error", "405 method_not_allowed invalid_request_error",
                "413 request_too_large invalid_request_error", "404 model_not_found invalid_request_error",
                "400 context_length_exceeded invalid_request_error", "400 unsupported_capability invalid_request_error",
                "401 invalid_api_key invalid_request_error", "401 invalid_api_key invalid_request_error",
                "403 model_not_allowed invalid_request_error", "429 rate_limit_exceeded requests",
                "429 rate_limit_exceeded requests", "429 queue_full requests", "503 model_starting server_error",
                "503 queue_timeout server_error", "503 no_room_for_body server_error",
                "502 upstream_failed server_error", "504 upstream_timeout server_error", "503 draining server_error",
                "400 missing_required_parameter invalid_request_error",
            ]
        )
        // Who may come again is told when.
        #expect(Self.all.filter { $0.retryAfter != nil }.allSatisfy { [429, 503].contains($0.status) })
        #expect(Self.all.filter { [429, 503].contains($0.status) }.allSatisfy { $0.retryAfter != nil })
    }

    @Test func messagesHelp() {
        #expect(
            APIError.unknownModel("gema", known: ["qwen", "gemma"]).message
                == "The model `gema` does not exist. Did you mean `gemma`?"
        )
        #expect(
            APIError.unknownModel("gpt-4o", known: ["qwen", "gemma"]).message
                == "The model `gpt-4o` does not exist. There are gemma and qwen."
        )
        #expect(
            APIError.unknownModel("x", known: []).message
                == "The model `x` does not exist. There are none that you may use."
        )
        #expect(
            APIError.coldStart("qwen", waited: 60, retryAfter: 1).message
                == "`qwen` is still starting after 60 seconds. Try again in 1 second."
        )
        let harmful = APIError.unknownModel("\u{1B}[31m\u{202E}" + String(repeating: "x", count: 5000), known: [])
        #expect(harmful.message.utf8.count < 300)
        #expect(!harmful.message.contains("\u{1B}") && !harmful.message.contains("\u{202E}"))
    }

    @Test func bodiesAreOpenAIs() throws {
        let error = APIError(404, .invalidRequest, "a \"b\" \\ \n\u{1}é😀\u{2028}", param: "model", code: "c")
        #expect(
            text(error.body(.chat))
                == #"{"error":{"message":"a \"b\" \\ \n\u0001é😀\#u{2028}","type":"invalid_request_error","param":"model","code":"c"}}"#
        )
        #expect(
            text(APIError(502, .server, "x").body(.responses))
                == #"{"error":{"message":"x","type":"server_error","param":null,"code":null}}"#
        )
    }

    @Test(arguments: [
        (400, "invalid_request_error"), (401, "authentication_error"), (403, "permission_error"),
        (404, "not_found_error"),
        (405, "invalid_request_error"), (413, "request_too_large"), (429, "rate_limit_error"), (502, "api_error"),
        (503, "overloaded_error"), (504, "timeout_error"),
    ])
    func bodiesAreAnthropics(status: Int, type: String) {
        #expect(
            text(APIError(status, .server, "a\"b").body(.messages))
                == #"{"type":"error","error":{"type":"\#(type)","message":"a\"b"}}"#
        )
    }

    @Test func eventsAreOfTheirAPI() {
        let error = APIError.upstreamFailed("qwen", "it \"died\"\n")
        #expect(
            text(error.event(.chat))
                == #"data: {"error":{"message":"The server of `qwen` failed: it \"died\"\n.","type":"server_error","param":null,"code":"upstream_failed"}}"#
                + "\n\n"
        )
        #expect(
            text(error.event(.messages))
                == "event: error\n"
                + #"data: {"type":"error","error":{"type":"api_error","message":"The server of `qwen` failed: it \"died\"\n."}}"#
                + "\n\n"
        )
        #expect(
            text(error.event(.responses, sequence: 7))
                == "event: error\n"
                + #"data: {"type":"error","code":"upstream_failed","message":"The server of `qwen` failed: it \"died\"\n.","param":null,"sequence_number":7}"#
                + "\n\n"
        )
    }

    /// Every error of every API is JSON, and in a stream a whole event that says that it failed.
    @Test func allAreWellFormed() throws {
        for error in Self.all {
            for dialect in Dialect.allCases {
                let body = try JSONSerialization.jsonObject(with: Data(error.body(dialect))) as? [String: Any]
                let inner = try #require(body?["error"] as? [String: Any])
                #expect(inner["message"] as? String == error.message)
                var stream = EventStream()
                let event = error.event(dialect, sequence: 3)
                #expect(stream.consume(event.span.bytes) == event.count)
                #expect(stream.hasFailed && stream.isAtBoundary && !stream.isDone && !stream.hasContent)
            }
        }
    }
}
