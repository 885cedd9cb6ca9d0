import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Asks pods for their health: what the cluster says of them is some seconds old.
final class PodProbes: Sendable {
    /// Failures in a row after which a pod counts as not ready.
    static let patience = 3

    private let http: HTTPClient
    private let timing: ClusterTiming
    private let state = Mutex([SocketAddress: Health]())

    private struct Health {
        var path: String
        var failures = 0
    }

    init(_ http: HTTPClient, _ timing: ClusterTiming) {
        self.http = http
        self.timing = timing
    }

    /// - Parameter pods: all that are to be probed, and the path of each.
    func watch(_ pods: [SocketAddress: String]) {
        state.withLock { state in
            state = Dictionary(uniqueKeysWithValues: pods.map { ($0, state[$0] ?? Health(path: $1)) })
        }
    }

    func hasFailed(_ address: SocketAddress) -> Bool {
        state.withLock { ($0[address]?.failures ?? 0) >= Self.patience }
    }

    private var failed: Set<SocketAddress> {
        state.withLock { state in Set(state.filter { $0.value.failures >= Self.patience }.keys) }
    }

    /// Probes until the task is cancelled.
    /// - Parameter change: told when one has failed, or answers again.
    func run(_ change: @Sendable () async -> Void) async {
        while !Task.isCancelled {
            let before = failed
            await withTaskGroup(of: Void.self) { group in
                for (address, health) in state.withLock({ $0 }) {
                    group.addTask {
                        let isHealthy = await self.probe(address, health.path)
                        self.state.withLock { state in
                            guard var health = state[address] else { return }
                            health.failures = isHealthy ? 0 : health.failures + 1
                            state[address] = health
                        }
                    }
                }
            }
            if before != failed { await change() }
            try? await Task.sleep(for: .seconds(timing.probeInterval))
        }
    }

    /// Whether a pod answers for its health now.
    func probe(_ address: SocketAddress, _ path: String) async -> Bool {
        var request = HTTPClientRequest(url: "http://\(address.authority)\(path)")
        request.headers.add(name: "Connection", value: "close")
        let timeout = TimeAmount.nanoseconds(Int64(timing.probeTimeout * 1e9))
        guard let response = try? await http.execute(request, timeout: timeout) else { return false }
        _ = try? await response.body.collect(upTo: 1 << 20)
        return response.status == .ok
    }
}
