import NIOCore
import NIOHTTP1
import NIOPosix

/// The connections of one event loop to model servers. Never shared between loops, so that a request and its answer stay
/// on one thread.
final class UpstreamPool {
    /// Idle connections are closed before uvicorn's keep-alive timeout of 5 s does it, which every Python engine has.
    static let idleTimeout = TimeAmount.seconds(4)
    static let connectTimeout = TimeAmount.seconds(3)

    private let eventLoop: any EventLoop
    /// The newest last: the one least likely to be closed by the other side.
    private var idle: [SocketAddress: [UpstreamConnection]] = [:]
    private var isSweeping = false

    init(on eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// An idle connection, if there is one.
    func take(_ address: SocketAddress) -> UpstreamConnection? {
        while let connection = idle[address]?.popLast() {
            if connection.isOpen { return connection }
        }
        return nil
    }

    /// Opens a connection.
    func connect(
        to address: SocketAddress,
        then body: @escaping (Result<UpstreamConnection, UpstreamFailure>) -> Void
    ) {
        let connected: EventLoopFuture<any Channel> = ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(Self.connectTimeout)
            .connect(to: address)
        connected.assumeIsolated().whenComplete { result in
            switch result {
            case .failure(let error): body(.failure(.unreachable("\(error)")))
            case .success(let channel):
                let connection = UpstreamConnection(address: address, pool: self)
                do {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers(
                        leftOverBytesStrategy: .dropBytes,
                        // The client's headers have been read by the same parser, which lets no others through.
                        enableOutboundHeaderValidation: false
                    )
                    try pipeline.addHandler(connection)
                    body(.success(connection))
                } catch {
                    channel.close(promise: nil)
                    body(.failure(.hungUp(wasIdle: false)))
                }
            }
        }
    }

    /// Takes back a connection whose answer has been read whole.
    func put(_ connection: UpstreamConnection) {
        connection.idleSince = .now()
        idle[connection.address, default: []].append(connection)
        scheduleSweep()
    }

    func forget(_ connection: UpstreamConnection) {
        idle[connection.address]?.removeAll { $0 === connection }
    }

    func closeAll() {
        let all = idle.values.flatMap(\.self)
        idle = [:]
        for connection in all { connection.abandon() }
    }

    private func scheduleSweep() {
        guard !isSweeping else { return }
        isSweeping = true
        eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [self] in
            isSweeping = false
            let limit = NIODeadline.now() - Self.idleTimeout
            for (address, connections) in idle {
                let old = connections.prefix { $0.idleSince < limit }
                idle[address] = connections.count == old.count ? nil : Array(connections.dropFirst(old.count))
                for connection in old { connection.abandon() }
            }
            if !idle.isEmpty { scheduleSweep() }
        }
    }
}
