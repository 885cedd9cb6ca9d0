import AgentConfig
import ArgumentParser
import Diagnostics
import FoundationEssentials

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
