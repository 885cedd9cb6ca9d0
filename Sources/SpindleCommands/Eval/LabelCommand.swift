import ArgumentParser
import Diagnostics
import Evaluation

struct LabelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Make a table of outcomes of a log of your own.",
        discussion: """
            Reads JSON lines with `prompt` and `model`, such as the decision log that an agent writes with `--decisions` and \
            `--log-prompts`. How good an answer was says its `score`, from 0 to 1; or a second file with what users thought, \
            {"id": "…", "score": 1}, by the request's `id`; or its `answer` beside the `reference` that was wanted. Several \
            answers of a model to the same prompt count as their mean.

            EXAMPLES
              spindle eval label --log log.jsonl --feedback votes.jsonl --out new.jsonl
              spindle eval label --log answers.jsonl --match number --out - |
                spindle eval fit --outcomes - --out quality.yaml

            Exit codes: 0 written, 2 wrong usage, or nothing in the log has a score.
            """
    )

    @Option(
        help: ArgumentHelp("The log: a file of JSON lines, or - for standard input.", valueName: "file"),
        completion: .file(extensions: ["jsonl"])
    )
    var log: String

    @Option(
        help: ArgumentHelp("Scores by id: a file of JSON lines.", valueName: "file"),
        completion: .file(extensions: ["jsonl"])
    )
    var feedback: String?

    @Option(help: "How an answer is held against its reference: exact, contains or number.")
    var match = AnswerMatch.exact

    @Option(
        help: ArgumentHelp("Where the table goes: a file, or - for standard output.", valueName: "file"),
        completion: .file(extensions: ["jsonl"])
    )
    var out: String

    func run() throws {
        do throws(CommandFailure) {
            try label()
        } catch {
            error.print()
            throw ExitCode.usage
        }
    }

    private func label() throws(CommandFailure) {
        let bytes = try InputFile.bytes(of: log, most: EvalOptions.mostBytes)
        let scores = try feedback.map { path throws(CommandFailure) in
            try InputFile.bytes(of: path, most: EvalOptions.mostBytes)
        }
        let lines: AnswerLog
        do throws(OutcomeTable.Malformed) {
            lines = try AnswerLog(jsonLines: bytes)
        } catch {
            throw CommandFailure("`\(log)` is no log of answers: \(error)")
        }
        let labelled: AnswerLog.Labelled
        do throws(OutcomeTable.Malformed) {
            labelled = try lines.labelled(feedback: scores, match: match)
        } catch {
            throw CommandFailure("`\(feedback ?? "")` has no scores: \(error)")
        }
        if let id = labelled.unmatched.first {
            throw CommandFailure(
                "no line of `\(log)` has the id `\(id)`, nor those of \(labelled.unmatched.count - 1) other scores",
                help: "give the log that the scores belong to"
            )
        }
        guard labelled.scored > 0 else {
            throw CommandFailure(
                "no line of `\(log)` has a score",
                help:
                    "give `score`, `answer` and `reference`, or scores by `--feedback`; the agent logs prompts with `--log-prompts`"
            )
        }
        try EvalOutput.write(labelled.table, to: out)
        var words = "\(labelled.prompts.counting("prompt")) of \(labelled.scored.counting("line"))"
        if labelled.unscored > 0 { words += "; \(labelled.unscored.counting("line")) without a score left out" }
        if labelled.incomplete > 0 {
            words += "; \(labelled.incomplete.counting("line")) without a prompt or a model left out"
        }
        Console.standard.error(words)
    }
}

extension AnswerMatch: ExpressibleByArgument {}
