import Foundation
import Testing

/// HTTP as clients speak it.
@Suite(.timeLimit(.minutes(5))) struct ProtocolTests {
    private let body = #"{"model":"m","messages":[]}"#

    @Test func requestsOneAfterTheOtherWithoutWaiting() async throws {
        try await withAgent { agent in
            let connection = try await agent.connect()
            let tokens = [5, 1, 9, 3]
            var text = ""
            for count in tokens {
                let body =
                    #"{"model":"m","messages":[],"stream":\#(count > 4),"x_script":"tokens=\#(count), first-token-ms=20"}"#
                text +=
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            try await connection.send(text + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            for count in tokens {
                let answer = try await connection.answer()
                #expect(answer.status == 200)
                #expect(answer.text.contains("t\(count - 1)\""))
                #expect(!answer.text.contains("t\(count)"))
            }
            #expect(try await connection.answer().status == 200)
        }
    }

    /// Who speaks HTTP/1.0 knows no chunks, and takes the end of the connection for the end of the answer.
    @Test(arguments: ["", "Connection: keep-alive\r\n"], [true, false])
    func oldClients(header: String, isStreamed: Bool) async throws {
        try await withAgent { agent in
            let body = #"{"model":"m","messages":[],"stream":\#(isStreamed),"x_script":"tokens=3"}"#
            let connection = try await agent.connect()
            try await connection.send(
                "POST /v1/chat/completions HTTP/1.0\r\n\(header)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            let text = try await connection.receiveToEnd()
            let head = text.components(separatedBy: "\r\n\r\n")[0].lowercased()
            #expect(head.hasPrefix("http/1.0 200"), "\(head)")
            #expect(!head.contains("transfer-encoding"))
            #expect(head.contains("connection: close"))
            let answer = text.components(separatedBy: "\r\n\r\n").dropFirst().joined()
            if isStreamed { #expect(answer.hasPrefix("data: ") && answer.hasSuffix("data: [DONE]\n\n"), "\(answer)") }
        }
    }

    /// Java's client asks for HTTP/2 with every request until it knows better. It gets an answer, and no second on the same
    /// connection.
    @Test func anUpgradeIsIgnored() async throws {
        try await withAgent { agent in
            let connection = try await agent.connect()
            try await connection.post(
                "/v1/chat/completions",
                body,
                [
                    "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                    "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
                ]
            )
            let answer = try await connection.answer()
            #expect(answer.status == 200)
            #expect(answer["connection"] == "close")
            try await connection.receiveToEnd()
            let last = try await agent.statistics().last
            #expect(last["upgrade"] + last["http2-settings"] == [])
        }
    }

    @Test func continues() async throws {
        try await withAgent { agent in
            let connection = try await agent.connect()
            try await connection.send(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            )
            #expect(try await connection.answer().status == 100)
            try await connection.send(body)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test func doesNotContinueWhatItWillNotRead() async throws {
        try await withAgent { agent in
            let answer = try await agent.exchange(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"
            )
            #expect(answer.status == 413)
        }
    }

    @Test(arguments: [
        ("GET /healthz", 200), ("GET /readyz", 200), ("GET /v1/models", 200), ("GET /v1/models/m", 200),
        ("GET /v1/models/x", 404),
        ("HEAD /v1/models", 405), ("OPTIONS /v1/chat/completions", 405), ("OPTIONS *", 404),
        ("GET /v1/chat/completions", 405),
        ("PUT /v1/models", 405), ("GET /", 404), ("GET /v1/files", 404), ("POST /metrics", 404),
        ("GET /api/fleet", 404),
        ("GET /v1/../v1/models", 404), ("GET /v1/%2e%2e/models", 404), ("TRACE /v1/models", 405),
        ("GET /v1/models%00", 404),
        ("GET http://evil/v1/models", 404), ("CONNECT evil:443", 404), ("DELETE /v1/responses/resp_1", 404),
        ("GET /v1/responses/resp_1", 404), ("BREW /v1/models", 400),
    ])
    func paths(line: String, status: Int) async throws {
        try await withAgent { agent in
            let answer = try await agent.exchange(
                "\(line) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                hasBody: !line.hasPrefix("HEAD")
            )
            #expect(answer.status == status || status == 404 && answer.status == 400, "\(answer.status) \(answer.text)")
            if status == 405 { #expect(answer["allow"] != nil) }
            if status >= 400, answer.status != 400, !line.hasPrefix("HEAD") {
                #expect(answer.error["message"] is String, "\(answer.text)")
            }
        }
    }
}
