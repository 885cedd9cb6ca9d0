import NIOCore
import NIOHTTP1

/// What happens on a connection to a model server, in order. Everything is said on the event loop of the connection.
enum UpstreamEvent {
    case head(HTTPResponseHead)
    case body(ByteBuffer)
    /// What has come so far is all there is for now.
    case pause
    case end
    /// Nothing more will come.
    case failed(UpstreamFailure)
}

/// Why a model server did not answer.
enum UpstreamFailure: Error, Equatable {
    case unreachable(String)
    /// It hung up. On a connection that had been idle that can be a race with its keep-alive timeout.
    case hungUp(wasIdle: Bool)
    /// It sent something that is not HTTP.
    case malformed(String)
    /// It answered that it is at fault or busy.
    case refused(status: Int, retryAfter: Int?)
}

/// Whoever has sent a request.
protocol UpstreamReceiver: AnyObject {
    func upstream(_ event: UpstreamEvent)
}

/// A connection to a model server: one request at a time.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    let address: SocketAddress
    private var context: ChannelHandlerContext?
    private var receiver: (any UpstreamReceiver)?
    private weak var pool: UpstreamPool?
    /// Whether the connection has carried a whole exchange before the present one.
    private var hasServed = false
    private var isResponseStarted = false
    private var staysOpen = false
    private var isReading = true
    /// When it was last put into the pool.
    var idleSince: NIODeadline = .now()

    init(address: SocketAddress, pool: UpstreamPool) {
        self.address = address
        self.pool = pool
    }

    var isOpen: Bool { context?.channel.isActive ?? false }

    /// Sends a request; the receiver hears of the answer.
    func send(_ head: HTTPRequestHead, body: [ByteBuffer], to receiver: any UpstreamReceiver) {
        guard let context else { return receiver.upstream(.failed(.hungUp(wasIdle: hasServed))) }
        // The client before may have been slow to the last.
        setReading(true)
        self.receiver = receiver
        isResponseStarted = false
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        for part in body where part.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Gives the answer up: the model server sees a closed connection at once and stops generating.
    func abandon() {
        receiver = nil
        context?.close(promise: nil)
    }

    /// Stops and starts reading, so that a slow client slows its model down instead of filling memory.
    func setReading(_ isReading: Bool) {
        guard let context, isReading != self.isReading else { return }
        self.isReading = isReading
        _ = try? context.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }

    // MARK: What the channel tells

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let receiver else {
            // An answer that nobody asked for: this connection is out of step.
            return context.close(promise: nil)
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            // 1xx answers are between the two servers.
            guard head.status.code >= 200 else { return }
            isResponseStarted = true
            staysOpen = head.isKeepAlive
            receiver.upstream(.head(head))
        case .body(let bytes): receiver.upstream(.body(bytes))
        case .end:
            guard isResponseStarted else { return }
            self.receiver = nil
            hasServed = true
            if staysOpen { pool?.put(self) } else { context.close(promise: nil) }
            receiver.upstream(.end)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { receiver?.upstream(.pause) }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.hungUp(wasIdle: hasServed && !isResponseStarted))
        pool?.forget(self)
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? HTTPParserError {
        // The end of the connection is the end of nothing that could be read.
        case nil, .invalidEOFState: fail(.hungUp(wasIdle: hasServed && !isResponseStarted))
        case let error?: fail(.malformed("\(error)"))
        }
        context.close(promise: nil)
    }

    private func fail(_ failure: UpstreamFailure) {
        guard let receiver else { return }
        self.receiver = nil
        receiver.upstream(.failed(failure))
    }
}
