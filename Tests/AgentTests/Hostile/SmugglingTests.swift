import Foundation
import Testing

/// Requests that two servers could take for different ones: each gets a clear status or a closed connection, and none of what
/// stands behind them is served.
@Suite(.timeLimit(.minutes(5))) struct SmugglingTests {
    private static let hidden = "GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let post = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"
    private static let json = #"{"model":"m","messages":[]}"#

    static let requests: [(name: String, text: String)] = [
        ("length and chunks", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden),
        ("chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden),
        ("two lengths", post + "Content-Length: 0\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n" + hidden),
        ("two lengths in one", post + "Content-Length: 0, \(hidden.utf8.count)\r\n\r\n" + hidden),
        ("length with a sign", post + "Content-Length: +0\r\n\r\n" + hidden),
        ("negative length", post + "Content-Length: -1\r\n\r\n" + hidden),
        ("length that is no number", post + "Content-Length: 0x0\r\n\r\n" + hidden),
        ("length beyond 64 bits", post + "Content-Length: 18446744073709551616\r\n\r\n" + hidden),
        ("empty length", post + "Content-Length: \r\n\r\n" + hidden),
        ("unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden),
        ("chunked is not the last", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden),
        ("two codings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden),
        ("a space before the colon", post + "Content-Length : 0\r\n\r\n" + hidden),
        ("a tab in a coding's name", post + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n" + hidden),
        (
            "a folded line",
            post + "X-A: b\r\n Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + hidden
        ),
        ("a header without a name", post + ": a\r\nContent-Length: 0\r\n\r\n" + hidden),
        ("a name with a space", post + "X A: b\r\nContent-Length: 0\r\n\r\n" + hidden),
        ("NUL in a name", post + "X\0A: b\r\nContent-Length: 0\r\n\r\n" + hidden),
        ("NUL in a value", post + "X-A: b\0c\r\nContent-Length: 0\r\n\r\n" + hidden),
        ("a bare CR in a value", post + "X-A: b\rContent-Length: 0\r\n\r\n" + hidden),
        ("a chunk size that is no number", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + hidden),
        ("a negative chunk size", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + hidden),
        ("a chunk size beyond 64 bits", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + hidden),
        ("a chunk longer than its size", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + hidden),
        ("no version", "POST /v1/chat/completions\r\n\r\n" + hidden),
        ("another version", "POST /v1/chat/completions HTTP/3.7\r\nHost: a\r\n\r\n" + hidden),
        ("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}" + hidden),
        ("a tunnel", "CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\n\r\n" + hidden),
    ]

    /// What is wrong is answered with 400, 404, 405 or 413 or not at all, and the connection is closed before the hidden request.
    @Test(arguments: requests.map(\.name))
    func hiddenRequestsAreNotServed(name: String) async throws {
        let text = Self.requests.first { $0.name == name }?.text ?? ""
        try await withAgent { agent in
            let connection = try await agent.connect()
            try await connection.send(text)
            let answer = try await connection.receiveToEnd()
            #expect(!answer.contains("\"object\":\"list\""), "\(answer)")
            #expect(!answer.contains("HTTP/1.1 200"), "\(answer)")
            let statuses = answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(statuses.count <= 1, "\(answer)")
            for status in statuses { #expect(["400", "404", "405", "413", "501"].contains(status), "\(answer)") }
            #expect(try await agent.chat(Self.json).status == 200)
        }
    }

    /// What is unusual and means one thing is served once.
    @Test(arguments: [
        ("the same length twice", "Content-Length: 27\r\nContent-Length: 27\r\n"),
        ("spaces around a length", "Content-Length: \t 27 \t\r\n"),
        ("an empty value", "X-A:\r\nContent-Length: 27\r\n"),
        ("a value of Latin-1", "X-A: \u{e9}\r\nContent-Length: 27\r\n"),
    ])
    func unusual(name: String, headers: String) async throws {
        try await withAgent { agent in
            let connection = try await agent.connect()
            try await connection.send(Self.post + headers + "Connection: close\r\n\r\n" + Self.json)
            let answer = try await connection.receiveToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200") || answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
            #expect(try await agent.chat(Self.json).status == 200)
        }
    }

    /// A header that could split what is sent to the model server does not reach it, and does not count as the server's failure.
    @Test(arguments: ["\u{7f}", "\u{1}", "\u{b}", "\u{80}"])
    func headersThatCannotBeForwarded(character: String) async throws {
        try await withAgent { agent in
            for _ in 0..<8 {
                let connection = try await agent.connect()
                try await connection.send(
                    Self.post + "X-A: b\(character)c\r\nContent-Length: 27\r\nConnection: close\r\n\r\n" + Self.json
                )
                let answer = try await connection.receiveToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
            }
            #expect(try await agent.chat(Self.json).status == 200)
            #expect(try await agent.model("m").replicas.allSatisfy { !$0.isEjected })
        }
    }
}
