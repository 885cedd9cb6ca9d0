import NIOCore

/// Puts an answer into bytes, well-formed or not.
final class AnswerWire {
    let channel: any Channel
    let port: Int
    let keepsAlive: Bool
    /// Not for clients of HTTP/1.0.
    let isChunked: Bool

    private var pending = ByteBuffer()

    init(channel: any Channel, port: Int, keepsAlive: Bool, isChunked: Bool) {
        self.channel = channel
        self.port = port
        self.keepsAlive = keepsAlive
        self.isChunked = isChunked
    }

    func whole(_ response: HTTPResponse, missing: Int = 0) {
        response.write(to: &pending, servedBy: port, keepsAlive: keepsAlive, missing: missing)
    }

    func head(_ headers: [(name: String, value: String)]) {
        HTTPResponse.writeStreamHead(
            headers,
            to: &pending,
            servedBy: port,
            isChunked: isChunked,
            keepsAlive: keepsAlive && isChunked
        )
    }

    func chunk(_ text: String) {
        if isChunked {
            pending.writeString("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
        } else {
            pending.writeString(text)
        }
    }

    /// Three bytes at a time, each sent on their own.
    func splinters(_ text: String, asChunks: Bool) {
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            if asChunks { pending.writeString("\(piece.count)\r\n") }
            pending.writeBytes(piece)
            if asChunks { pending.writeString("\r\n") }
            flush()
        }
    }

    func raw(_ text: String) { pending.writeString(text) }

    func lastChunk() { if isChunked { pending.writeString("0\r\n\r\n") } }

    func flush(_ promise: EventLoopPromise<Void>? = nil) {
        // Whoever hears of what the channel can take may write before this returns.
        let bytes = pending
        pending = ByteBuffer()
        channel.writeAndFlush(bytes, promise: promise)
    }
}
