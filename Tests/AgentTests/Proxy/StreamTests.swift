import Agent
import AgentConfig
import Foundation
import TestSupport
import Testing

/// Streams of events: the same bytes as the server's, at once, and never a clean end of what has failed.
@Suite(.timeLimit(.minutes(5))) struct StreamTests {
    static let paths = ["/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages"]

    private func body(_ script: String) -> String {
        #"{"model":"m","messages":[],"input":"a","prompt":"a","max_tokens":100000,"stream":true,"x_script":"\#(script)"}"#
    }

    @Test(arguments: paths, ["tokens=30", "tokens=30, fault=split", "tokens=2000", "tokens=1"])
    func theSameBytes(path: String, script: String) async throws {
        try await withAgent { agent in
            let address = try await agent.server()
            let direct = try await RawConnection.open(address)
            try await direct.post(path, body(script))
            let expected = try await direct.answer()
            let answer = try await agent.post(path, body(script))
            #expect(answer.status == 200)
            #expect(answer["content-type"]?.hasPrefix("text/event-stream") == true)
            // Answers are numbered.
            let renumbered = ["chatcmpl-", "cmpl-", "resp_", "msg_", "item_"].reduce(expected.text) {
                $0.replacing("\"\($1)1\"", with: "\"\($1)2\"")
            }
            #expect(answer.text == renumbered)
            for chunk in answer.chunks { #expect(chunk.suffix(2).elementsEqual("\n\n".utf8), "half an event") }
        }
    }

    @Test func eventsComeAsTheyAreMade() async throws {
        try await withAgent { agent in
            let connection = try await agent.connect()
            // More than an hour until its end.
            try await connection.post("/v1/chat/completions", body("tokens=100000, tokens-per-second=20"))
            for token in 0..<6 {
                try await connection.receive(through: #""content":"\#(token == 0 ? "" : " ")t\#(token)""#)
            }
            #expect(try await agent.statistics().in_flight == 1)
            await connection.close()
        }
    }

    @Test(arguments: paths, ["close", "bad-chunk", "wrong-length"])
    func whatBreaksInTheMiddleEndsInAnError(path: String, fault: String) async throws {
        try await withAgent { agent in
            let answer = try await agent.post(path, body("tokens=9, after=4, fault=\(fault)"))
            #expect(answer.status == 200)
            for token in ["t0", " t1", " t2", " t3"] { #expect(answer.text.contains("\"\(token)\""), "\(token)") }
            #expect(!answer.text.contains(" t4"))
            for end in ["[DONE]", "message_stop", "response.completed", "\"finish_reason\":\"stop\""] {
                #expect(!answer.text.contains(end))
            }
            let last = answer.text.split(separator: "\n\n").last ?? ""
            switch path {
            case "/v1/messages":
                #expect(last.hasPrefix("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\""))
            case "/v1/responses":
                #expect(last.hasPrefix("event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_failed\""))
            default: #expect(last.hasPrefix("data: {\"error\":{\"message\":\"The server of `m` failed: "))
            }
            #expect(answer.text.hasSuffix("\n\n"))
            #expect(try await agent.metric(#"spindle_requests_total{model="m",tenant="",status="502"}"#) == 1)
        }
    }

    @Test func aServerThatIsKilledInTheMiddle() async throws {
        try await withAgent { agent in
            let answer = try await agent.post("/v1/chat/completions", body("tokens=9, after=4, fault=exit"))
            #expect(answer.text.contains("it closed the connection"), "\(answer.text)")
            #expect(!answer.text.contains("[DONE]"))
            // It is started again at once.
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
        }
    }

    @Test func aStreamThatStandsStill() async throws {
        try await withAgent(change: { $0.options.stall = 0.3 }) { agent in
            let answer = try await agent.post("/v1/chat/completions", body("tokens=9, after=4, fault=stall"))
            #expect(answer.text.contains("\" t3\""))
            #expect(answer.text.contains("\"code\":\"upstream_timeout\""))
            #expect(!answer.text.contains("[DONE]"))
            try await agent.eventually("it is cancelled") { try await agent.statistics().cancelled == 1 }
        }
    }

    @Test func aStreamThatGoesOnForTooLong() async throws {
        try await withAgent(TestFleet(TestFleet.Model("m").with { $0.longestStream = 0.3 })) { agent in
            let answer = try await agent.post("/v1/chat/completions", body("tokens=100000, tokens-per-second=50"))
            #expect(answer.text.contains("\"t0\""))
            #expect(answer.text.contains("\"code\":\"upstream_timeout\""))
        }
    }

    /// What a server says itself of its failure is the client's to read.
    @Test(arguments: paths)
    func errorsOfTheServerAreItsOwn(path: String) async throws {
        try await withAgent { agent in
            let answer = try await agent.post(path, body("tokens=9, after=4, fault=error-event"))
            #expect(answer.text.components(separatedBy: "a scripted failure").count == 2)
            #expect(!answer.text.contains("upstream_failed"))
        }
    }

    // MARK: While a model starts

    private func slow(_ seconds: Double) -> TestFleet {
        TestFleet(TestFleet.Model("m", "--load-seconds", "\(seconds)").with { $0.min = 0 })
    }

    @Test(arguments: paths)
    func commentsWhileAModelStarts(path: String) async throws {
        try await withAgent(slow(0.8), change: { $0.options.heartbeat = 0.1 }) { agent in
            let answer = try await agent.post(path, body("tokens=9, fault=split"))
            #expect(answer.status == 200)
            let events = answer.text.components(separatedBy: "\n\n")
            let comments = events.prefix { $0.hasPrefix(": ") }
            #expect(comments.count >= 3)
            #expect(comments.first?.hasPrefix(": m is starting") == true)
            #expect(!events.dropFirst(comments.count).contains { $0.contains(": m is") })
            #expect(answer.text.contains(" t8·é🧵"))
            #expect(answer["x-spindle-start"] == "waited")
        }
    }

    /// The status has been sent by then, so that the error is an event.
    @Test func anErrorOfTheServerAfterComments() async throws {
        try await withAgent(slow(0.5), change: { $0.options.heartbeat = 0.1 }) { agent in
            let answer = try await agent.post("/v1/chat/completions", body("tokens=nonsense"))
            let last = answer.text.split(separator: "\n\n").last ?? ""
            #expect(last.hasPrefix("data: {"), "\(answer.text)")
            #expect(last.contains("must be a whole number"))
            #expect(answer.text.hasSuffix("\n\n"))
        }
    }

    @Test func anErrorOfTheAgentAfterComments() async throws {
        var fleet = slow(600)
        fleet.models[0].queueSeconds = 0.5
        try await withAgent(fleet, change: { $0.options.heartbeat = 0.1 }) { agent in
            for path in StreamTests.paths {
                let answer = try await agent.post(path, body("tokens=9"))
                #expect(answer.status == 200)
                #expect(answer.text.contains("is still starting after"))
                #expect(answer.text.components(separatedBy: "\n\n").dropLast().last?.contains("data: {") == true)
            }
        }
    }

    @Test func aColdStartThatTakesTooLong() async throws {
        var fleet = slow(600)
        fleet.models[0].queueSeconds = 0.2
        try await withAgent(fleet) { agent in
            for stream in ["true", "false"] {
                let answer = try await agent.chat(#"{"model":"m","messages":[],"stream":\#(stream)}"#)
                #expect(answer.status == 503)
                #expect(answer.errorCode == "model_starting")
                #expect(answer["retry-after"].flatMap(Int.init).map { $0 >= 1 } == true)
            }
        }
    }
}
