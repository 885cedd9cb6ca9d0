public import ArgumentParser

/// `spindle-agent`: applies what `spindle compile` wrote for an environment.
public struct AgentCommand: AsyncParsableCommand {
    /// Names, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "spindle-agent",
        abstract: "Routes requests to the models of an environment, and scales them to zero.",
        discussion: """
            Clients talk to it as to OpenAI's API. It judges each prompt, picks a model, wakes it if it sleeps, and sends the \
            request on; a model that nobody asks for is stopped.

            EXAMPLES
              spindle-agent run generated/laptop/agent
              spindle-agent run generated/laptop/agent --listen 0.0.0.0:8080 --keys keys.txt
              spindle-agent status
              spindle-agent pin gemma-3-27b
              spindle-agent key research >> keys.txt
              spindle-agent check generated/laptop/agent

            EXIT CODES
              0 fine   1 the configuration cannot be used   2 wrong usage   70 a fault of Spindle's
            """,
        subcommands: [
            RunCommand.self, StatusCommand.self, WakeCommand.self, SleepCommand.self, PinCommand.self,
            UnpinCommand.self,
            CheckCommand.self, KeyCommand.self,
        ]
    )

    /// Made by the parser of arguments.
    public init() {}

    /// Runs the command line and ends the process with one of the documented exit codes.
    public static func runAndExit() async -> Never {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            exit(withError: ExitCode.success)
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            switch exitCode(for: error) {
            case .success: exit(withError: error)
            case .validationFailure:
                // ArgumentParser's own code for wrong usage is that of sysexits; ours is the shells' 2.
                StandardError.write(fullMessage(for: error))
                exit(withError: ExitCode(2))
            default:
                StandardError.write("internal error: \(error)")
                exit(withError: ExitCode(70))
            }
        }
    }
}
