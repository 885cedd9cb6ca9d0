import ArgumentParser
import Compiler

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a diagnostic, a key of the spec, or list what there is.",
        discussion: """
            EXAMPLES
              spindle explain SP3001             a diagnostic
              spindle explain 'models.*.scale'   a key of the spec and those beneath it
              spindle explain fleet.routing.weights
              spindle explain 'environments.*.pools'
              spindle explain rules              every diagnostic there is
              spindle explain architectures      the models of the catalogue
              spindle explain gpus               the GPUs of the catalogue
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The id of a diagnostic, a path in the spec, rules, architectures or gpus.",
            valueName: "topic"
        ),
        completion: .list(Explanation.topics)
    )
    var topic: String

    func run() throws {
        switch Explanation.of(topic) {
        case .found(let text): Console.standard.output(text)
        case .unknown(let help):
            Console.standard.error("error: nothing is known of `\(topic)`")
            Console.standard.error("  = help: \(help)")
            throw ExitCode.usage
        }
    }
}
