import AgentCommands

@main
enum Main {
    static func main() async { await AgentCommand.runAndExit() }
}
