import Agent
import ArgumentParser

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make an API key for a tenant.",
        discussion: """
            The line for the file of keys goes to standard output, the key itself to standard error: it is shown once and \
            kept nowhere.
            """
    )

    @Argument(help: "The name of a tenant of the fleet.")
    var tenant: String

    func run() throws {
        guard !tenant.contains(where: { $0.isWhitespace || $0 == "#" }), !tenant.isEmpty else {
            throw ValidationError("a tenant's name has no blanks and no `#`")
        }
        let (key, line) = APIKeys.make(for: tenant)
        StandardError.write(key)
        print(line)
    }
}
