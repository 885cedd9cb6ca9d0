import ArgumentParser
import Compiler
import Diagnostics
import Fleet

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a fleet and write nothing.",
        discussion: """
            EXAMPLES
              spindle check
              spindle check --env production --deny warnings
              spindle check --format json fleets/research
              spindle check --generated          is generated/ what the specs say? Exit code 3 if not
              spindle check --no-policies        without the rules in policies/
              jsonnet fleet.jsonnet | spindle check -
            """
    )

    @OptionGroup var options: FleetOptions

    @OptionGroup var policies: PolicyOptions

    @Flag(help: "Also compare the generated output with the specs, and write nothing.")
    var generated = false

    @Option(help: ArgumentHelp("The folder of the output; by default generated/ beside the specs.", valueName: "dir"))
    var out: String?

    func validate() throws {
        if generated, options.path == "-", out == nil {
            throw ValidationError("`--generated` needs `--out` when the specs come through standard input")
        }
        if out != nil, !generated { throw ValidationError("`--out` has no meaning without `--generated`") }
    }

    func run() throws {
        let specs = try options.read()
        let result = specs.compile(options, emits: generated, policies: try policies.read(beside: specs))
        let printer = DiagnosticPrinter(options: options)
        guard generated, !printer.fails(result.diagnostics) else {
            return try printer.finish(result.diagnostics, in: result, summary: result.summary("checked"))
        }
        let folder = OutputFolder(out ?? specs.folder?.defaultOutput ?? "generated")
        let drift = try OutputStep(folder: folder, result: result, options: options).drift()
        do {
            try printer.finish(result.diagnostics + drift, in: result, summary: result.summary("checked"))
        } catch let code as ExitCode where code == .diagnostics && !drift.isEmpty {
            throw ExitCode.stale
        }
    }
}

extension CompileResult {
    /// `checked 4 models in 3 environments`.
    func summary(_ verb: String) -> String {
        let models = fleet?.modelNames.count ?? 0
        return
            "\(verb) \(models) model\(models == 1 ? "" : "s") in \(plans.count) environment\(plans.count == 1 ? "" : "s")"
    }
}
