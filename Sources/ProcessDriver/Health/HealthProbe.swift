/// One question for the health of a replica: a GET that is sent and read as far as the socket allows, never waiting.
struct HealthProbe {
    let socket: Descriptor
    let deadline: ContinuousClock.Instant
    private var unsent: [UInt8]
    private var received: [UInt8] = []

    /// The head of an answer is read to its end, so that the server sees its answer taken, but no further than that.
    private static let longestHead = 16 << 10

    init(_ address: ListenAddress, port: Int, path: String, deadline: ContinuousClock.Instant) throws(HealthProblem) {
        socket = try address.connect(port: port)
        self.deadline = deadline
        let lines = [
            "GET \(path) HTTP/1.1", "Host: \(address.authority(port: port))", "User-Agent: spindle-agent",
            "Accept: */*",
            "Connection: close", "", "",
        ]
        unsent = Array(lines.joined(separator: "\r\n").utf8)
    }

    /// Whether it waits to send, or else to receive.
    var wantsToSend: Bool { !unsent.isEmpty }

    /// Goes on, once the socket can.
    /// - Returns: whether there is an answer, which is 200; all others are problems.
    mutating func proceed() throws(HealthProblem) -> Bool {
        if wantsToSend {
            let code = socket.pendingError
            guard code == 0 else { throw HealthProblem(code: code) }
            unsent.removeFirst(try socket.sendSome(unsent))
            return false
        }
        while let bytes = try socket.receiveSome(4096) {
            received += bytes
            if bytes.isEmpty || received.count > Self.longestHead || received.hasHeadEnd {
                let status = try Self.status(of: received)
                guard status == 200 else { throw .status(status) }
                return true
            }
        }
        return false
    }

    static func status(of head: [UInt8]) throws(HealthProblem) -> Int {
        guard !head.isEmpty else { throw .closed }
        let line = head.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3, let status = Int(words[1]),
            status >= 100
        else { throw .notHTTP }
        return status
    }
}

extension [UInt8] {
    fileprivate var hasHeadEnd: Bool {
        let ends: [[UInt8]] = [Array("\r\n\r\n".utf8), Array("\n\n".utf8)]
        return ends.contains { contains($0) }
    }
}
