import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection on which a test says byte for byte what goes out, and sees what comes back.
final class RawConnection: Sendable {
    struct Timeout: Error, CustomStringConvertible {
        var description: String
    }

    private let channel: any Channel
    private let inbox: Inbox

    private init(_ channel: any Channel, _ inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameter address: `host:port`.
    static func open(_ address: String, receiveBuffer: Int? = nil) async throws -> RawConnection {
        let parts = address.split(separator: ":")
        let inbox = Inbox()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(inbox))
                }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf),
                value: ChannelOptions.Types.SocketOption.Value(receiveBuffer)
            )
        }
        let channel = try await bootstrap.connect(host: String(parts[0]), port: Int(parts[1]) ?? 0).get()
        return RawConnection(channel, inbox)
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends and waits until it is gone, which fails when the other side takes nothing for too long.
    func send(_ bytes: [UInt8], seconds: Int64 = 60) async throws {
        let alarm = channel.eventLoop.scheduleTask(in: .seconds(seconds)) { [channel] in channel.close(promise: nil) }
        defer { alarm.cancel() }
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends and does not wait until it is gone: the other side may not take it.
    func push(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    func setReading(_ isReading: Bool) async throws { try await channel.setOption(.autoRead, value: isReading).get() }

    func close() async { try? await channel.close() }

    /// Waits until what has come and has not been taken yet is enough, or the other side has ended.
    /// - Returns: what the closure makes of it.
    func receive<Value: Sendable>(
        seconds: Double = 60,
        _ body: @escaping @Sendable (_ unread: ArraySlice<UInt8>, _ isEnded: Bool) -> (Value, taken: Int)?
    ) async throws -> Value {
        let deadline = NIODeadline.now() + .nanoseconds(Int64(seconds * 1e9))
        let alarm = channel.eventLoop.scheduleTask(deadline: deadline) { [inbox] in inbox.change { _ in } }
        defer { alarm.cancel() }
        while true {
            let (value, version, isEnded) = inbox.take(body)
            if let value { return value }
            guard !isEnded else { throw Timeout(description: "the connection ended after: \(inbox.text)") }
            guard NIODeadline.now() < deadline else {
                throw Timeout(description: "nothing more within \(seconds) s: \(inbox.text)")
            }
            await inbox.changed(since: version)
        }
    }

    /// Everything until the other side closes the connection.
    @discardableResult
    func receiveToEnd(seconds: Double = 60) async throws -> String {
        try await receive(seconds: seconds) { unread, isEnded in
            isEnded ? (String(decoding: unread, as: UTF8.self), unread.count) : nil
        }
    }

    /// Whatever comes until a text has.
    @discardableResult
    func receive(through text: String, seconds: Double = 60) async throws -> String {
        let wanted = Array(text.utf8)
        return try await receive(seconds: seconds) { unread, _ in
            guard let range = unread.firstRange(of: wanted) else { return nil }
            let taken = unread[..<range.upperBound]
            return (String(decoding: taken, as: UTF8.self), taken.count)
        }
    }
}

/// What has come on a connection, for whoever waits for it.
private final class Inbox: Sendable {
    struct State {
        var bytes: [UInt8] = []
        var taken = 0
        var isEnded = false
        var version = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var text: String { state.withLock { String(decoding: $0.bytes[$0.taken...], as: UTF8.self) } }

    func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            state.version += 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func take<Value: Sendable>(_ body: @Sendable (ArraySlice<UInt8>, Bool) -> (Value, taken: Int)?) -> (
        Value?, version: Int, isEnded: Bool
    ) {
        state.withLock { state in
            let found = body(state.bytes[state.taken...], state.isEnded)
            state.taken += found?.taken ?? 0
            return (found?.0, state.version, state.isEnded)
        }
    }

    func changed(since version: Int) async {
        await withCheckedContinuation { continuation in
            let isChanged = state.withLock { state in
                guard state.version == version else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isChanged { continuation.resume() }
        }
    }
}

private final class Receiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let inbox: Inbox

    init(_ inbox: Inbox) { self.inbox = inbox }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        inbox.change { $0.bytes += bytes }
    }

    func channelInactive(context: ChannelHandlerContext) { inbox.change { $0.isEnded = true } }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { inbox.change { $0.isEnded = true } }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
