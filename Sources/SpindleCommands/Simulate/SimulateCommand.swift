import AgentConfig
import ArgumentParser
import Compiler
import Fleet
import FleetEmit
import FleetPlan
import FoundationEssentials
import Parallel
import Simulation
import SimulationReports
import SpecSyntax

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run a fleet over a trace of traffic, in simulated time.",
        discussion: """
            The agent's own router and scaler decide, as they would; replicas are a formula of the model's size and its GPUs. Several \
            strategies are compared: the fleet as the spec says, other idle timeouts, other ways to route, models that are always on, \
            and the least that any way to scale could cost. The same seed gives the same figures.

            A trace is a CSV file with `time`, `prompt_tokens`, `answer_tokens`, and if they are known `name`, `complexity` and \
            `domain`; or Azure's traces of LLM inference, ServeGen's rates, Mooncake's JSON lines, or the agent's decision log.

            EXAMPLES
              spindle simulate --trace last-week.csv --env production
              spindle simulate --trace rates.csv --series m-small --html report.html
              spindle simulate --trace log.jsonl --policy spec --format json
              spindle simulate --trace last-week.csv --rev v1.4

            Exit codes: 0 simulated, 1 errors in the specs, 2 wrong usage, or a trace that cannot be read.
            """
    )

    @OptionGroup var options: FleetOptions

    @OptionGroup var traffic: TrafficOptions

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            "A strategy to run; may be given several times. It is \(Strategy.syntax).",
            valueName: "strategy"
        )
    )
    var policies: [String] = []

    @Option(
        help: ArgumentHelp("Write a page with charts into this file.", valueName: "file"),
        completion: .file(extensions: ["html"])
    )
    var html: String?

    func validate() throws {
        guard [.text, .json].contains(options.format) else {
            throw ValidationError(
                "`simulate` prints text or json; \(options.format.rawValue) is for `check` and `compile`"
            )
        }
        for name in policies where Strategy(name) == nil {
            throw ValidationError("`\(name)` is no strategy: it is \(Strategy.syntax)")
        }
    }

    func run() throws {
        let result = try options.read().compile(options, emits: false)
        let printer = DiagnosticPrinter(options: options)
        guard !printer.fails(result.diagnostics) else { return try printer.finish(result.diagnostics, in: result) }
        do throws(CommandFailure) {
            let plan = try result.onlyPlan()
            let fleet = SimulatedFleet(plan, fleet: result.fleet?.name.value ?? "")
            try simulate(fleet, try strategies(for: fleet))
        } catch {
            error.print()
            throw ExitCode.usage
        }
    }

    private func strategies(for fleet: SimulatedFleet) throws(CommandFailure) -> [Strategy] {
        let models = fleet.router.models.map(\.name)
        guard !policies.isEmpty else { return Strategy.usual(models: fleet.chatModels) }
        var strategies: [Strategy] = []
        for strategy in policies.compactMap(Strategy.init) where !strategies.contains(strategy) {
            if case .only(let model) = strategy.routing, !models.contains(model) {
                throw CommandFailure(
                    "there is no model `\(model)`",
                    help: "it is one of \(models.joined(separator: ", "))"
                )
            }
            strategies.append(strategy)
        }
        return strategies
    }

    private func simulate(_ fleet: SimulatedFleet, _ strategies: [Strategy]) throws(CommandFailure) {
        let traffic = try self.traffic.read(for: fleet)
        let progress = SimulationProgress(requests: traffic.trace.requests.count, runs: strategies.count)
        let settings = self.traffic.settings
        let results = strategies.concurrentMap { strategy in
            fleet.run(strategy, traffic, settings) { progress.report($0, of: strategy) }
        }
        progress.end()
        let report = SimulationReport(fleet, traffic, settings, strategies, results)
        if let html { try write(SimulationPage(report).render(), to: html) }
        let console = Console.standard
        switch options.format {
        case .json:
            guard let json = try? report.json() else {
                throw CommandFailure("the figures cannot be written as JSON")
            }
            console.output(json)
        default: console.output(SimulationText(report).render())
        }
    }

    private func write(_ page: String, to path: String) throws(CommandFailure) {
        do {
            try Data(page.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("`\(path)` cannot be written")
        }
    }
}

extension SimulatedFleet {
    init(_ plan: EnvironmentPlan, fleet: String) {
        self.init(
            router: RouterConfig(plan, fleet: fleet),
            scaling: ScalingConfig(plan, fleet: fleet),
            plan: plan
        )
    }

    var chatModels: [String] { router.models.filter { $0.capabilities.contains(.chat) }.map(\.name) }
}
