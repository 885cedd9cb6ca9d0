import ArgumentParser
import Compiler
import Diagnostics
import Fleet
import GitTree

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a fleet and write nothing, save fixes that are asked for.",
        discussion: """
            EXAMPLES
              spindle check
              spindle check --env production --deny warnings
              spindle check --format json fleets/research
              spindle check --fix                correct what has one meaning only
              spindle check --format sarif       also github, gitlab and junit
              spindle check --generated          exit code 3 if generated/ is out of date
              spindle check --no-policies        without the rules in policies/
              spindle check --generated --rev HEAD     both as they were committed
              spindle check --rev v1.4 /srv/fleet.git/specs
              jsonnet fleet.jsonnet | spindle check -
            """
    )

    @OptionGroup var options: FleetOptions

    @OptionGroup var policies: PolicyOptions

    @Flag(help: "Show and make the safe fixes, then check what is left.")
    var fix = false

    @Flag(help: "Also compare the generated output with the specs, and write nothing.")
    var generated = false

    @Option(help: ArgumentHelp("The folder of the output; by default generated/ beside the specs.", valueName: "dir"))
    var out: String?

    func validate() throws {
        if generated, options.path == "-", out == nil {
            throw ValidationError("`--generated` needs `--out` when the specs come through standard input")
        }
        if fix, options.path == "-" { throw ValidationError("`--fix` changes files, not standard input") }
        if fix, options.revision != nil { throw ValidationError("`--fix` changes files, not revisions") }
        if out != nil, !generated { throw ValidationError("`--out` has no meaning without `--generated`") }
    }

    func run() throws {
        var specs = try options.read()
        let printer = DiagnosticPrinter(options: options, hintsAtFixes: !fix)
        if fix, let worktree = specs.folder?.worktree {
            let first = specs.compile(options, emits: false)
            let obstacles = FixStep(specs, in: worktree, options: options).run(after: first)
            guard obstacles.isEmpty else { return try printer.finish(first.diagnostics + obstacles, in: first) }
            specs = try options.read()
        }
        let result = specs.compile(options, emits: generated, policies: try policies.read(beside: specs))
        let summary = result.summary("checked", specs)
        guard generated, !printer.fails(result.diagnostics) else {
            return try printer.finish(result.diagnostics, in: result, summary: summary)
        }
        let existing: ExistingOutput?
        do throws(GitFailure) {
            existing = try specs.existingOutput(at: out)
        } catch {
            return try printer.finish(result.diagnostics + [error.diagnostic], in: result)
        }
        guard let existing else {
            throw ValidationError("`--out` is needed, as the repository has no folder beside the specs")
        }
        let drift = OutputStep(result: result, options: options).drift(of: existing)
        do {
            try printer.finish(result.diagnostics + drift, in: result, summary: summary)
        } catch let code as ExitCode where code == .diagnostics && !drift.isEmpty {
            throw ExitCode.stale
        }
    }
}

extension CompileResult {
    /// `checked 4 models in 3 environments`, and of which revision.
    func summary(_ verb: String, _ specs: FleetSpecs) -> String {
        let models = fleet?.modelNames.count ?? 0
        let revision = specs.folder?.revision.map { " at \($0)" } ?? ""
        return
            "\(verb) \(models) model\(models == 1 ? "" : "s") in \(plans.count) environment\(plans.count == 1 ? "" : "s")\(revision)"
    }
}
