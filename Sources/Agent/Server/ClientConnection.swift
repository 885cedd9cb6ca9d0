import NIOCore
import NIOHTTP1

/// A request of a client, read whole.
struct ClientRequest {
    var head: HTTPRequestHead
    var body: ByteBuffer
    /// When its first byte was read.
    var arrival: NIODeadline
}

/// Answers requests; one for each connection of a client.
protocol RequestHandler: AnyObject {
    /// A request is there. The answer goes to `answer`, now or later.
    func handle(_ request: ClientRequest, _ answer: ClientAnswer)
    /// The body of a request is not read. The connection is closed after the answer.
    func refuse(_ head: HTTPRequestHead, _ refusal: BodyRefusal, _ answer: ClientAnswer)
    /// Whether a long body is worth reading. If not, the request is handled without it.
    func wantsBody(of head: HTTPRequestHead) -> Bool
    /// The client is gone: what is under way for it is to be stopped at once.
    func clientLeft()
    /// Whether the client reads as fast as it is written to.
    func clientCanRead(_ isReady: Bool)
}

/// Why a body is not read.
enum BodyRefusal {
    /// It has more bytes than so many.
    case tooLarge(most: Int)
    /// Those of other clients fill the memory that there is for bodies.
    case noRoom
}

/// How much a client may ask of the agent.
struct ClientLimits: Sendable {
    /// Bytes.
    var body = 64 << 20
    /// Bytes of the bodies of all clients of a listener.
    var allBodies = 1 << 30
    /// Bytes of a body that are read of anybody.
    var strangersBody = 64 << 10
    /// Bytes of a head. Model servers take no longer ones, and their refusal must not look like a failure of theirs.
    var head = 48 << 10
    /// For the head of the first request, and for a body, which gets more time as it comes.
    var readTimeout = TimeAmount.seconds(30)
    /// Bytes a second of a body that takes longer.
    var slowestBody = 16 << 10
    /// Between two requests.
    var idleTimeout = TimeAmount.seconds(120)
    /// For a client that still sends what is no longer wanted, so that it may read why.
    var lingerTimeout = TimeAmount.seconds(3)

    /// When more of a body must have come: the more there is of it already, the later.
    func deadline(ofBodyFrom start: NIODeadline, received: Int) -> NIODeadline {
        start + readTimeout + .seconds(Int64(received / slowestBody))
    }
}

