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

    private struct Line: Decodable {
        var task: String?
        var prompt: String
        var scores: [String: Double]
        var answerTokens: Int?

        enum CodingKeys: String, CodingKey {
            case task, prompt, scores
            case answerTokens = "answer_tokens"
        }
    }

    package init(jsonLines bytes: [UInt8]) throws(Malformed) {
        var lines: [Line] = []
        for (index, text) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard text.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            lines.append(try Self.line(Array(text), number: index + 1))
        }
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

    private static func line(_ bytes: [UInt8], number: Int) throws(Malformed) -> Line {
        let line: Line
        do {
            line = try JSONDecoder().decode(Line.self, from: Data(bytes))
        } catch {
            throw Malformed(line: number, reason: JSONLineFault.words(of: error))
        }
        guard !line.scores.isEmpty else { throw Malformed(line: number, reason: "`scores` names no model") }
        for (model, score) in line.scores.sorted(by: { $0.key < $1.key }) where !(0...1).contains(score) {
            throw Malformed(line: number, reason: "the score of `\(model)` is \(score), and not from 0 to 1")
        }
        if let tokens = line.answerTokens, !(0...10_000_000).contains(tokens) {
            throw Malformed(line: number, reason: "`answer_tokens` is \(tokens), and not from 0 to 10000000")
        }
        return line
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
