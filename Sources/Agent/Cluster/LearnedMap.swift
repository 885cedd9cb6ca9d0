import Foundation
import KubernetesAPI
import Scaling

/// What was learned, in a ConfigMap, so that it outlives all agents. To lose it is harmless.
struct LearnedMap: Sendable {
    static let name = "spindle-agent-learned"
    private static let key = "learned.json"
    /// A ConfigMap holds a mebibyte.
    private static let mostBytes = 1_000_000

    let client: APIClient
    let namespace: String

    private var path: String { ResourcePath.of("v1", "configmaps", in: namespace) }

    func read() async -> LearnedState? {
        guard let map: ConfigMap = try? await client.get("\(path)/\(Self.name)"), let json = map.data?[Self.key]
        else { return nil }
        return try? JSONDecoder().decode(LearnedState.self, from: Data(json.utf8))
    }

    func write(_ state: LearnedState) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = String(decoding: try encoder.encode(state), as: UTF8.self)
        guard json.utf8.count <= Self.mostBytes else { return }
        do throws(APIFailure) {
            var map: ConfigMap = try await client.get("\(path)/\(Self.name)")
            map.data = [Self.key: json]
            _ = try await client.update("\(path)/\(Self.name)", map)
        } catch {
            guard error.isMissing else { throw error }
            let meta = ObjectMeta(name: Self.name, namespace: namespace)
            _ = try await client.create(path, ConfigMap(metadata: meta, data: [Self.key: json]))
        }
    }
}
