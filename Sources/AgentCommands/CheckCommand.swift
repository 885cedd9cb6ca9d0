import Agent
import AgentConfig
import ArgumentParser

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a configuration can be used, and serve nothing."
    )

    @Argument(help: "The folder with router.json and scaling.json.")
    var folder: String

    func run() throws {
        do throws(AgentFailure) {
            let files = try AgentFolder(path: folder).load().files
            print("\(files.router.fleet)/\(files.router.environment): \(files.router.models.count) models, fine")
        } catch {
            StandardError.write("error: \(error)")
            throw ExitCode(1)
        }
    }
}
