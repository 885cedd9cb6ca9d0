import ArgumentParser
import Compiler
import Diagnostics
import Fleet
import FleetDiff
import FleetPlan
import FoundationEssentials
import Parallel
import Simulation
import SpecSyntax

struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Propose settings that would have been better on every axis, as a patch.",
        discussion: """
            Simulates a fleet over a trace, as `spindle simulate` does, with other idle timeouts, other numbers of replicas and other \
            weights, and looks for settings with more good answers, quicker and cheaper ones, and fewer refusals: none of them worse, \
            one of them better. What it finds is tried again with other lots. The patch goes to standard output, and compiles; what \
            it does is said beside it. Without one there is nothing that is better on every axis, and that is said.

            EXAMPLES
              spindle tune --trace last-week.csv --env production
              spindle tune --trace last-week.csv --env production | git apply
              spindle tune --trace rates.csv --scale 0.001 --format json | jq .changes

            Exit codes: 0 with or without a proposal, 1 errors in the specs, 2 wrong usage, or a trace that cannot be read.
            """
    )

    @OptionGroup var options: FleetOptions

    @OptionGroup(title: "Traffic") var traffic: TrafficOptions

    func validate() throws {
        guard [.text, .json].contains(options.format) else {
            throw ValidationError("`tune` prints text or json; \(options.format.rawValue) is for `check` and `compile`")
        }
    }

    func run() throws {
        let specs = try options.read()
        let result = specs.compile(options, emits: false, keepsDocuments: true)
        let printer = DiagnosticPrinter(options: options)
        guard !printer.fails(result.diagnostics) else { return try printer.finish(result.diagnostics, in: result) }
        do throws(CommandFailure) {
            try tune(specs, result)
        } catch {
            error.print()
            throw ExitCode.usage
        }
    }

    private func tune(_ specs: FleetSpecs, _ result: CompileResult) throws(CommandFailure) {
        let plan = try result.onlyPlan()
        let fleet = SimulatedFleet(plan, fleet: result.fleet?.name.value ?? "")
        let trace = try traffic.readTrace()
        try traffic.checkNames(trace, fleet.router)
        let replay = try SeededReplay(trace, traffic)
        let console = Console.standard
        var tried = 0
        let tuning = Tuning(fleet) { fleets in
            tried += fleets.count
            console.progress("tried \(tried) variants …")
            return replay.run(fleets, seeds: 2, from: 0)
        }
        // With other lots than those that it was found with.
        let sides = replay.run([fleet, tuning.fleet], seeds: 5, from: 1000)
        console.progress("")
        let change = ReplayedChange(sides[0], sides[1])
        guard !tuning.changes.isEmpty, Tuning.holds(change) else {
            return try report(TuneReport(tried: tuning.tried))
        }
        let patch = try SpecPatch(tuning.changes, of: specs, result, options: options)
        try report(TuneReport(tried: tuning.tried, changes: tuning.changes, replay: change, patch: patch))
    }

    private func report(_ report: TuneReport) throws(CommandFailure) {
        let console = Console.standard
        switch options.format {
        case .json: console.output(try report.json())
        default:
            console.output(report.patch)
            console.error(report.words)
        }
    }
}

extension CompileResult {
    /// The plan of the only environment.
    func onlyPlan() throws(CommandFailure) -> EnvironmentPlan {
        guard let plan = plans.first, plans.count == 1 else {
            let names = plans.map { $0.environment.name.value }.joined(separator: ", ")
            throw CommandFailure("a simulation is of one environment", help: "name one with --env: \(names)")
        }
        return plan
    }
}
