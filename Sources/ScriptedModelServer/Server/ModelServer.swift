import NIOCore
import NIOPosix

/// A model server that does as it is told: it speaks the APIs, and has no model.
package struct ModelServer {
    private let options: ServerOptions

    package init(_ options: ServerOptions) { self.options = options }

    /// Serves until the process ends.
    /// - Parameter onListening: gets the port, before the first request is taken.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        // One loop is one core, and needs no locks.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let options = options
        let channel = try await loop.flatSubmit {
            let state = NIOLoopBound(ServerState(options), eventLoop: loop)
            return ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 4096)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Listening(state.value, onListening))
                    }
                }
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Connection(state.value))
                    }
                }
                .bind(host: options.host, port: options.port)
        }.get()
        try await channel.closeFuture.get()
    }

    /// Tells the port as soon as there is one.
    private final class Listening: ChannelInboundHandler {
        typealias InboundIn = Channel

        private let state: ServerState
        private let onListening: @Sendable (Int) -> Void

        init(_ state: ServerState, _ onListening: @escaping @Sendable (Int) -> Void) {
            self.state = state
            self.onListening = onListening
        }

        func channelActive(context: ChannelHandlerContext) {
            state.port = context.localAddress?.port ?? 0
            onListening(state.port)
            context.fireChannelActive()
        }
    }
}
