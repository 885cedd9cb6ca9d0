import Foundation

/// How an API server is reached, and as whom.
package struct ClusterAccess: Sendable {
    /// `https://host:port`, without a path.
    package var server: String
    package var namespace: String?
    /// The certificates in PEM that the server's is signed by; `nil` trusts those of the system.
    package var authority: [UInt8]?
    package var isVerified = true
    package var identity: Identity

    package enum Identity: Sendable {
        case none
        case token(String)
        /// A file whose content is renewed from time to time, as the kubelet does it.
        case tokenFile(String)
        /// In PEM.
        case certificate(chain: [UInt8], key: [UInt8])
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// What every pod finds (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/); `nil` outside of a
    /// cluster.
    package static func ofThisPod(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        folder: String? = nil
    ) throws(Failure) -> ClusterAccess? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"]
        else { return nil }
        let folder = folder ?? environment["SPINDLE_SERVICE_ACCOUNT"] ?? "/var/run/secrets/kubernetes.io/serviceaccount"
        guard let authority = FileManager.default.contents(atPath: "\(folder)/ca.crt") else {
            throw Failure(description: "this pod has no \(folder)/ca.crt: is its service account's token mounted?")
        }
        let namespace = FileManager.default.contents(atPath: "\(folder)/namespace")
        return ClusterAccess(
            server: host.contains(":") ? "https://[\(host)]:\(port)" : "https://\(host):\(port)",
            namespace: namespace.map { String(decoding: $0, as: UTF8.self) },
            authority: Array(authority),
            identity: .tokenFile("\(folder)/token")
        )
    }
}
