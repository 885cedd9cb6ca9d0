import AgentConfig
import ArgumentParser
import Diagnostics
import Evaluation
import PromptReading
import Routing

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Measure how well the router chooses, on a table of outcomes.",
        discussion: """
            Lets the router and the classifier choose a model for every prompt of a table, by the figures of a profile, and looks \
            up how well that model answered: success, cost and time, beside a model at random, every model alone, the best model \
            of each task and the best of each prompt. Score prompts that the profile was not fitted on.

            With `--config` the keyword rules, the threshold and the weights are those of a fleet, and it is shown what keywords \
            alone, the classifier alone, and both give.

            EXAMPLES
              spindle eval score --profile all.yaml --outcomes new.jsonl
              spindle eval score … --config generated/production/agent --svg curve.svg

            Exit codes: 0 scored, 1 errors in the profile or the configuration, 2 wrong usage, a table that is none, or no \
            classifier.
            """
    )

    @Option(
        help: ArgumentHelp("What `spindle eval fit` has written.", valueName: "file"),
        completion: .file(extensions: ["yaml"])
    )
    var profile: String

    @OptionGroup var options: EvalOptions

    @Option(
        help: ArgumentHelp("What models charge: a JSON file.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var prices: String

    @Option(
        help: ArgumentHelp("Route as this folder with an agent's router.json says.", valueName: "dir"),
        completion: .directory
    )
    var config: String?

    @Option(help: ArgumentHelp("Score this part of the prompts only: 0/5 to 4/5.", valueName: "k/n"))
    var fold: Fold?

    @Option(
        help: ArgumentHelp("Draw the curve of success by cost into this file.", valueName: "file"),
        completion: .file(extensions: ["svg"])
    )
    var svg: String?

    @Option(help: "How the answer is printed: text or json.")
    var format = AnswerFormat.text

    func run() throws {
        let profile = try ProfileFile(self.profile)
        let fleet = try config.map { try AgentFolder($0).router() }
        do throws(CommandFailure) {
            try score(profile, fleet)
        } catch {
            error.print()
            throw ExitCode.usage
        }
    }

    private func score(_ profile: ProfileFile, _ config: RouterConfig?) throws(CommandFailure) {
        let names = profile.models.map(\.name)
        let table = try self.table(of: names)
        let prices = try options.prices(self.prices, of: names)
        let reader = try options.reader()
        guard profile.encoder == nil || profile.encoder == reader.encoder else {
            throw CommandFailure(
                "`\(self.profile)` was fitted with another classifier than \(reader.words)",
                help: "fit it anew, or name its classifier's folder by `--classifier`"
            )
        }
        let prompts = try options.prompts(table, try options.signals(of: table, reader))
        let models = profile.models.map { model in
            EvaluatedFleet.Model(name: model.name, quality: model.quality, price: prices[model.name] ?? .unknown)
        }
        var fleet = EvaluatedFleet(models: models, encoder: profile.encoder)
        if let config { fleet.judge(as: config) }
        let report = Scoring(prompts, fleet).report(weights: config?.weights)
        let ablation = config == nil ? [] : self.ablation(prompts, fleet)
        if let svg { try EvalOutput.write(Array(CurveSVG(report).render().utf8), to: svg) }
        switch format {
        case .text: Console.standard.output(ScoreText(report, ablation: ablation).render())
        case .json: Console.standard.output(ScoreJSON(report, ablation: ablation).render())
        }
    }

    /// The prompts that every model of the profile has answered.
    private func table(of models: [String]) throws(CommandFailure) -> OutcomeTable {
        let all = try options.table()
        for model in models where !all.models.contains(model) {
            let meant = nearest(to: model, among: all.models)
            throw CommandFailure(
                "`\(options.outcomes)` has no scores of `\(model)`, which the profile knows",
                help: meant.map { "did you mean `\($0)`?" } ?? "there is \(all.models.listed())"
            )
        }
        let table = all.only(models)
        let wanted = table.rows.indices.filter { fold?.contains(table.rows[$0].prompt) ?? true }
        let complete = wanted.filter { !table.rows[$0].scores.contains(nil) }
        guard !complete.isEmpty else {
            throw CommandFailure("no prompt of `\(options.outcomes)` was answered by every model of the profile")
        }
        if complete.count < wanted.count {
            Console.standard.error(
                "left \((wanted.count - complete.count).counting("prompt")) out, which not every model answered"
            )
        }
        return table.rows(at: complete)
    }

    /// What each half of the judgement gives alone.
    private func ablation(_ prompts: Scoring.Prompts, _ fleet: EvaluatedFleet) -> [Strategy] {
        var keywords = fleet
        keywords.isClassified = false
        var classifier = fleet
        classifier.keywords = []
        let accuracy = RouterConfig.Weights(accuracy: 1, latency: 0, cost: 0)
        return [("keywords", keywords), ("the classifier", classifier), ("both", fleet)].map { name, fleet in
            Scoring(prompts, fleet).routed(name, accuracy)
        }
    }
}
