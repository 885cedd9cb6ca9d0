public import ArgumentParser
import Compiler
import SpecSyntax

/// `spindle`: compiles fleets of self-hosted language models.
public struct SpindleCommand: ParsableCommand {
    /// Names, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "spindle",
        abstract: "Compiles fleets of self-hosted language models.",
        discussion: """
            Reads a fleet of specs (models, GPU budgets, routing weights, idle timeouts), checks it, and generates Helm \
            values, KEDA scaling objects, router configuration and the objects of Argo CD or Flux that deploy all of it.

            EXAMPLES
              spindle init research              make a new fleet repository
              spindle check                      check specs/ beneath the current folder
              spindle check --deny warnings      the same, for CI
              spindle check --fix                correct what can only be meant in one way
              spindle fmt                        canonical order and spacing of specs/
              spindle compile                    write generated/
              spindle watch                      check again whenever something changes
              spindle lsp                        for editors: findings as they are typed
              spindle plan --env production      memory, GPUs and cost of one environment
              spindle diff                       what the changes since the main branch do
              spindle simulate --trace week.csv  what traffic of the past would have met
              spindle tune --trace week.csv      settings that are better on every axis
              spindle why generated/production/agent/router.json:12
                                                 where a line of the output comes from
              spindle route --prompt 'Prove it.' which model gets a prompt, and why
              spindle eval score --help          how well the router chooses
              spindle policy test                run the tests of policies/
              spindle explain SP3001             what a diagnostic means
              spindle explain 'models.*.scale'   what a key of the spec means

            EXIT CODES
              0 fine   1 diagnostics   2 wrong usage   3 generated output is stale   70 a fault of Spindle's
            """,
        version: Compiler.version,
        subcommands: [
            InitCommand.self, CheckCommand.self, CompileCommand.self, WatchCommand.self, PlanCommand.self,
            DiffCommand.self, SimulateCommand.self, TuneCommand.self, WhyCommand.self, RouteCommand.self,
            EvalCommand.self,
            PolicyCommand.self,
            FmtCommand.self, ExplainCommand.self, SchemaCommand.self, LSPCommand.self, CompletionCommand.self,
        ]
    )

    /// Made by the parser of arguments.
    public init() {}

    /// Runs the command line and ends the process with one of the documented exit codes.
    public static func runAndExit() -> Never {
        if CommandLine.arguments.dropFirst().elementsEqual([JsonnetWorker.argument]) {
            exit(withError: ExitCode(JsonnetWorker.run()))
        }
        do {
            var command = try parseAsRoot()
            try command.run()
            exit(withError: ExitCode.success)
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            switch exitCode(for: error) {
            case .success: exit(withError: error)
            case .validationFailure:
                // ArgumentParser's own code for wrong usage is that of sysexits; ours is the shells' 2.
                Console.standard.error(fullMessage(for: error))
                exit(withError: ExitCode.usage)
            default:
                Console.standard.error("internal error: \(error)\nplease report it with the specs that led to it")
                exit(withError: ExitCode.fault)
            }
        }
    }
}

extension ExitCode {
    static let diagnostics = ExitCode(1)
    static let usage = ExitCode(2)
    static let stale = ExitCode(3)
    /// `EX_SOFTWARE` of sysexits.
    static let fault = ExitCode(70)
}
