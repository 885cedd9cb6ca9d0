import ArgumentParser
import Compiler
import Diagnostics
import Policies

struct PolicyExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "List the policies, or explain one.",
        discussion: """
            EXAMPLES
              spindle policy explain
              spindle policy explain gpu-approval
              spindle policy explain gpu-approval --policies fleets/research/policies
            """
    )

    @Argument(help: ArgumentHelp("The id of a policy; without it all are listed.", valueName: "id"))
    var id: String?

    @Option(
        name: .customLong("policies"),
        help: ArgumentHelp("The folder of the policies.", valueName: "dir"),
        completion: .directory
    )
    var folder = PoliciesOnDisk.defaultPath

    func run() throws {
        let console = Console.standard
        let disk = try PoliciesOnDisk(folder)
        var sources = SourceMap()
        let (policies, problems) = PolicyCheck(disk.policies, with: disk.evaluator()).list(in: &sources)
        let diagnostics = disk.contents.diagnostics + problems
        PolicyPrinter.printToError(diagnostics, in: sources)
        if let id {
            guard let policy = policies.first(where: { $0.id == id }) else {
                console.error("error: there is no policy `\(id)`")
                let suggestion = nearest(to: id, among: policies.map(\.id))
                console.error(
                    "  = help: \(suggestion.map { "did you mean `\($0)`?" } ?? "`spindle policy explain` lists them")"
                )
                throw ExitCode.usage
            }
            console.output(
                "\(policy.id): \(policy.title) (\(policy.severity.rawValue))\n\n\(policy.explanation)"
                    + (policy.explanation.hasSuffix("\n") ? "" : "\n")
            )
        } else {
            var table = TextTable([.text("POLICY"), .text("SEVERITY"), .text("TITLE")])
            for policy in policies { table.add([policy.id, policy.severity.rawValue, policy.title]) }
            console.output(table.render())
        }
        if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.diagnostics }
    }
}
