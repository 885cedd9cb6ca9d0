import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import OpenAIWire

/// Asks a running agent through its admin API.
package struct AdminClient: Sendable {
    private let host: String
    private let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The state of the fleet.
    package func fleet() async throws(AgentFailure) -> FleetReport { try await ask(.GET, "/api/fleet") }

    /// - Parameter order: `wake`, `sleep`, `pin` or `unpin`.
    package func tell(_ model: String, to order: String) async throws(AgentFailure) -> FleetReport.Model {
        try await ask(.POST, "/api/models/\(RequestPath.encoded(model))/\(order)")
    }

    private func ask<Answer: Decodable>(_ method: HTTPMethod, _ path: String) async throws(AgentFailure) -> Answer {
        let body: [UInt8]
        let status: HTTPResponseStatus
        do {
            (status, body) = try await send(method, path)
        } catch {
            throw AgentFailure(description: "no agent answers at \(host):\(port); name its admin address with --admin")
        }
        guard status == .ok else {
            let reason = (try? JSONDecoder().decode([String: String].self, from: Data(body)))?["error"]
            throw AgentFailure(description: reason ?? "the agent answered with status \(status.code)")
        }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(body))
        } catch {
            throw AgentFailure(description: "what answers at \(host):\(port) is no agent of this version")
        }
    }

    private func send(_ method: HTTPMethod, _ path: String) async throws -> (HTTPResponseStatus, [UInt8]) {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: NIOHTTPClientResponseFull.self)
        let connection = ClientBootstrap(group: loop).connectTimeout(.seconds(3)).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: 64 << 20))
                try pipeline.addHandler(AnswerHandler(promise))
            }
        }
        .connect(host: host, port: port)
        connection.cascadeFailure(to: promise)
        let head = HTTPRequestHead(
            version: .http1_1,
            method: method,
            uri: path,
            headers: ["Host": "localhost", "X-Spindle-Admin": "1", "Content-Length": "0", "Connection": "close"]
        )
        connection.whenSuccess { channel in
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
        let answer = try await promise.futureResult.get()
        return (answer.head.status, answer.body.map { Array($0.readableBytesView) } ?? [])
    }
}

/// Waits for the one answer of a connection.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull

    private let promise: EventLoopPromise<NIOHTTPClientResponseFull>

    init(_ promise: EventLoopPromise<NIOHTTPClientResponseFull>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        promise.succeed(unwrapInboundIn(data))
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}
