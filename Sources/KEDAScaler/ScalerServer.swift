internal import GRPCCore
internal import GRPCNIOTransportCore
internal import GRPCNIOTransportHTTP2Posix
package import Logging
internal import NIOCertificateReloading
internal import NIOPosix

/// Serves KEDA's external scaler over gRPC.
package struct ScalerServer: Sendable {
    /// Mounted files in PEM, which may be renewed while the agent runs.
    package struct Certificates: Sendable {
        package var chain: String
        package var key: String
        /// Who signs the certificates of clients; `nil` lets clients in without one.
        package var clientAuthority: String?

        package init(chain: String, key: String, clientAuthority: String? = nil) {
            self.chain = chain
            self.key = key
            self.clientAuthority = clientAuthority
        }
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    private let server: GRPCServer<HTTP2ServerTransport.Posix>
    private let closing = Closing()
    private let reloader: TimedCertificateReloader?

    /// - Parameter pushInterval: between two `true` on a stream.
    package init(
        host: String,
        port: Int,
        certificates: Certificates?,
        answers: any ScalerAnswers,
        pushInterval: Duration = .seconds(2),
        logger: Logger
    ) throws(Failure) {
        var security = HTTP2ServerTransport.Posix.TransportSecurity.plaintext
        do {
            reloader = try certificates.map { try Self.reloader(of: $0, logger) }
            if let reloader, let certificates { security = try Self.security(reloader, certificates) }
        } catch {
            throw Failure(description: "cannot use the certificate of KEDA's port: \(error)")
        }
        let address: SocketAddress = host.contains(":") ? .ipv6(host: host, port: port) : .ipv4(host: host, port: port)
        server = GRPCServer(
            // A loop of its own: requests of clients must not hold KEDA up.
            transport: .http2NIOPosix(
                address: address,
                transportSecurity: security,
                eventLoopGroup: MultiThreadedEventLoopGroup(numberOfThreads: 1)
            ),
            services: [ExternalScaler(answers: answers, closing: closing, pushInterval: pushInterval)]
        )
    }

    private static func reloader(of files: Certificates, _ logger: Logger) throws -> TimedCertificateReloader {
        try .makeReloaderValidatingSources(
            refreshInterval: .seconds(60),
            certificateSource: .init(location: .file(path: files.chain), format: .pem),
            privateKeySource: .init(location: .file(path: files.key), format: .pem),
            logger: logger
        )
    }

    private static func security(
        _ reloader: TimedCertificateReloader,
        _ files: Certificates
    ) throws -> HTTP2ServerTransport.Posix.TransportSecurity {
        guard let authority = files.clientAuthority else { return try .tls(certificateReloader: reloader) }
        return try .mTLS(certificateReloader: reloader) { tls in
            tls.trustRoots = .certificates([.file(path: authority, format: .pem)])
        }
    }

    /// The port that it listens on, once it does.
    package var port: Int {
        get async throws(Failure) {
            do {
                let address = try await server.transport.listeningAddress
                return address.ipv4?.port ?? address.ipv6?.port ?? 0
            } catch {
                throw Failure(description: "\(error)")
            }
        }
    }

    /// Serves until `close` and all calls have ended.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let reloader { group.addTask { try? await reloader.run() } }
            try await server.serve()
            group.cancelAll()
        }
    }

    /// Ends all streams in good order, and then the server.
    package func close() {
        closing.close()
        server.beginGracefulShutdown()
    }
}
