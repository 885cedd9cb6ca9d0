import ArgumentParser
import Classifier
import Diagnostics
import Evaluation
import Parallel
import PromptReading
import Routing
import Synchronization

/// What fitting and scoring have in common: a table, prices, and a classifier that reads the prompts.
struct EvalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The table of outcomes: a file of JSON lines, or - for standard input.", valueName: "file"),
        completion: .file(extensions: ["jsonl"])
    )
    var outcomes: String

    @OptionGroup var classifier: ClassifierOptions

    @Option(help: ArgumentHelp("Tokens of an answer, where the table does not say.", valueName: "count"))
    var answerTokens = 256

    func validate() throws {
        guard (0...10_000_000).contains(answerTokens) else {
            throw ValidationError("`--answer-tokens` is a number from 0 to 10000000")
        }
    }

    func table() throws(CommandFailure) -> OutcomeTable {
        let bytes = try InputFile.bytes(of: outcomes, most: Self.mostBytes)
        do throws(OutcomeTable.Malformed) {
            return try OutcomeTable(jsonLines: bytes)
        } catch {
            throw CommandFailure(
                "`\(outcomes)` is no table of outcomes: \(error)",
                help: #"write lines such as {"task": "gsm8k", "prompt": "…", "scores": {"model-a": 1, "model-b": 0}}"#
            )
        }
    }

    /// Prices of models of the table.
    /// - Parameter models: those that must have one.
    func prices(_ path: String, of models: [String]) throws(CommandFailure) -> ModelPrices {
        let bytes = try InputFile.bytes(of: path)
        let prices: ModelPrices
        do throws(ModelPrices.Malformed) {
            prices = try ModelPrices(json: bytes)
        } catch {
            throw CommandFailure(
                "`\(path)` has no prices: \(error)",
                help: #"write an object such as {"model-a": {"input_price": 0.2, "output_price": 0.6, "size": "7B"}}"#
            )
        }
        for model in models where prices[model] == nil {
            let meant = nearest(to: model, among: prices.byModel.keys.sorted())
            throw CommandFailure(
                "`\(path)` has no price of `\(model)`",
                help: meant.map { "did you mean `\($0)`?" } ?? "add it, or remove the model from the table"
            )
        }
        return prices
    }

    static let mostBytes = 1 << 30

    // MARK: Prompts

    func reader() throws(CommandFailure) -> PromptReader {
        do throws(ClassifierFailure) {
            return try PromptReader(classifier.places)
        } catch {
            throw CommandFailure(
                "\(error)",
                help: "name a model's folder by `--classifier` and ONNX Runtime's library by `--onnxruntime`"
            )
        }
    }

    /// What the classifier says of each prompt.
    func signals(of table: OutcomeTable, _ reader: PromptReader) throws(CommandFailure) -> [ClassifierSignal] {
        let console = Console.standard
        let done = Atomic(0)
        let count = table.rows.count
        let found = table.rows.concurrentMap { row -> Result<ClassifierSignal, ClassifierFailure> in
            let result = Result { () throws(ClassifierFailure) in try reader.signal(of: Array(row.prompt.utf8)) }
            let number = done.add(1, ordering: .relaxed).newValue
            if number % 50 == 0 { console.progress("classified \(number) of \(count) prompts") }
            return result
        }
        console.progress("")
        do throws(ClassifierFailure) {
            var signals: [ClassifierSignal] = []
            for result in found { signals.append(try result.get()) }
            return signals
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// - Parameter table: of which every model has a price.
    func prompts(_ table: OutcomeTable, _ signals: [ClassifierSignal]) throws(CommandFailure) -> Scoring.Prompts {
        var tokens: [Int] = []
        for row in table.rows {
            tokens.append(try RouteQuestion(prompt: row.prompt, for: EvaluatedFleet.route).facts.promptTokens)
        }
        return Scoring.Prompts(table: table, signals: signals, tokens: tokens, answerTokens: answerTokens)
    }
}
