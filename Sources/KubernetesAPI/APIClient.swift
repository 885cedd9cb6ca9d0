internal import AsyncHTTPClient
import Foundation
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1
package import NIOPosix
internal import NIOSSL

/// Talks to an API server: JSON over HTTP/1.1.
package final class APIClient: Sendable {
    let http: HTTPClient
    private let server: String
    private let credentials: Credentials
    let limits: APILimits

    package init(
        _ access: ClusterAccess,
        on loops: MultiThreadedEventLoopGroup,
        limits: APILimits = APILimits()
    ) throws(ClusterAccess.Failure) {
        var tls = TLSConfiguration.makeClientConfiguration()
        do {
            if let authority = access.authority { tls.trustRoots = .certificates(try Self.certificates(authority)) }
            if case .certificate(let chain, let key) = access.identity {
                tls.certificateChain = try Self.certificates(chain).map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            }
        } catch {
            throw ClusterAccess.Failure(description: "a certificate for \(access.server) cannot be read: \(error)")
        }
        if !access.isVerified { tls.certificateVerification = .none }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(5), read: .nanoseconds(Int64(limits.silence * 1e9)))
        configuration.httpVersion = .http1Only
        // Watches hold theirs for minutes.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        http = HTTPClient(eventLoopGroup: loops, configuration: configuration)
        server = access.server
        credentials = Credentials(access.identity)
        self.limits = limits
    }

    private static func certificates(_ pem: [UInt8]) throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(pem)
    }

    package func shutdown() async { try? await http.shutdown().get() }

    // MARK: Requests

    package func get<Object: Decodable>(_ path: String, as _: Object.Type = Object.self) async throws(APIFailure)
        -> Object
    {
        try await send(.GET, path, body: nil, type: nil)
    }

    package func create<Object: Codable>(_ path: String, _ object: Object) async throws(APIFailure) -> Object {
        try await send(.POST, path, body: try encoded(object), type: "application/json")
    }

    package func update<Object: Codable>(_ path: String, _ object: Object) async throws(APIFailure) -> Object {
        try await send(.PUT, path, body: try encoded(object), type: "application/json")
    }

    /// Changes what is named in a patch (RFC 7386).
    package func merge<Patch: Encodable, Object: Decodable>(_ path: String, _ patch: Patch) async throws(APIFailure)
        -> Object
    {
        try await send(.PATCH, path, body: try encoded(patch), type: "application/merge-patch+json")
    }

    private func encoded(_ object: some Encodable) throws(APIFailure) -> Data {
        do {
            return try JSONEncoder().encode(object)
        } catch {
            throw .malformed("\(error)")
        }
    }

    private func send<Object: Decodable>(
        _ method: HTTPMethod,
        _ path: String,
        body: Data?,
        type: String?
    ) async throws(APIFailure) -> Object {
        var attempt = 0
        while true {
            do throws(APIFailure) {
                let response = try await execute(method, path, body: body, type: type, timeout: limits.timeout)
                return try decoded(try await collect(response))
            } catch {
                attempt += 1
                guard let wait = retryWait(after: error, attempt) else { throw error }
                try? await Task.sleep(for: .seconds(wait))
                if Task.isCancelled { throw error }
            }
        }
    }

    /// Seconds until a request is sent again that the server had no time for, or whose token it did not take.
    private func retryWait(after failure: APIFailure, _ attempt: Int) -> Double? {
        guard attempt <= limits.attempts else { return nil }
        switch failure.code {
        case 401 where attempt == 1:
            credentials.forget()
            return 0
        case 429, 503: return limits.backoff * Double(1 << min(attempt - 1, 6)) * Double.random(in: 0.75...1.25)
        default: return nil
        }
    }

    /// - Throws: what the server said, if that is no success.
    func execute(
        _ method: HTTPMethod,
        _ path: String,
        body: Data? = nil,
        type: String? = nil,
        timeout: Double?
    ) async throws(APIFailure) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: server + path)
        request.method = method
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "spindle-agent")
        if let type { request.headers.add(name: "Content-Type", value: type) }
        if let token = credentials.token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body { request.body = .bytes(ByteBuffer(data: body)) }
        let response: HTTPClientResponse
        do {
            let deadline = timeout.map { NIODeadline.now() + .nanoseconds(Int64($0 * 1e9)) } ?? .distantFuture
            response = try await http.execute(request, deadline: deadline)
        } catch {
            throw .unreachable("\(error)")
        }
        guard (200..<300).contains(Int(response.status.code)) else {
            let status = try? JSONDecoder().decode(APIStatus.self, from: await collect(response))
            throw .refused(
                code: Int(response.status.code),
                reason: status?.reason ?? "",
                message: status?.message ?? response.status.reasonPhrase
            )
        }
        return response
    }

    private func collect(_ response: HTTPClientResponse) async throws(APIFailure) -> Data {
        do {
            return Data(buffer: try await response.body.collect(upTo: limits.mostBytes))
        } catch {
            throw .unreachable("\(error)")
        }
    }

    private func decoded<Object: Decodable>(_ data: Data) throws(APIFailure) -> Object {
        do {
            return try JSONDecoder().decode(Object.self, from: data)
        } catch {
            throw .malformed("\(error)")
        }
    }
}

/// How patient a client is.
package struct APILimits: Sendable {
    /// Seconds that an answer may take.
    package var timeout = 10.0
    /// Seconds after which a server is to end a watch, which then goes on from where it was.
    package var watch = 30.0
    /// Seconds without a byte after which a connection counts as dead, which no watch lasts.
    package var silence = 40.0
    /// Of an answer.
    package var mostBytes = 64 << 20
    /// How often one is sent again that the server had no time for.
    package var attempts = 4
    /// Seconds before the first of these; twice as many before each that follows.
    package var backoff = 0.5

    package init() {}
}
