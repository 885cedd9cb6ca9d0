import ArgumentParser
import Diagnostics
import Evaluation
import PromptReading
import Routing

struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Learn how well models answer which prompts, as a quality profile.",
        discussion: """
            Writes a document of kind QualityProfile, whose figures models of a fleet take with `quality: {profile: NAME}`: the \
            share of good answers by complexity and domain, and for each model a head that reads what these leave unsaid from \
            the classifier's state of the prompt. What the figures are worth on prompts that were not fitted is measured in five \
            folds, and printed; with prices, what routing by them would cost.

            EXAMPLES
              spindle eval fit --outcomes old.jsonl --prices prices.json --out all.yaml
              spindle eval fit --outcomes outcomes.jsonl --holdout 0/5 --out part.yaml

            Exit codes: 0 written, 2 wrong usage, a table that is none, or no classifier.
            """
    )

    @OptionGroup var options: EvalOptions

    @Option(
        help: ArgumentHelp("What models charge: a JSON file. Models without a price are an error.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var prices: String?

    @Option(
        help: ArgumentHelp("Where the profile goes: a file, or - for standard output.", valueName: "file"),
        completion: .file(extensions: ["yaml"])
    )
    var out: String

    @Option(help: ArgumentHelp("The profile's name; by default the file's.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Leave this part of the prompts out, for scoring: 0/5 to 4/5.", valueName: "k/n"))
    var holdout: Fold?

    @Option(
        help: ArgumentHelp(
            "Judge prompts as this folder with an agent's router.json says; by default without keyword rules.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var config: String?

    func validate() throws {
        if out == "-", name == nil { throw ValidationError("`--out -` needs a `--name` for the profile") }
    }

    func run() throws {
        var fleet = EvaluatedFleet(models: [], encoder: nil)
        if let config { fleet.judge(as: try AgentFolder(config).router()) }
        do throws(CommandFailure) {
            try fit(in: fleet)
        } catch {
            error.print()
            throw ExitCode.usage
        }
    }

    /// - Parameter fleet: that judges prompts as the one in which the profile will be used.
    private func fit(in fleet: EvaluatedFleet) throws(CommandFailure) {
        let console = Console.standard
        var table = try options.table()
        if let holdout {
            table = table.rows(at: table.rows.indices.filter { !holdout.contains(table.rows[$0].prompt) })
            guard !table.rows.isEmpty else {
                throw CommandFailure("`--holdout` leaves no prompt of `\(options.outcomes)`")
            }
        }
        let prices = try self.prices.map { path throws(CommandFailure) in try options.prices(path, of: table.models) }
        let reader = try options.reader()
        let signals = try options.signals(of: table, reader)
        console.progress("fitting \(table.models.count.counting("model"))")
        let fit = QualityFit(table, signals, in: fleet)
        let fitted = fit.fit()
        console.progress("")
        let tasks = Set(table.rows.map(\.task)).count
        let measured =
            "\(table.rows.count.counting("prompt")) of \(tasks.counting("task")), read by the classifier \(reader.encoder.prefix(12))"
        try EvalOutput.write(
            ProfileFile.document(fitted, named: name ?? Self.stem(out), measured: measured),
            to: out
        )
        console.error(FitText(fitted, table).render())
        if let prices { console.error(try foldedScores(fit, fitted, table, signals, prices, in: fleet)) }
    }

    /// What routing would give, each fifth of the prompts by a fit on the others.
    private func foldedScores(
        _ fit: QualityFit,
        _ fitted: FittedQuality,
        _ table: OutcomeTable,
        _ signals: [ClassifierSignal],
        _ prices: ModelPrices,
        in fleet: EvaluatedFleet
    ) throws(CommandFailure) -> String {
        var parts: [(prompts: Scoring.Prompts, fleet: EvaluatedFleet)] = []
        for (rows, quality) in fit.folded(fitted.check.penalty) {
            let complete = rows.filter { !table.rows[$0].scores.contains(nil) }
            let models = zip(table.models, quality).map { model, quality in
                EvaluatedFleet.Model(name: model, quality: quality, price: prices[model] ?? .unknown)
            }
            let prompts = try options.prompts(table.rows(at: complete), complete.map { signals[$0] })
            parts.append((prompts, fleet.with(models, encoder: fitted.encoder)))
        }
        guard parts.contains(where: { !$0.prompts.table.rows.isEmpty }) else {
            return "no prompt was answered by every model, so that there is nothing to route"
        }
        return ScoreText(Scoring(parts).report(weights: nil), ablation: []).render()
    }

    /// `benchmarks` of `specs/profiles/benchmarks.yaml`.
    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }
}

extension Fold: ExpressibleByArgument {
    /// `2/5`: the third of five.
    package init?(argument: String) {
        let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let index = numbers[0], let count = numbers[1] else { return nil }
        self.init(index: index, of: count)
    }
}
