import AgentConfig
import Crypto
import Foundation

/// The folder of one environment's agent files, as the compiler writes it: `router.json` and `scaling.json`.
package struct AgentFolder: Sendable {
    let path: String

    package init(path: String) { self.path = path }

    /// Bytes of one file; a ConfigMap holds no more than a mebibyte in all.
    private static let mostBytes = 16 << 20

    package struct Loaded: Sendable {
        package var files: AgentFiles
        /// SHA-256 of both files, 12 hex digits of it.
        package var digest: String
    }

    /// Reads both files and holds them against their rules and each other.
    package func load() throws(AgentFailure) -> Loaded {
        let (router, scaling) = (try read("router.json"), try read("scaling.json"))
        do {
            let files = AgentFiles.self
            let loaded = try files.init(router: decode(router, "router.json"), scaling: decode(scaling, "scaling.json"))
            var hash = SHA256()
            hash.update(data: router)
            hash.update(data: scaling)
            return Loaded(files: loaded, digest: hash.finalize().prefix(6).hex)
        } catch let failure as AgentFailure {
            throw failure
        } catch {
            throw AgentFailure(description: "\(path): \(error)")
        }
    }

    private func decode<Document: AgentConfiguration>(_ data: Data, _ name: String) throws(AgentFailure) -> Document {
        do {
            return try Document(json: Array(data))
        } catch {
            throw AgentFailure(description: "\(path)/\(name):\n\(error)")
        }
    }

    private func read(_ name: String) throws(AgentFailure) -> Data {
        let file = "\(path)/\(name)"
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: file))
            guard data.count <= Self.mostBytes else {
                throw AgentFailure(description: "\(file) has more than \(Self.mostBytes) bytes")
            }
            return data
        } catch let failure as AgentFailure {
            throw failure
        } catch {
            throw AgentFailure(
                description:
                    "cannot read \(file): is it the folder that `spindle compile` writes for an environment, such as "
                    + "generated/laptop/agent?"
            )
        }
    }

    /// What changes whenever one of the files does: a link that is set anew, as Kubernetes does it, is a change too.
    var stamp: [String] { ["router.json", "scaling.json"].map { Self.stamp(of: "\(path)/\($0)") } }

    static func stamp(of file: String) -> String {
        let path = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        guard let status = try? FileManager.default.attributesOfItem(atPath: path) else { return "missing" }
        let changed = (status[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(status[.systemFileNumber] ?? 0) \(status[.size] ?? 0) \(changed)"
    }
}
