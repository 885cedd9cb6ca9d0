import Foundation

/// A kubeconfig file, as far as it says how to reach its current context
/// (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/).
///
/// It is read as JSON. One in YAML is turned into that by `kubectl config view`, which everybody has who has such a file.
package enum KubeConfig {
    package static func access(
        reading path: String,
        kubectl: [String] = ["kubectl"]
    ) throws(ClusterAccess.Failure) -> ClusterAccess {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ClusterAccess.Failure(description: "cannot read the kubeconfig \(path)")
        }
        let isJSON = data.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "{")
        let json = isJSON ? data : try converted(path, kubectl)
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: json)
        } catch {
            throw ClusterAccess.Failure(description: "\(path) is not a kubeconfig: \(error)")
        }
        return try access(file, path)
    }

    private static func converted(_ path: String, _ kubectl: [String]) throws(ClusterAccess.Failure) -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            kubectl + ["config", "view", "--raw", "--minify", "--flatten", "--output=json", "--kubeconfig=\(path)"]
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            if process.terminationStatus == 0 { return data }
        } catch {
            throw ClusterAccess.Failure(description: "cannot start kubectl, which reads \(path): \(error)")
        }
        throw ClusterAccess.Failure(
            description: "kubectl could not read \(path): is it installed? Without it, give a kubeconfig in JSON"
        )
    }

    private static func access(_ file: File, _ path: String) throws(ClusterAccess.Failure) -> ClusterAccess {
        let contexts = file.contexts ?? []
        guard let context = contexts.first(where: { $0.name == file.currentContext })?.context else {
            throw ClusterAccess.Failure(
                description: "\(path) has no context `\(file.currentContext ?? "")`; it has "
                    + contexts.map(\.name).joined(separator: ", ")
            )
        }
        guard let cluster = file.clusters?.first(where: { $0.name == context.cluster })?.cluster else {
            throw ClusterAccess.Failure(description: "\(path) has no cluster `\(context.cluster)`")
        }
        let user = file.users?.first { $0.name == context.user }?.user
        return ClusterAccess(
            server: cluster.server.hasSuffix("/") ? String(cluster.server.dropLast()) : cluster.server,
            namespace: context.namespace,
            authority: try bytes(cluster.authorityData, cluster.authority, path),
            isVerified: cluster.skipsVerification != true,
            identity: try identity(of: user, path)
        )
    }

    private static func identity(
        of user: File.User?,
        _ path: String
    ) throws(ClusterAccess.Failure) -> ClusterAccess.Identity {
        guard let user else { return .none }
        if let token = user.token { return .token(token) }
        if let file = user.tokenFile { return .tokenFile(file) }
        if let chain = try bytes(user.certificateData, user.certificate, path),
            let key = try bytes(user.keyData, user.key, path)
        {
            return .certificate(chain: chain, key: key)
        }
        guard user.exec == nil else {
            throw ClusterAccess.Failure(
                description: "\(path) gets its credentials from a program (`exec`), which is not supported: use a token"
            )
        }
        return .none
    }

    private static func bytes(
        _ base64: String?,
        _ file: String?,
        _ path: String
    ) throws(ClusterAccess.Failure) -> [UInt8]? {
        if let base64 {
            guard let data = Data(base64Encoded: base64) else {
                throw ClusterAccess.Failure(description: "\(path) has data that is not base64")
            }
            return Array(data)
        }
        guard let file else { return nil }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let absolute = file.hasPrefix("/") ? file : "\(folder)/\(file)"
        guard let data = FileManager.default.contents(atPath: absolute) else {
            throw ClusterAccess.Failure(description: "cannot read \(absolute), which \(path) names")
        }
        return Array(data)
    }

    private struct File: Decodable {
        var currentContext: String?
        var contexts: [Named<Context>]?
        var clusters: [NamedCluster]?
        var users: [NamedUser]?

        enum CodingKeys: String, CodingKey {
            case contexts, clusters, users
            case currentContext = "current-context"
        }

        struct Named<Value: Decodable>: Decodable {
            var name: String
            var context: Value
        }

        struct NamedCluster: Decodable {
            var name: String
            var cluster: Cluster
        }

        struct NamedUser: Decodable {
            var name: String
            var user: User
        }

        struct Context: Decodable {
            var cluster: String
            var user: String?
            var namespace: String?
        }

        struct Cluster: Decodable {
            var server: String
            var authority: String?
            var authorityData: String?
            var skipsVerification: Bool?

            enum CodingKeys: String, CodingKey {
                case server
                case authority = "certificate-authority"
                case authorityData = "certificate-authority-data"
                case skipsVerification = "insecure-skip-tls-verify"
            }
        }

        struct User: Decodable {
            var token: String?
            var tokenFile: String?
            var certificate: String?
            var certificateData: String?
            var key: String?
            var keyData: String?
            var exec: Exec?

            struct Exec: Decodable {}

            enum CodingKeys: String, CodingKey {
                case token, tokenFile, exec
                case certificate = "client-certificate"
                case certificateData = "client-certificate-data"
                case key = "client-key"
                case keyData = "client-key-data"
            }
        }
    }
}
