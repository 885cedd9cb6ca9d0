import AgentConfig
import Foundation

extension AgentSettings {
    /// What changes when the file of keys does.
    var keyStamp: [String] { keys.map { [AgentFolder.stamp(of: $0)] } ?? [] }

    /// The keys that let clients in; `nil` lets everybody in, which only this machine may be.
    func readKeys(_ router: RouterConfig) throws(AgentFailure) -> APIKeys? {
        guard let keys else {
            guard isOpen || Loopback.contains(host) else {
                throw AgentFailure(
                    description:
                        "\(host) can be reached from elsewhere, and without --keys everybody could use the models: "
                        + "give a file of keys, or say --open if that is meant"
                )
            }
            return nil
        }
        guard let data = FileManager.default.contents(atPath: keys) else {
            throw AgentFailure(description: "cannot read the keys in \(keys)")
        }
        do throws(APIKeys.Malformed) {
            return try APIKeys(parsing: String(decoding: data, as: UTF8.self), known: router.tenants.map(\.name))
        } catch {
            throw AgentFailure(description: "\(keys), \(error)")
        }
    }
}

/// Addresses that only this machine can reach.
enum Loopback {
    static func contains(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
