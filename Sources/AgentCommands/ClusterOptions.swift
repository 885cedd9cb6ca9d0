import Agent
import ArgumentParser
import Foundation
import KEDAScaler

/// What an agent of a cluster is told.
struct ClusterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where KEDA asks, over gRPC.", valueName: "host:port"))
    var scaler: HostAndPort = HostAndPort(host: "127.0.0.1", port: 9090)

    @Option(
        help: ArgumentHelp(
            "The certificate of KEDA's port, in PEM; it is read again when it changes.",
            valueName: "file"
        )
    )
    var scalerCert: String?

    @Option(help: ArgumentHelp("The key of that certificate.", valueName: "file"))
    var scalerKey: String?

    @Option(help: ArgumentHelp("Who signs the certificates that KEDA has to show.", valueName: "file"))
    var scalerClientCA: String?

    @Option(help: ArgumentHelp("How the API server is reached from outside of the cluster.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The headless Service of all agents of this environment.", valueName: "name"))
    var peers = "spindle-agent-peers"

    func validate() throws {
        if (scalerCert == nil) != (scalerKey == nil) {
            throw ValidationError("`--scaler-cert` and `--scaler-key` belong together")
        }
        if scalerClientCA != nil, scalerCert == nil {
            throw ValidationError("`--scaler-client-ca` needs `--scaler-cert`")
        }
    }

    var settings: ClusterSettings {
        var settings = ClusterSettings()
        (settings.scalerHost, settings.scalerPort) = (scaler.host, scaler.port)
        if let scalerCert, let scalerKey {
            settings.certificates = .init(chain: scalerCert, key: scalerKey, clientAuthority: scalerClientCA)
        }
        settings.kubeconfig = kubeconfig
        settings.peerService = peers
        // A process that is started again in the same pod is another agent.
        let pod = ProcessInfo.processInfo.environment["POD_NAME"] ?? ProcessInfo.processInfo.hostName
        settings.identity = "\(pod)_\(UUID().uuidString.prefix(8).lowercased())"
        return settings
    }
}
