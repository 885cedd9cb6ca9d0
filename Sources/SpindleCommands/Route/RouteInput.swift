import AgentConfig
import ArgumentParser
import Diagnostics
import FoundationEssentials

/// Wrong usage of `spindle route`, in words.
struct RouteFailure: Error {
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

/// What is read for `spindle route` besides specs.
enum RouteInput {
    /// The largest body that agents take.
    private static let most = 64 << 20

    /// - Parameter path: a file, or `-` for standard input.
    static func bytes(of path: String) throws(RouteFailure) -> [UInt8] {
        if path == "-" {
            var bytes: [UInt8] = []
            while bytes.count <= most {
                let more = Console.standard.input()
                if more.isEmpty { return bytes }
                bytes += more
            }
            throw RouteFailure("standard input has more than \(most >> 20) MiB")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw RouteFailure("`\(path)` cannot be read", help: "name a file with the body of a request")
        }
        return Array(bytes)
    }

    static func text(of path: String) throws(RouteFailure) -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw RouteFailure("the prompt is not UTF-8")
        }
        return text
    }
}

/// A folder with what an agent reads: `generated/<environment>/agent`.
struct AgentFolder {
    private let path: String

    init(_ path: String) { self.path = path }

    func router() throws -> RouterConfig {
        let console = Console.standard
        let file = "\(path)/router.json"
        guard let bytes = FileManager.default.contents(atPath: file) else {
            console.error("error: `\(file)` cannot be read")
            console.error("  = help: name a folder such as generated/production/agent, which `spindle compile` writes")
            throw ExitCode.usage
        }
        do throws(AgentConfigurationError) {
            return try RouterConfig(json: Array(bytes))
        } catch {
            console.error("error: `\(file)` is none that an agent of this version reads")
            for problem in error.problems.prefix(12) { console.error("  = note: \(problem)") }
            throw ExitCode.diagnostics
        }
    }
}
