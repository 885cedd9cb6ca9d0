import ArgumentParser
import Compiler
import Policies

struct PolicyInputCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "input",
        abstract: "Print the fleet as policies see it, as JSON.",
        discussion: """
            Values are those that hold once all layers are applied. The way to a value is the path of a violation there.

            EXAMPLES
              spindle policy input
              spindle policy input --env production | jq '.environments[].models[].plan'
            """
    )

    @OptionGroup var options: FleetOptions

    func run() throws {
        let result = try options.read().compile(options, emits: false)
        let printer = DiagnosticPrinter(options: options)
        guard let fleet = result.fleet, !printer.fails(result.diagnostics) else {
            return try printer.finish(result.diagnostics, in: result)
        }
        let input = PolicyInput(fleet, plans: result.plans)
        Console.standard.output(String(decoding: input.json.indented, as: UTF8.self))
    }
}
