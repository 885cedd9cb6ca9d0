import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization

/// Sends this agent's reports to the others, each on its own, so that a silent one holds up nobody.
final class PeerNetwork: Sendable {
    private struct Peer {
        var wake: AsyncStream<Void>.Continuation
        var task: Task<Void, Never>
        var hasAnswered = false
    }

    private let exchange: PeerExchange
    private let http: HTTPClient
    private let timing: ClusterTiming
    private let logger: Logger
    private let peers = Mutex([String: Peer]())

    init(_ exchange: PeerExchange, _ http: HTTPClient, _ timing: ClusterTiming, _ logger: Logger) {
        self.exchange = exchange
        self.http = http
        self.timing = timing
        self.logger = logger
    }

    /// - Parameter addresses: of the admin ports of all agents, as `host:port`; this one may be among them.
    func connect(to addresses: Set<String>) {
        peers.withLock { peers in
            for (address, peer) in peers where !addresses.contains(address) {
                peer.task.cancel()
                peers[address] = nil
            }
            for address in addresses where peers[address] == nil {
                let (turns, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
                wake.yield()
                let task = Task { await self.talk(to: address, turns, wake) }
                peers[address] = Peer(wake: wake, task: task)
            }
        }
    }

    /// Whether every agent that the Service names has answered.
    var isComplete: Bool { peers.withLock { $0.values.allSatisfy(\.hasAnswered) } }

    /// Something has changed that others are to know.
    func announce() { peers.withLock { for peer in $0.values { peer.wake.yield() } } }

    /// Tells all a last time.
    func leave() async {
        exchange.leave()
        let addresses = peers.withLock { Array($0.keys) }
        await withTaskGroup(of: Void.self) { group in
            for address in addresses { group.addTask { try? await self.send(to: address) } }
        }
        connect(to: [])
    }

    private func talk(to address: String, _ turns: AsyncStream<Void>, _ wake: AsyncStream<Void>.Continuation) async {
        let remind = Task { [timing] in
            while (try? await Task.sleep(for: .seconds(timing.reportInterval))) != nil { wake.yield() }
        }
        defer { remind.cancel() }
        for await _ in turns {
            do {
                try await send(to: address)
                peers.withLock { $0[address]?.hasAnswered = true }
            } catch {
                logger.debug("An agent does not answer", metadata: ["peer": "\(address)", "reason": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(timing.reportPause))
            if Task.isCancelled { return }
        }
    }

    private func send(to address: String) async throws {
        var request = HTTPClientRequest(url: "http://\(address)/peer")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "X-Spindle-Admin", value: "1")
        request.body = .bytes(ByteBuffer(data: try JSONEncoder().encode(exchange.report())))
        let response = try await http.execute(request, timeout: .nanoseconds(Int64(timing.reportInterval * 1e9)))
        let body = try await response.body.collect(upTo: PeerNetwork.mostBytes)
        guard response.status == .ok else { return }
        exchange.hear(try JSONDecoder().decode(AgentReport.self, from: Data(buffer: body)))
    }

    /// Of a report: counts of a thousand models, and what was learned of them.
    static let mostBytes = 16 << 20
}
