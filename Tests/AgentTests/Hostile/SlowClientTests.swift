import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import Agent

/// Clients that take their time, on a listener whose limits are short.
@Suite(.timeLimit(.minutes(5))) struct SlowClientTests {
    /// Answers every request with the length of its body.
    private final class Echo: RequestHandler {
        func handle(_ request: ClientRequest, _ answer: ClientAnswer) {
            let text = "\(request.body.readableBytes)"
            answer.write(.ok, ["Content-Length": "\(text.utf8.count)"])
            answer.write(ByteBuffer(string: text))
            answer.end()
        }

        func refuse(_ head: HTTPRequestHead, _ refusal: BodyRefusal, _ answer: ClientAnswer) {
            let status: HTTPResponseStatus =
                switch refusal {
                case .tooLarge: .payloadTooLarge
                case .noRoom: .serviceUnavailable
                }
            answer.write(status, ["Content-Length": "0"])
            answer.end()
        }

        func wantsBody(of head: HTTPRequestHead) -> Bool { head.uri != "/unwanted" }
        func clientLeft() {}
        func clientCanRead(_ isReady: Bool) {}
    }

    private func withListener(_ limits: ClientLimits, _ body: (String) async throws -> Void) async throws {
        try await withListener(limits) { address, _ in try await body(address) }
    }

    private func withListener(_ limits: ClientLimits, _ body: (String, ServerLoad) async throws -> Void) async throws {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let listener = try await HTTPListener.bind(address, on: MultiThreadedEventLoopGroup.singleton, limits: limits) {
            _ in Echo()
        }
        try await listener.accept()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(listener.address?.authority ?? "", listener.load)) } catch {
            outcome = .failure(error)
        }
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
            #expect(try await connection.receiveToEnd() == "")
        }
    }

    /// Bytes that come one by one win no time.
    @Test func aHeadThatTrickles() async throws {
        try await withListener(impatient) { address in
            let connection = try await RawConnection.open(address)
            let trickle = Task {
                try await connection.send("GET / HTTP/1.1\r\n")
                while true {
                    try await connection.send("X-A: b\r\n")
                    try await Task.sleep(for: .milliseconds(30))
                }
            }
            try await connection.receiveToEnd()
            trickle.cancel()
        }
    }

    @Test(arguments: ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
    func aBodyThatTrickles(framing: String) async throws {
        try await withListener(impatient) { address in
            let connection = try await RawConnection.open(address)
            let trickle = Task {
                try await connection.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
                while true {
                    try await connection.send("1\r\nx\r\n")
                    try await Task.sleep(for: .milliseconds(30))
                }
            }
            #expect(try await connection.receiveToEnd() == "")
            trickle.cancel()
        }
    }

    /// One that comes as fast as may be asked has all the time that it needs, and no other has.
    @Test func timeForABody() {
        let limits = ClientLimits()
        let start = NIODeadline.now()
        for (received, seconds) in [(0, 30), (16 << 10, 31), (1 << 20, 94), (64 << 20, 4126)] as [(Int, Int64)] {
            #expect(limits.deadline(ofBodyFrom: start, received: received) == start + .seconds(seconds))
        }
    }

    @Test func aBodyThatNeverEnds() async throws {
        try await withListener(limits { ($0.body, $0.lingerTimeout) = (1 << 20, .seconds(30)) }) { address in
            let connection = try await RawConnection.open(address)
            try await connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = [UInt8]("4000\r\n".utf8) + [UInt8](repeating: 0x20, count: 16384) + Array("\r\n".utf8)
            for _ in 0..<100 { connection.push(chunk) }
            #expect(try await connection.answer().status == 413)
            try await connection.receiveToEnd()
        }
    }

    @Test func aBodyThatNobodyWants() async throws {
        try await withListener(limits { $0.lingerTimeout = .seconds(30) }) { address in
            let connection = try await RawConnection.open(address)
            try await connection.send("POST /unwanted HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
            // Reads only when it has sent a good part, as clients do: by then a reset would have taken the answer from it.
            try await connection.setReading(false)
            for _ in 0..<64 { try await connection.send([UInt8](repeating: 0x20, count: 65536)) }
            try await connection.setReading(true)
            let answer = try await connection.answer()
            #expect(answer.text == "0")
            #expect(answer["connection"] == "close")
            try await connection.receiveToEnd()
        }
    }

    /// Bodies that do not end take no more memory than there is for all; when their clients are gone there is room again.
    @Test func bodiesOfManyClients() async throws {
        try await withListener(limits { $0.allBodies = 1 << 20 }) { address, load in
            let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 600000\r\n\r\n"
            let first = try await RawConnection.open(address)
            try await first.send(head)
            try await first.send([UInt8](repeating: 0x20, count: 599_999))
            func statusOfAnother() async throws -> Int {
                let other = try await RawConnection.open(address)
                try await other.send(head)
                other.push([UInt8](repeating: 0x20, count: 600_000))
                let status = try await other.answer().status
                await other.close()
                return status
            }
            try await eventually("the first is held") { load.bytesOfBodies == 599_999 }
            #expect(try await statusOfAnother() == 503)
            try await first.send(" ")
            #expect(try await first.answer().text == "600000")
            try await eventually("there is room again") { try await statusOfAnother() == 200 }
        }
    }

    @Test func nobodyStaysForEver() async throws {
        try await withListener(limits { ($0.readTimeout, $0.idleTimeout) = (.seconds(8), .milliseconds(300)) }) {
            address in
            let connection = try await RawConnection.open(address)
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.answer().text == "0")
            #expect(try await connection.receiveToEnd() == "")
        }
    }

    /// Heads by name: written out as arguments, they would fill the log.
    @Test(arguments: ["one header", "many headers", "a long name", "a long target"])
    func hugeHeads(name: String) async throws {
        let long = String(repeating: "a", count: 200_000)
        let lines =
            switch name {
            case "one header": ["GET / HTTP/1.1", "X-A: \(long)"]
            case "many headers": ["GET / HTTP/1.1"] + (0..<5000).map { "X-\($0): a" }
            case "a long name": ["GET / HTTP/1.1", "\(long): b"]
            default: ["GET /\(long) HTTP/1.1"]
            }
        try await withListener(ClientLimits()) { address in
            let connection = try await RawConnection.open(address)
            connection.push(Array((lines + ["", ""]).joined(separator: "\r\n").utf8))
            let answer = try await connection.receiveToEnd()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(100))")
        }
    }
}
