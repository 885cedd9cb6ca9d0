import AgentConfig
import ArgumentParser
import Simulation

/// The traffic that a fleet is simulated with.
struct TrafficOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The trace; - for standard input.", valueName: "file"),
        completion: .file(extensions: ["csv", "jsonl"])
    )
    var trace: String?

    @Option(help: ArgumentHelp("How it is written down; by default its first line tells.", valueName: "format"))
    var traceFormat: TraceFormat?

    @Option(help: ArgumentHelp("Take so many requests for each one of the trace.", valueName: "factor"))
    var scale = 1.0

    @Option(help: ArgumentHelp("Of rates, take this series; may be given several times.", valueName: "name"))
    var series: [String] = []

    @Option(help: ArgumentHelp("Take only so many hours of it.", valueName: "hours"))
    var hours: Double?

    @Option(
        help: ArgumentHelp("Send every request to this route or model, whatever the trace says.", valueName: "name")
    )
    var route: String?

    @Option(
        help: ArgumentHelp(
            "Draw prompts from this file, in place of the hundred that come with Spindle; docs/simulation.md says how it is written.",
            valueName: "file"
        ),
        completion: .file(extensions: ["tsv"])
    )
    var prompts: String?

    @Option(help: "What prompts, cold starts and lots are drawn with.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "How much cold starts vary: their standard deviation, as a share of their mean.",
            valueName: "share"
        )
    )
    var coldStartVariation = SimulationSettings().coldStartVariation

    @Option(help: ArgumentHelp("How long a replica that is told to stop still holds its GPUs.", valueName: "seconds"))
    var stopSeconds = SimulationSettings().stopSeconds

    func validate() throws {
        guard (0...3600).contains(stopSeconds) else {
            throw ValidationError("`--stop-seconds` is a number from 0 to 3600")
        }
        guard (0...2).contains(coldStartVariation) else {
            throw ValidationError("`--cold-start-variation` is a number from 0 to 2")
        }
        guard scale > 0, scale.isFinite, scale <= 1e6 else { throw ValidationError("`--scale` is a number above 0") }
        if let hours, !(hours > 0) { throw ValidationError("`--hours` is a number above 0") }
    }

    var settings: SimulationSettings {
        var settings = SimulationSettings(seed: seed)
        settings.route = route
        settings.coldStartVariation = coldStartVariation
        settings.stopSeconds = stopSeconds
        return settings
    }

    private static let mostBytes = 2 << 30

    func read(for fleet: SimulatedFleet) throws(CommandFailure) -> Traffic {
        let read = try readTrace()
        try checkNames(read, fleet.router)
        return Traffic(read, prompts: try promptSet(), seed: seed)
    }

    /// What prompts are drawn from.
    func promptSet() throws(CommandFailure) -> PromptSet {
        guard let prompts else { return .bundled }
        let text = try InputFile.text(of: prompts)
        let set: PromptSet
        do throws(PromptSet.Malformed) {
            set = try PromptSet(parsing: text)
        } catch {
            throw CommandFailure(
                "`\(prompts)`: line \(error.line) is no prompt",
                help: "its fields are separated by tabs: docs/simulation.md names them"
            )
        }
        guard !set.prompts.isEmpty else { throw CommandFailure("there are no prompts in `\(prompts)`") }
        return set
    }

    /// The trace, whoever serves it.
    func readTrace() throws(CommandFailure) -> Trace {
        guard let trace else { throw CommandFailure("there is no trace", help: "name one with --trace FILE") }
        let bytes = try InputFile.bytes(of: trace, most: Self.mostBytes)
        guard let format = traceFormat ?? TraceFormat(guessing: bytes) else {
            let formats = TraceFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                "`\(trace)` is no trace of a kind that is known",
                help: "name its columns `time,prompt_tokens,answer_tokens`, or say --trace-format: \(formats)"
            )
        }
        if format != .rates, !series.isEmpty {
            throw CommandFailure("`--series` is for traces of rates, and `\(trace)` is none")
        }
        var read: Trace
        do throws(TraceFault) {
            let draw = RateDraw(seed: seed, factor: format == .rates ? scale : 1, names: series)
            read = try format.read(bytes, draw: draw)
        } catch {
            throw CommandFailure("`\(trace)`: \(error)")
        }
        if format != .rates { read = read.scaled(by: scale, seed: seed) }
        if let hours { read = read.prefix(seconds: hours * 3600) }
        guard !read.requests.isEmpty else { throw CommandFailure("nothing is left of `\(trace)`") }
        return read
    }

    /// What nobody serves would be refused, and look like a fleet that fails.
    func checkNames(_ trace: Trace, _ config: RouterConfig) throws(CommandFailure) {
        let known = config.routes.map(\.name) + config.models.flatMap(\.served).map(\.name)
        let asked = route.map { [$0] } ?? Array(Set(trace.requests.lazy.compactMap(\.name))).sorted()
        guard let unknown = asked.first(where: { !known.contains($0) }) else { return }
        let said = route == nil ? "the trace asks for `\(unknown)`" : "nothing is called `\(unknown)`"
        throw CommandFailure(
            "\(said), which the fleet does not serve",
            help: "send all of it to a route with --route: \(known.joined(separator: ", "))"
        )
    }
}

extension TraceFormat: ExpressibleByArgument {}
