import AgentConfig
import ArgumentParser
import Compiler
import Diagnostics
import Fleet
import FleetEmit
import Routing
import SpecSyntax

struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Show which model gets a prompt, and why.",
        discussion: """
            Judges a prompt and weighs the models of an environment as its agent does, and shows everything that counted: the \
            keyword rules that fire, the probabilities of complexity and domain, the score of every candidate, and what is \
            excluded. The specs are compiled to answer, unless `--config` names what the agent reads. Every model is awake \
            and idle unless `--cold` says otherwise. What no keyword decides the classifier does, if it is installed beside \
            this program or `--classifier` names it; else it is as open as to an agent that runs without one.

            EXAMPLES
              spindle route --prompt 'Prove that there are infinitely many primes.'
              spindle route --prompt - --env production --cold deepseek-r1 < question.txt
              spindle route --request chat.json --tenant batch   a body of the OpenAI API
              spindle route --prompt hello --format json | jq .candidates
              spindle route --prompt hello --config generated/production/agent

            Exit codes: 0 a model is chosen, 1 errors in the specs, or none can answer, 2 wrong usage.
            """
    )

    @Option(help: ArgumentHelp("The prompt, or - for standard input.", valueName: "text"))
    var prompt: String?

    @Option(
        help: ArgumentHelp(
            "Instead of a prompt, a request as clients of the OpenAI API send it: a JSON file, or - for standard input.",
            valueName: "path"
        ),
        completion: .file(extensions: ["json"])
    )
    var request: String?

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "The name that is asked for; by default that of the request, or the first route.",
            valueName: "name"
        )
    )
    var name: String?

    @Option(
        help: ArgumentHelp("Read this folder with an agent's router.json, instead of specs.", valueName: "dir"),
        completion: .directory
    )
    var config: String?

    @Option(
        help: ArgumentHelp("The folder of the specs, one spec file, or - for standard input.", valueName: "path"),
        completion: .file(extensions: SpecFolder.extensions)
    )
    var specs = "specs"

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("The environment; by default the first.", valueName: "name"),
        completion: Completions.environments
    )
    var environment: String?

    @Option(help: ArgumentHelp("The tenant that asks; by default nobody's limits apply.", valueName: "name"))
    var tenant: String?

    @Option(help: ArgumentHelp("Tokens of the prompt; by default they are estimated.", valueName: "count"))
    var tokens: Int?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Models that are at zero and would have to be woken.", valueName: "model")
    )
    var cold: [String] = []

    @Option(help: ArgumentHelp("The model that the conversation has been on.", valueName: "model"))
    var conversation: String?

    @OptionGroup var classifier: ClassifierOptions

    @Option(help: "How the answer is printed: text or json.")
    var format = AnswerFormat.text

    func validate() throws {
        guard (prompt == nil) != (request == nil) else {
            throw ValidationError("give either `--prompt` or `--request`")
        }
        if config != nil, environment != nil {
            throw ValidationError("`--env` chooses among the environments of specs; `--config` is one environment's")
        }
        if config == nil, specs == "-", prompt == "-" || request == "-" {
            throw ValidationError("standard input is either the specs or what is asked")
        }
        if let tokens, !(0...1_000_000_000).contains(tokens) {
            throw ValidationError("`--tokens` is a number from 0 to 1000000000")
        }
    }

    func run() throws {
        let console = Console.standard
        let config = try config.map { try AgentFolder($0).router() } ?? compiled()
        let answer: RouteAnswer
        do throws(CommandFailure) {
            let question = try question(for: config)
            answer = try RouteAnswer(
                question,
                config,
                cold: try models(cold, in: config),
                classifier: RouteClassifier(classifier)
            )
        } catch {
            error.print()
            throw ExitCode.usage
        }
        switch format {
        case .text: console.output(RouteText(answer).render())
        case .json: console.output(try RouteReport(answer).json())
        }
        if answer.decision.model == nil { throw ExitCode.diagnostics }
    }

    // MARK: What is asked

    private func question(for config: RouterConfig) throws(CommandFailure) -> RouteQuestion {
        guard let name = name ?? config.routes.first?.name ?? config.models.first?.name else {
            throw CommandFailure("environment `\(config.environment)` has no models")
        }
        var question: RouteQuestion
        if let request {
            question = try RouteQuestion(body: try InputFile.bytes(of: request))
            if let name = self.name { question.facts.name = name }
        } else {
            let prompt = prompt ?? ""
            question = try RouteQuestion(prompt: prompt == "-" ? try InputFile.text(of: prompt) : prompt, for: name)
        }
        if let tenant {
            try require(tenant, among: config.tenants.map(\.name), "tenant", in: config)
            question.facts.caller = .tenant(tenant)
        }
        if let tokens { question.facts.promptTokens = tokens }
        if let conversation { question.facts.conversation = try models([conversation], in: config).first }
        return question
    }

    private func models(_ names: [String], in config: RouterConfig) throws(CommandFailure) -> [String] {
        for name in names { try require(name, among: config.models.map(\.name), "model", in: config) }
        return names
    }

    private func require(
        _ name: String,
        among known: [String],
        _ noun: String,
        in config: RouterConfig
    ) throws(CommandFailure) {
        guard !known.contains(name) else { return }
        let meant = nearest(to: name, among: known)
        throw CommandFailure(
            "environment `\(config.environment)` has no \(noun) `\(name)`",
            help: meant.map { "did you mean `\($0)`?" } ?? (known.isEmpty ? nil : "there is \(known.listed())")
        )
    }

    // MARK: What decides

    /// What the agent of the environment would read if the specs were compiled now.
    private func compiled() throws -> RouterConfig {
        let options = try FleetOptions.parse([specs] + (environment.map { ["--env", $0] } ?? []))
        let result = try options.read().compile(options, emits: false)
        guard !result.hasErrors, let fleet = result.fleet, let plan = result.plans.first else {
            try DiagnosticPrinter(options: options).finish(result.diagnostics, in: result)
            Console.standard.error("error: the specs have no environment")
            throw ExitCode.diagnostics
        }
        return RouterConfig(plan, fleet: fleet.name.value)
    }
}
