import AgentConfig
import Crypto
import FoundationEssentials

/// What exactly is executed for a replica, once its port is known.
struct LaunchPlan: Equatable {
    var program: String
    var arguments: [String]
    var environment: [String: String]

    /// - Parameter agent: the environment of the agent, of which a model gets its PATH, HOME and locale.
    init(_ process: ScalingConfig.Process, host: String, port: Int, agent: [String: String]) throws(StartFailure) {
        let words = process.command.map { Self.filled($0, host: host, port: port) }
        arguments = Array(words.dropFirst())
        environment = agent.filter { Self.isInherited($0.key) }.merging(process.env) { $1 }
        program = try Self.find(words.first ?? "", path: environment["PATH"] ?? "")
    }

    private static func isInherited(_ name: String) -> Bool {
        ["PATH", "HOME", "LANG"].contains(name) || name.hasPrefix("LC_")
    }

    /// Goes over the text once, so that what is put in is left as it is.
    private static func filled(_ text: String, host: String, port: Int) -> String {
        text.split(separator: "{host}", omittingEmptySubsequences: false)
            .map { $0.replacing("{port}", with: String(port)) }
            .joined(separator: host)
    }

    /// As a shell would: a name with a slash is a path, others are looked for.
    private static func find(_ name: String, path: String) throws(StartFailure) -> String {
        if name.contains("/") { return name }
        let candidates = path.split(separator: ":").map { "\($0)/\(name)" }
        let found = candidates.first { candidate in
            var isFolder = false
            return FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder) && !isFolder
                && FileManager.default.isExecutableFile(atPath: candidate)
        }
        guard !name.isEmpty, let found else { throw .programNotInPath(name, path: path) }
        return found
    }
}

extension ScalingConfig.Process {
    /// The same as long as a process started by it need not be started anew.
    func digest(host: String) -> String {
        var hash = SHA256()
        let variables = env.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        for part in [[host], command, variables, workingDirectory.map { [$0] } ?? []] {
            // Counts and a byte that no argument holds keep one list of words from looking like another.
            hash.update(data: Array("\(part.count)\0".utf8))
            for word in part { hash.update(data: Array("\(word)\0".utf8)) }
        }
        return hash.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