/// One connection of a client: reads each request whole and writes its answer.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case reading(HTTPRequestHead, ByteBuffer, arrival: NIODeadline)
        case answering(ClientAnswer)
        /// What still comes is thrown away, until the connection is closed.
        case closing
    }

    private var state = State.idle
    private let handler: any RequestHandler
    private let limits: ClientLimits
    fileprivate let load: ServerLoad
    /// Bytes of the present request's body that are held.
    private var reserved = 0
    /// When reading must have gone on. One timer a connection looks at it now and then, as one a request would cost more.
    private var deadline: NIODeadline
    private var timer: Scheduled<Void>?

    init(handler: any RequestHandler, limits: ClientLimits, load: ServerLoad) {
        self.handler = handler
        self.limits = limits
        self.load = load
        deadline = .now() + limits.readTimeout
    }

    func channelActive(context: ChannelHandlerContext) {
        watch(context)
        context.fireChannelActive()
    }

    private func watch(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            if case .answering = state { deadline = .now() + limits.idleTimeout }
            if deadline > .now() { return watch(context) }
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .idle):
            deadline = .now() + limits.readTimeout
            let length = head.headers.first(name: "content-length").flatMap(Int.init) ?? 0
            let isChunked = head.headers.contains(name: "transfer-encoding")
            guard length <= limits.body else { return refuse(head, .tooLarge(most: limits.body), context) }
            if isChunked || length > limits.strangersBody, !handler.wantsBody(of: head) { return forgo(head, context) }
            if head.headers.contains(name: "expect"), length > 0 || isChunked, head.version == .http1_1 {
                context.writeAndFlush(
                    wrapOutboundOut(.head(.init(version: head.version, status: .continue))),
                    promise: nil
                )
            }
            // Room is made as bytes come, not as they are promised.
            state = .reading(head, ByteBuffer(), arrival: .now())
        case (.body(var part), .reading(let head, var body, let arrival)):
            guard body.readableBytes + part.readableBytes <= limits.body else {
                return refuse(head, .tooLarge(most: limits.body), context)
            }
            guard load.reserve(part.readableBytes) else { return refuse(head, .noRoom, context) }
            reserved += part.readableBytes
            deadline = limits.deadline(ofBodyFrom: arrival, received: body.readableBytes)
            state = .idle
            // The usual body comes in one part, which need not be copied.
            if body.readableBytes == 0 { swap(&body, &part) } else { body.writeBuffer(&part) }
            state = .reading(head, body, arrival: arrival)
        case (.end, .reading(let head, let body, let arrival)):
            let answer = ClientAnswer(of: self, context, to: head)
            state = .answering(answer)
            handler.handle(ClientRequest(head: head, body: body, arrival: arrival), answer)
        default: break
        }
    }

    /// Says why a body is not wanted, without waiting for it.
    private func refuse(_ head: HTTPRequestHead, _ refusal: BodyRefusal, _ context: ChannelHandlerContext) {
        freeBody()
        handler.refuse(head, refusal, earlyAnswer(to: head, context))
    }

    private func freeBody() {
        load.free(reserved)
        reserved = 0
    }

    /// Handles a request whose body would change nothing.
    private func forgo(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let answer = earlyAnswer(to: head, context)
        handler.handle(ClientRequest(head: head, body: ByteBuffer(), arrival: .now()), answer)
    }

    private func earlyAnswer(to head: HTTPRequestHead, _ context: ChannelHandlerContext) -> ClientAnswer {
        let answer = ClientAnswer(of: self, context, to: head)
        state = .answering(answer)
        answer.isEarly = true
        answer.closes = true
        return answer
    }

    /// The answer has been written.
    fileprivate func finished(_ answer: ClientAnswer, _ context: ChannelHandlerContext) {
        freeBody()
        deadline = .now() + (answer.isEarly ? limits.lingerTimeout : limits.idleTimeout)
        state = answer.closes ? .closing : .idle
        if answer.isEarly {
            timer?.cancel()
            watch(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.fireChannelReadComplete() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .answering = state { handler.clientCanRead(context.channel.isWritable) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        freeBody()
        if case .answering(let answer) = state {
            answer.isOpen = false
            handler.clientLeft()
        }
        state = .closing
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// The answer to one request, written once and in order.
final class ClientAnswer {
    private let connection: ClientConnection
    private let context: ChannelHandlerContext
    private let version: HTTPVersion
    private let isHead: Bool
    fileprivate(set) var isOpen = true
    private(set) var hasHead = false
    /// Whether the connection is closed afterwards.
    var closes: Bool
    /// Whether the client may still be sending its request.
    fileprivate var isEarly = false

    fileprivate init(of connection: ClientConnection, _ context: ChannelHandlerContext, to head: HTTPRequestHead) {
        self.connection = connection
        self.context = context
        version = head.version
        isHead = head.method == .HEAD
        // Who speaks HTTP/1.0 may take the end of the connection for the end of the answer, and has no other for a stream.
        // The parser takes what follows a CONNECT or an upgrade, which Java's client asks for with every request, for another
        // protocol.
        closes =
            !head.isKeepAlive || head.version != .http1_1 || head.method == .CONNECT
            || head.headers.contains(name: "upgrade")
    }

    var eventLoop: any EventLoop { context.eventLoop }
    var allocator: ByteBufferAllocator { context.channel.allocator }
    /// Whether the client has taken most of what it was sent.
    var isWritable: Bool { context.channel.isWritable }

    func write(_ status: HTTPResponseStatus, _ headers: HTTPHeaders) {
        guard isOpen, !hasHead else { return }
        hasHead = true
        var head = HTTPResponseHead(version: version, status: status, headers: headers)
        if closes { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        if version != .http1_1 { head.headers.remove(name: "Transfer-Encoding") }
        context.write(connection.wrapOutboundOut(.head(head)), promise: nil)
    }

    func write(_ bytes: ByteBuffer) {
        guard isOpen, !isHead, bytes.readableBytes > 0 else { return }
        context.write(connection.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    }

    func flush() { if isOpen { context.flush() } }

    /// Ends it.
    func end() {
        guard isOpen else { return }
        isOpen = false
        let load = connection.load
        load.beganToWrite()
        connection.finished(self, context)
        // To close with bytes unread resets the connection, and the client may never see the answer.
        let mode = closes ? isEarly ? CloseMode.output : .all : nil
        context.writeAndFlush(connection.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { [context] _ in
            load.endedToWrite()
            if let mode { context.close(mode: mode, promise: nil) }
        }
    }

    /// Cuts the connection, so that the client sees that something is missing.
    func cut() {
        guard isOpen else { return }
        isOpen = false
        closes = true
        connection.finished(self, context)
        context.close(promise: nil)
    }
}
