import Agent
import ArgumentParser

struct WakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "wake", abstract: "Wake a model of a running agent.")
    @OptionGroup var order: OrderOptions

    func run() async throws { try await order.give("wake") }
}

struct SleepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sleep",
        abstract: "Put a model to sleep when its requests have ended, until somebody asks for it."
    )
    @OptionGroup var order: OrderOptions

    func run() async throws { try await order.give("sleep") }
}

struct PinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Keep a model awake until it is unpinned."
    )
    @OptionGroup var order: OrderOptions

    func run() async throws { try await order.give("pin") }
}

struct UnpinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unpin", abstract: "Let a pinned model sleep again.")
    @OptionGroup var order: OrderOptions

    func run() async throws { try await order.give("unpin") }
}

struct OrderOptions: ParsableArguments {
    @Argument(help: "The name of the model.")
    var model: String

    @OptionGroup var admin: AdminOptions

    func give(_ order: String) async throws {
        let state = try await admin.ask { client throws(AgentFailure) in try await client.tell(model, to: order) }
        print("\(state.name): \(state.phase)\(state.isPinned ? ", pinned" : "")")
    }
}
