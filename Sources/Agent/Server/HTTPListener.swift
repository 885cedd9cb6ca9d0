import NIOCore
import NIOHTTP1
import NIOPosix

/// Accepts connections on one address, once it is told to; until then they wait in the queue of the system.
struct HTTPListener: Sendable {
    let channel: any Channel
    /// What its clients hold.
    let load: ServerLoad

    /// - Parameter handler: makes the handler of a connection, on its event loop.
    static func bind(
        _ address: SocketAddress,
        on group: any EventLoopGroup,
        limits: ClientLimits,
        handler: @escaping @Sendable (any EventLoop) -> any RequestHandler
    ) async throws -> HTTPListener {
        let load = ServerLoad(mostBodies: limits.allBodies)
        let bootstrap = ServerBootstrap(group: group)
            // Without descriptors it tries again after a while, and not at once and for ever.
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    var heads = NIOHTTPDecoderLimitConfiguration()
                    (heads.maxHeaderFieldSize, heads.maxHeaderListSize) = (limits.head, limits.head)
                    // Who sends requests and reads no answers is not read from.
                    try pipeline.addHandler(BackPressureHandler())
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: true,
                        withErrorHandling: true,
                        // What is forwarded was read by the same parser, and the rest is the agent's own.
                        withOutboundHeaderValidation: false,
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: heads
                    )
                    let handler = handler(channel.eventLoop)
                    try pipeline.addHandler(ClientConnection(handler: handler, limits: limits, load: load))
                }
            }
        return HTTPListener(channel: try await bootstrap.bind(to: address).get(), load: load)
    }

    var address: SocketAddress? { channel.localAddress }

    /// Accepts those who wait, and whoever comes.
    func accept() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// Accepts no more.
    func close() async { try? await channel.close() }
}
