import Agent
import AgentConfig
import Foundation
import TestSupport
import Testing

/// What a model server gets of what a client sends, and the other way round.
@Suite(.timeLimit(.minutes(5))) struct ForwardingTests {
    /// Bodies as clients may write them, each with `M` where the name stands.
    static let bodies = [
        #"{"model":"M","messages":[]}"#,
        #"{"messages":[{"role":"user","content":"1 or 1.0?"}],"temperature":1,"top_p":1.0,"seed":1e0,"model":"M"}"#,
        #"{"b":1,"a":{"z":[],"y":{}},"unknown":[1.50,-0,1E+2,12345678901234567890],"model":"M","messages":[]}"#,
        "{\n\t\"model\" :\t\"M\" ,\r\n \"messages\": [ ] }\n",
        #"{"messages":[{"content":"\u00e9\ud83e\uddf5\/\\\u0000","role":"user"}],"model":"M","x":"é🧵  "}"#,
        #"{"model":"M","messages":[{"role":"user","content":"\"model\":\"other\""}],"metadata":{"model":"other"}}"#,
        #"{"tools":[{"function":{"name":"b"}},{"function":{"name":"a"}}],"model":"M","guided_regex":"\\d+","messages":[]}"#,
    ]

    @Test(arguments: bodies)
    func theBodyIsTheClientsButForTheModel(template: String) async throws {
        let fleet = TestFleet(
            TestFleet.Model("m").with {
                $0.aliases = ["short"]
                $0.adapters = ["tuned": "base-of-\"é"]
            }
        )
        try await withAgent(fleet) { agent in
            for (name, upstream) in [("m", "m"), ("short", "m"), ("tuned", #"base-of-\"é"#)] {
                let answer = try await agent.chat(template.replacing("M", with: name, maxReplacements: 1))
                #expect(answer.status == 200, "\(answer.text)")
                let last = try await agent.statistics().last
                let expected = template.replacing("M", with: upstream, maxReplacements: 1)
                #expect(last.sha256 == expected.sha256, "\(name)")
                #expect(last["content-length"] == ["\(expected.utf8.count)"])
            }
        }
    }

    /// The name may be spelled with escapes; what is sent is the name that it means.
    @Test func aNameWithEscapes() async throws {
        try await withAgent { agent in
            try await agent.ready()
            #expect(try await agent.chat(#"{"model":"\u006d","messages":[]}"#).status == 200)
            #expect(try await agent.statistics().last.sha256 == #"{"model":"m","messages":[]}"#.sha256)
        }
    }

    @Test func headersThatGoOnAndHeadersThatDoNot() async throws {
        try await withAgent { agent in
            let answer = try await agent.chat(
                ForwardingTests.bodies[0].replacing("M", with: "m"),
                "X-Request-Id: mine",
                "traceparent: 00-1-2-01",
                "tracestate: a=b",
                "Authorization: Bearer sk",
                "X-Api-Key: sk",
                "Cookie: a=b",
                "Connection: close, X-Hop",
                "X-Hop: 1",
                "TE: trailers",
                "Keep-Alive: 3",
                "Proxy-Authorization: x",
                "Accept-Encoding: gzip",
                "X-Mine: \u{e9}",
                "X-Mine: 2",
                "User-Agent: test"
            )
            #expect(answer.status == 200)
            #expect(answer["x-request-id"] == "mine")
            let last = try await agent.statistics().last
            #expect(last["x-request-id"] == ["mine"])
            #expect(last["traceparent"] == ["00-1-2-01"])
            #expect(last["tracestate"] == ["a=b"])
            #expect(last["x-mine"] == ["\u{e9}", "2"])
            #expect(last["user-agent"] == ["test"])
            #expect(last["host"].count == 1)
            for name in [
                "authorization", "x-api-key", "cookie", "connection", "x-hop", "te", "keep-alive",
                "proxy-authorization",
                "accept-encoding", "transfer-encoding",
            ] { #expect(last[name] == [], "\(name)") }
        }
    }

    @Test(arguments: ["", "a b", "\u{e9}", String(repeating: "x", count: 129)])
    func anIdentifierThatLogsCannotHoldIsReplaced(id: String) async throws {
        try await withAgent { agent in
            let answer = try await agent.chat(#"{"model":"m","messages":[]}"#, "X-Request-Id: \(id)")
            #expect(answer["x-request-id"]?.hasPrefix("req-") == true)
            #expect(try await agent.statistics().last["x-request-id"] == [answer["x-request-id"] ?? ""])
        }
    }

    @Test func largeBodies() async throws {
        try await withAgent { agent in
            let body =
                #"{"messages":[{"role":"user","content":"\#(String(repeating: "é word ", count: 2_700_000))"}],"model":"m"}"#
            #expect(body.utf8.count > 20 << 20)
            let answer = try await agent.chat(body, seconds: 60)
            #expect(answer.status == 200, "\(answer.text)")
            let last = try await agent.statistics().last
            #expect(last.length == body.utf8.count)
            #expect(last.sha256 == body.sha256)
        }
    }

    @Test func aChunkedBody() async throws {
        try await withAgent { agent in
            let answer = try await agent.exchange(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "b\r\n{\"model\":\"m\r\nf;ext=1\r\n\",\"messages\":[]\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n"
            )
            #expect(answer.status == 200, "\(answer.text)")
            let last = try await agent.statistics().last
            #expect(last.sha256 == #"{"model":"m","messages":[]}"#.sha256)
            #expect(last["transfer-encoding"] == [])
        }
    }

    @Test func aBodyThatIsTooLargeIsNotRead() async throws {
        try await withAgent(change: { $0.options.mostBody = 100_000 }) { agent in
            for framing in ["Content-Length: 1000000000", "Transfer-Encoding: chunked"] {
                let connection = try await agent.connect()
                try await connection.send("POST /v1/messages HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
                // Goes on sending, as clients do that have not looked.
                let chunk = [UInt8]("10000\r\n".utf8) + [UInt8](repeating: 0x20, count: 65536) + Array("\r\n".utf8)
                for _ in 0..<30 { connection.push(chunk) }
                let answer = try await connection.answer()
                #expect(answer.status == 413)
                #expect(answer.error["type"] as? String == "request_too_large")
                #expect(answer["connection"] == "close")
                #expect(answer["x-request-id"]?.isEmpty == false)
                try await connection.receiveToEnd()
            }
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
            #expect(try await agent.metric(#"spindle_refusals_total{code="request_too_large"}"#) == 2)
        }
    }

    @Test func wholeAnswersAreTheServersBytes() async throws {
        try await withAgent { agent in
            let body = #"{"model":"m","messages":[],"x_script":"fault=split, tokens=40"}"#
            let address = try await agent.server()
            let direct = try await RawConnection.open(address)
            try await direct.post("/v1/chat/completions", body)
            let expected = try await direct.answer()
            let answer = try await agent.chat(body)
            #expect(answer.text == expected.text.replacing("chatcmpl-1", with: "chatcmpl-2"))
            #expect(answer["content-length"] == "\(expected.body.count)")
        }
    }

    /// An answer too large to be held is passed on as it comes.
    @Test func answersOfMegabytes() async throws {
        try await withAgent { agent in
            for _ in 0..<3 {
                let answer = try await agent.chat(#"{"model":"m","messages":[],"x_script":"tokens=500000"}"#)
                #expect(answer.status == 200)
                #expect(answer.body.count > 3 << 20)
                #expect(answer.text.contains("t499999\""))
            }
        }
    }

    @Test func otherEndpointsAreForwarded() async throws {
        try await withAgent { agent in
            for path in [
                "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/messages", "//v1/messages",
                "/v1/messages?beta=true",
            ] {
                let answer = try await agent.post(
                    path,
                    #"{"model":"m","input":"a","prompt":"a","messages":[],"max_tokens":4}"#
                )
                #expect(answer.status == 200, "\(path): \(answer.text)")
                #expect(answer["x-spindle-model"] == "m")
            }
            // The scripted server knows no such path, and says so itself.
            let answer = try await agent.post("/v1/rerank", #"{"model":"m","query":"q","documents":[]}"#)
            #expect(answer.status == 404)
            #expect(answer.text.contains("there is no POST /v1/rerank"))
        }
    }
}
