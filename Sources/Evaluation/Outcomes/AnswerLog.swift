import Foundation

/// A log of answers, and what makes a table of outcomes of it.
///
/// JSON lines with `prompt` and `model`, and one thing that tells how good the answer was: `score` from 0 to 1; `answer` and the
/// `reference` that is wanted; or an `id` that a second file of JSON lines, `{"id": "…", "score": 1}`, scores. The decision log of
/// an agent with `--log-prompts` is such a log. `task`, or else `domain`, names the kind of work.
package struct AnswerLog: Sendable {
    package private(set) var lines: [Line]

    package struct Line: Decodable, Sendable {
        var id: String?
        var prompt: String?
        var model: String?
        var task: String?
        var domain: String?
        var score: Double?
        var answer: String?
        var reference: String?
        var answerTokens: Int?
    }

    private struct Feedback: Decodable {
        var id: String
        var score: Double
    }

    /// What came of a log.
    package struct Labelled: Sendable {
        /// JSON lines, as `OutcomeTable` reads them.
        package var table: [UInt8]
        package var prompts: Int
        /// Lines that count.
        package var scored: Int
        /// Lines of whose answer nothing tells how good it was.
        package var unscored: Int
        /// Lines without a prompt or a model.
        package var incomplete: Int
        /// Feedback whose id no line has.
        package var unmatched: [String]
    }

    package init(jsonLines bytes: [UInt8]) throws(OutcomeTable.Malformed) {
        lines = try JSONLines.decode(bytes) { (line: Line) in Self.problem(line.score) }
    }

    /// - Parameters:
    ///   - feedback: JSON lines; `nil` where there are none.
    ///   - match: how an answer is held against its reference.
    package func labelled(feedback: [UInt8]?, match: AnswerMatch) throws(OutcomeTable.Malformed) -> Labelled {
        let feedback =
            try feedback.map { bytes throws(OutcomeTable.Malformed) in
                try JSONLines.decode(bytes) { (line: Feedback) in Self.problem(line.score) }
            } ?? []
        // Who is asked twice is asked for the last word.
        let byID = Dictionary(feedback.map { ($0.id, $0.score) }) { _, last in last }
        var result = Labelled(table: [], prompts: 0, scored: 0, unscored: 0, incomplete: 0, unmatched: [])
        var scores: [Key: [String: [Double]]] = [:]
        var tokens: [Key: [Int]] = [:]
        var order: [Key] = []
        for line in lines {
            guard let prompt = line.prompt, !prompt.isEmpty, let model = line.model else {
                result.incomplete += 1
                continue
            }
            guard let score = line.score(byID, match) else {
                result.unscored += 1
                continue
            }
            let key = Key(task: line.task ?? line.domain ?? "", prompt: prompt)
            if scores[key] == nil { order.append(key) }
            scores[key, default: [:]][model, default: []].append(score)
            if let count = line.answerTokens { tokens[key, default: []].append(count) }
            result.scored += 1
        }
        let known = Set(lines.compactMap(\.id))
        result.unmatched = feedback.map(\.id).filter { !known.contains($0) }
        result.prompts = order.count
        result.table = order.flatMap { Self.row($0, scores[$0] ?? [:], tokens[$0] ?? []) }
        return result
    }

    private struct Key: Hashable {
        var task: String
        var prompt: String
    }

    private static func row(_ key: Key, _ scores: [String: [Double]], _ tokens: [Int]) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let row = OutcomeTable.Line(
            task: key.task,
            prompt: key.prompt,
            scores: scores.mapValues { $0.reduce(0, +) / Double($0.count) },
            answerTokens: tokens.isEmpty ? nil : tokens.reduce(0, +) / tokens.count
        )
        return ((try? encoder.encode(row)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
    }

    private static func problem(_ score: Double?) -> String? {
        guard let score, !(0...1).contains(score) else { return nil }
        return "the score is \(score), and not from 0 to 1"
    }
}

extension AnswerLog.Line {
    fileprivate func score(_ feedback: [String: Double], _ match: AnswerMatch) -> Double? {
        if let score { return score }
        if let score = id.flatMap({ feedback[$0] }) { return score }
        guard let answer, let reference else { return nil }
        return match.score(answer, against: reference)
    }
}
