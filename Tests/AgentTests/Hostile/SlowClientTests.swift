import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import Agent

/// Clients that take their time, on a listener whose limits are short.
@Suite(.timeLimit(.minutes(2))) struct SlowClientTests {
    /// Answers every request with the length of its body.
    private final class Echo: RequestHandler {
        func handle(_ request: ClientRequest, _ answer: ClientAnswer) {
            let text = "\(request.body.readableBytes)"
            answer.write(.ok, ["Content-Length": "\(text.utf8.count)"])
            answer.write(ByteBuffer(string: text))
            answer.end()
        }

        func refuse(_ head: HTTPRequestHead, bodyLimit: Int, _ answer: ClientAnswer) {
            answer.write(.payloadTooLarge, ["Content-Length": "0"])
            answer.end()
        }

        func wantsBody(of head: HTTPRequestHead) -> Bool { head.uri != "/unwanted" }
        func clientLeft() {}
        func clientCanRead(_ isReady: Bool) {}
    }

    private func withListener(_ limits: ClientLimits, _ body: (String) async throws -> Void) async throws {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let listener = try await HTTPListener.bind(address, on: MultiThreadedEventLoopGroup.singleton, limits: limits) {
            _ in Echo()
        }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(listener.address?.authority ?? "")) } catch { outcome = .failure(error) }
        await listener.close()
        try outcome.get()
    }

    private func limits(_ change: (inout ClientLimits) -> Void) -> ClientLimits {
        var limits = ClientLimits()
        change(&limits)
        return limits
    }

    private var impatient: ClientLimits { limits { $0.readTimeout = .milliseconds(300) } }

    @Test(arguments: ["", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX-A: "])
    func aHeadThatNeverEnds(text: String) async throws {
        try await withListener(impatient) { address in
            let connection = try await RawConnection.open(address)
            if !text.isEmpty { try await connection.send(text) }
            #expect(try await connection.receiveToEnd(seconds: 20) == "")
        }
    }

    /// Bytes that come one by one win no time.
    @Test func aHeadThatTrickles() async throws {
        try await withListener(impatient) { address in
            let connection = try await RawConnection.open(address)
            let start = ContinuousClock.now
            let trickle = Task {
                try await connection.send("GET / HTTP/1.1\r\n")
                while true {
                    try await connection.send("X-A: b\r\n")
                    try await Task.sleep(for: .milliseconds(30))
                }
            }
            try await connection.receiveToEnd(seconds: 20)
            trickle.cancel()
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test(arguments: ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
    func aBodyThatTrickles(framing: String) async throws {
        try await withListener(impatient) { address in
            let connection = try await RawConnection.open(address)
            let start = ContinuousClock.now
            let trickle = Task {
                try await connection.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
                while true {
                    try await connection.send("1\r\nx\r\n")
                    try await Task.sleep(for: .milliseconds(30))
                }
            }
            #expect(try await connection.receiveToEnd(seconds: 20) == "")
            trickle.cancel()
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    /// One that comes as fast as may be asked has all the time that it needs.
    @Test func aBodyThatIsFastEnough() async throws {
        try await withListener(limits { ($0.readTimeout, $0.slowestBody) = (.seconds(3), 100) }) { address in
            let connection = try await RawConnection.open(address)
            try await connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n")
            for _ in 0..<20 {
                try await connection.send([UInt8](repeating: 0x20, count: 2000))
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(try await connection.answer().text == "40000")
        }
    }

    @Test func aBodyThatNeverEnds() async throws {
        try await withListener(limits { $0.body = 1 << 20 }) { address in
            let connection = try await RawConnection.open(address)
            try await connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = [UInt8]("4000\r\n".utf8) + [UInt8](repeating: 0x20, count: 16384) + Array("\r\n".utf8)
            for _ in 0..<100 { connection.push(chunk) }
            #expect(try await connection.answer().status == 413)
            try await connection.receiveToEnd(seconds: 20)
        }
    }

    @Test func aBodyThatNobodyWants() async throws {
        try await withListener(ClientLimits()) { address in
            let connection = try await RawConnection.open(address)
            try await connection.send("POST /unwanted HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
            for _ in 0..<100 { connection.push([UInt8](repeating: 0x20, count: 65536)) }
            let answer = try await connection.answer()
            #expect(answer.text == "0")
            #expect(answer["connection"] == "close")
            try await connection.receiveToEnd(seconds: 20)
        }
    }

    @Test func nobodyStaysForEver() async throws {
        try await withListener(limits { ($0.readTimeout, $0.idleTimeout) = (.seconds(2), .milliseconds(300)) }) { address in
            let connection = try await RawConnection.open(address)
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.answer().text == "0")
            #expect(try await connection.receiveToEnd(seconds: 20) == "")
        }
    }

    @Test(arguments: [
        ("one header", ["X-A: " + String(repeating: "a", count: 100_000)]),
        ("many headers", (0..<5000).map { "X-\($0): a" }),
        ("a long name", [String(repeating: "a", count: 100_000) + ": b"]),
        ("a long target", []),
    ])
    func hugeHeads(name: String, headers: [String]) async throws {
        try await withListener(ClientLimits()) { address in
            let connection = try await RawConnection.open(address)
            let target = name == "a long target" ? String(repeating: "a", count: 200_000) : ""
            connection.push(Array((["GET /\(target) HTTP/1.1"] + headers + ["", ""]).joined(separator: "\r\n").utf8))
            let answer = try await connection.receiveToEnd(seconds: 20)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(100))")
        }
    }
}
