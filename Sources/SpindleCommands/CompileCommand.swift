import ArgumentParser
import Compiler
import Diagnostics

struct CompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Check a fleet and write its output.",
        discussion: """
            Writes all or nothing. Files that are no longer generated are removed, files that Spindle did not write and \
            generated files that were edited by hand are never touched: they are errors.

            EXAMPLES
              spindle compile
              spindle compile --env staging
              spindle compile --out build/generated fleets/research
              spindle compile --rev v1.4 --out build/v1.4
              jsonnet fleet.jsonnet | spindle compile - --out generated
            """
    )

    @OptionGroup var options: FleetOptions

    @OptionGroup var policies: PolicyOptions

    @Option(help: ArgumentHelp("The folder of the output; by default generated/ beside the specs.", valueName: "dir"))
    var out: String?

    func validate() throws {
        if options.path == "-", out == nil {
            throw ValidationError("`--out` is needed when the specs come through standard input")
        }
    }

    func run() throws {
        let specs = try options.read()
        let result = specs.compile(options, emits: true, policies: try policies.read(beside: specs))
        try Self.finish(result, of: specs, options, out: out)
    }

    /// Writes the output of a result, unless it has failed, and prints what there is to say.
    /// - Throws: the exit code of a run that failed.
    static func finish(_ result: CompileResult, of specs: FleetSpecs, _ options: FleetOptions, out: String?) throws {
        let printer = DiagnosticPrinter(options: options)
        guard !printer.fails(result.diagnostics) else { return try printer.finish(result.diagnostics, in: result) }
        guard let path = out ?? specs.folder?.defaultOutput else {
            throw ValidationError("`--out` is needed, as the repository has no folder beside the specs")
        }
        let folder = OutputFolder(path)
        let outcome = OutputStep(result: result, options: options).write(into: folder)
        try printer.finish(
            result.diagnostics + outcome.diagnostics,
            in: result,
            summary: "\(result.summary("compiled", specs)) into \(folder.path): \(outcome.summary)"
        )
    }
}

/// Compares or writes the output of a run, with every failure as a diagnostic.
struct OutputStep {
    let result: CompileResult
    let options: FleetOptions

    struct Outcome {
        var diagnostics: [Diagnostic] = []
        var summary = ""
    }

    /// How the output differs from what it should be.
    func drift(of existing: ExistingOutput) -> [Diagnostic] {
        do throws(OutputFolder.Failure) {
            return try plan(for: existing).drift(in: existing.path)
        } catch {
            return [error.diagnostic]
        }
    }

    func write(into folder: OutputFolder) -> Outcome {
        do throws(OutputFolder.Failure) {
            let plan = try plan(for: folder.existing)
            let obstacles = plan.obstacles(in: folder.path)
            guard obstacles.isEmpty else { return Outcome(diagnostics: obstacles) }
            try folder.apply(plan)
            let parts = [
                plan.stale.isEmpty ? nil : "\(plan.stale.count) written",
                plan.orphaned.isEmpty ? nil : "\(plan.orphaned.count) removed",
                "\(plan.unchanged) unchanged",
            ]
            return Outcome(summary: parts.compactMap(\.self).joined(separator: ", "))
        } catch {
            return Outcome(diagnostics: [error.diagnostic])
        }
    }

    private func plan(for existing: ExistingOutput) throws(OutputFolder.Failure) -> OutputPlan {
        try OutputPlan(
            result.files,
            in: existing,
            environments: options.environments.isEmpty ? nil : options.environments
        )
    }
}
