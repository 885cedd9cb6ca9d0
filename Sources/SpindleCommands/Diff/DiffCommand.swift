import ArgumentParser
import Compiler
import Diagnostics
import FleetDiff

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a change of specs does to the fleet.",
        discussion: """
            Compares two revisions, or a revision and the worktree, in terms of the fleet: settings of models, GPUs and money \
            of each environment and which budgets they break, which prompts change their model, and what is dangerous to \
            apply. Nothing is checked out. BASE is the commit where the current branch left the default one, unless it is \
            given; HEAD is the worktree. Differences end with code 0, errors in the specs of either side with 1.

            EXAMPLES
              spindle diff                             the worktree against the main branch
              spindle diff HEAD                        what is not committed yet
              spindle diff v1.3 v1.4 --env production  two revisions, one environment
              spindle diff --format markdown           a comment on the pull request
              spindle diff --trace last-week.csv       what it would have done to last week
              spindle diff --format json | jq '.diff.environments[].breaches'
            """
    )

    @Argument(
        help: ArgumentHelp("The revision before; by default where HEAD left the default branch.", valueName: "base")
    )
    var base: String?

    @Argument(help: ArgumentHelp("The revision after; by default the worktree.", valueName: "head"))
    var head: String?

    @Option(
        help: ArgumentHelp("The folder of the specs, or one spec file, as in the checkout.", valueName: "path"),
        completion: .file(extensions: SpecFolder.extensions)
    )
    var specs = "specs"

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Look at this environment only; may be given several times.", valueName: "name"),
        completion: Completions.environments
    )
    var environments: [String] = []

    @Option(help: "How the difference is printed: text, json or markdown.")
    var format = Format.text

    @OptionGroup(title: "Replayed traffic") var traffic: TrafficOptions

    @Option(help: ArgumentHelp("Replay the traffic with so many seeds, for the intervals.", valueName: "number"))
    var seeds = 5

    func validate() throws {
        guard (1...100).contains(seeds) else { throw ValidationError("`--seeds` is a number from 1 to 100") }
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case markdown
    }

    func run() throws {
        let sides = try DiffSides(base: base, head: head, specs: specs)
        let report: DiffReport
        do throws(CommandFailure) {
            let replay = try traffic.trace == nil ? nil : TrafficReplay(traffic, seeds: seeds)
            report = try sides.compare(environments: environments, replay: replay)
        } catch {
            error.print()
            throw ExitCode.usage
        }
        let console = Console.standard
        switch format {
        case .json: console.output(try DiffJSONRenderer().render(report))
        case .markdown: console.output(DiffMarkdownRenderer().render(report))
        case .text:
            console.output(DiffTextRenderer(color: console.allowsColor(.output)).render(report))
            printErrors(of: report)
        }
        if report.hasErrors { throw ExitCode.diagnostics }
    }

    private func printErrors(of report: DiffReport) {
        let console = Console.standard
        for (which, side) in [("base", report.base), ("head", report.head)] where !side.errors.isEmpty {
            let count = side.errors.count.counting("error")
            console.error("\n\(count) in the specs of \(which), \(TerminalText.visible(side.name)):\n")
            var renderer = TerminalRenderer(side.sources, color: console.allowsColor(.error))
            for error in side.errors { console.error(renderer.render(error) + "\n") }
        }
    }
}
