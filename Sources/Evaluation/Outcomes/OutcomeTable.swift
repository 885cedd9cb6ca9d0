import FoundationEssentials

/// What became of prompts: how well each of several models answered each of them.
///
/// Read from JSON lines, one prompt a line: `{"task": "gsm8k", "prompt": "…", "scores": {"model-a": 1, "model-b": 0.5}}`, with
/// `answer_tokens` where it is known. Scores are from 0 to 1. Other keys are left alone.
package struct OutcomeTable: Sendable, Equatable {
    /// Sorted.
    package private(set) var models: [String]
    package private(set) var rows: [Row]

    package struct Row: Sendable, Equatable {
        /// The benchmark or kind of work; empty where the table names none.
        package var task: String
        package var prompt: String
        /// In the order of the table's models; `nil` for one that did not answer this prompt.
        package var scores: [Double?]
        /// Tokens of an answer; `nil` where nobody counted.
        package var answerTokens: Int?
    }

    /// A line that is none of a table.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        /// From 1; 0 for the table as a whole.
        package var line: Int
        package var reason: String

        package var description: String { line > 0 ? "line \(line): \(reason)" : reason }
    }

    /// As it is written.
    struct Line: Codable {
        var task: String?
        var prompt: String
        var scores: [String: Double]
        var answerTokens: Int?

        enum CodingKeys: String, CodingKey {
            case task, prompt, scores
            case answerTokens = "answer_tokens"
        }

        fileprivate var problem: String? {
            guard !scores.isEmpty else { return "`scores` names no model" }
            for (model, score) in scores.sorted(by: { $0.key < $1.key }) where !(0...1).contains(score) {
                return "the score of `\(model)` is \(score), and not from 0 to 1"
            }
            guard let answerTokens, !(0...10_000_000).contains(answerTokens) else { return nil }
            return "`answer_tokens` is \(answerTokens), and not from 0 to 10000000"
        }
    }

    package init(jsonLines bytes: [UInt8]) throws(Malformed) {
        let lines = try JSONLines.decode(bytes, problem: \Line.problem)
        models = Set(lines.flatMap(\.scores.keys)).sorted()
        guard !lines.isEmpty else { throw Malformed(line: 0, reason: "there is no line with a prompt") }
        rows = lines.map { [models] line in
            Row(
                task: line.task ?? "",
                prompt: line.prompt,
                scores: models.map { line.scores[$0] },
                answerTokens: line.answerTokens
            )
        }
    }

    private init(models: [String], rows: [Row]) {
        self.models = models
        self.rows = rows
    }

    /// The rows at some places.
    package func rows(at places: [Int]) -> OutcomeTable { OutcomeTable(models: models, rows: places.map { rows[$0] }) }

    /// The table of some of its models, in the order given.
    /// - Parameter names: each one of `models`.
    package func only(_ names: [String]) -> OutcomeTable {
        let places = names.compactMap { models.firstIndex(of: $0) }
        return OutcomeTable(
            models: names,
            rows: rows.map { row in
                var row = row
                row.scores = places.map { row.scores[$0] }
                return row
            }
        )
    }

    /// The mean score of each model over the prompts that it answered; 0 for one that answered none.
    package var means: [Double] {
        models.indices.map { model in
            let known = rows.compactMap { $0.scores[model] }
            return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
        }
    }
}
