import AgentConfig
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix

/// vLLM's sleep mode (https://docs.vllm.ai/en/latest/features/sleep_mode.html), by the endpoints that an engine has with
/// `VLLM_SERVER_DEV_MODE=1` and `--enable-sleep-mode`.
final class EngineSleep: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Seconds that an engine may take: weights of hundreds of gigabytes go to memory, or come from a disk.
    private static let patience = TimeAmount.seconds(300)

    private let http: HTTPClient

    init(_ loops: MultiThreadedEventLoopGroup) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroup: loops, configuration: configuration)
    }

    func shutdown() async { try? await http.shutdown().get() }

    /// Empties the GPUs of an engine that has nothing to do.
    func doze(_ address: SocketAddress, level: Int) async throws(Failure) {
        _ = try await send(.POST, address, "/sleep?level=\(level)")
    }

    /// Fills them again. At the second level the weights are gone and have to be read, and what was cached with them is void.
    func rouse(_ address: SocketAddress, level: Int) async throws(Failure) {
        _ = try await send(.POST, address, "/wake_up")
        guard level == 2 else { return }
        _ = try await send(.POST, address, "/collective_rpc", body: #"{"method": "reload_weights"}"#)
        _ = try await send(.POST, address, "/reset_prefix_cache")
    }

    func isAsleep(_ address: SocketAddress) async throws(Failure) -> Bool {
        struct Answer: Decodable {
            var is_sleeping: Bool
        }
        let data = try await send(.GET, address, "/is_sleeping")
        guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
            throw Failure(description: "the engine does not say whether it sleeps")
        }
        return answer.is_sleeping
    }

    private func send(
        _ method: HTTPMethod,
        _ address: SocketAddress,
        _ path: String,
        body: String? = nil
    ) async throws(Failure) -> Data {
        var request = HTTPClientRequest(url: "http://\(address.authority)\(path)")
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let status: HTTPResponseStatus
        let data: Data
        do {
            let response = try await http.execute(request, timeout: Self.patience)
            status = response.status
            data = Data(buffer: try await response.body.collect(upTo: 1 << 20))
        } catch {
            throw Failure(description: "\(path) was not answered: \(error)")
        }
        guard (200..<300).contains(Int(status.code)) else {
            throw Failure(description: "\(path) was answered with \(status.code)")
        }
        return data
    }
}
