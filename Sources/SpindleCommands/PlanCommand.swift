import ArgumentParser
import Compiler
import FleetPlan
import FoundationEssentials

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show memory, GPUs, cost and speed of a fleet.",
        discussion: """
            For each environment: how the memory of every model is used and which sequences fit, GPUs of each pool pinned, \
            at most and in stock, which models can be awake together, what it costs, and how fast it is.

            EXAMPLES
              spindle plan
              spindle plan --env production --format json | jq '.environments[].cost'
            """
    )

    @OptionGroup var options: FleetOptions

    func validate() throws {
        guard [.text, .json].contains(options.format) else {
            throw ValidationError("`plan` prints text or json; \(options.format.rawValue) is for `check` and `compile`")
        }
    }

    func run() throws {
        let result = try options.read().compile(options, emits: false)
        let printer = DiagnosticPrinter(options: options)
        guard !printer.fails(result.diagnostics) else { return try printer.finish(result.diagnostics, in: result) }
        let console = Console.standard
        switch options.format {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let report = PlanReport(environments: result.plans.map(EnvironmentReport.init))
            console.output(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
        default:
            try printer.finish(result.diagnostics, in: result)
            for plan in result.plans { console.output(PlanText(EnvironmentReport(plan)).render() + "\n") }
        }
    }
}
