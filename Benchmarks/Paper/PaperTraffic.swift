import Foundation
import Simulation

/// Where the two weeks of requests come from: the shapes, tokens and prompts of docs/paper, which scripts/paper/measure.py measured.
struct PaperTraffic: Sendable {
    private let rate: Double
    private let days: Int
    /// How many requests come beside the mean, by hour of the two weeks and by minute of an hour.
    private var hours: [Double] = []
    private var minutes: [Double] = []
    /// Groups of conversations, all as frequent: tokens of the prompt, and of answers.
    private var groups: [(prompt: Int, answers: [Int])] = []
    private let prompts: PromptSet

    struct Unreadable: Error, CustomStringConvertible {
        var file: String
        var description: String { "\(file) cannot be read; run this in the root of the repository" }
    }

    /// - Parameters:
    ///   - rate: requests a second, on average.
    init(folder: String, rate: Double, days: Int) throws {
        (self.rate, self.days) = (rate, days)
        func text(_ name: String) throws -> String {
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else {
                throw Unreadable(file: "\(folder)/\(name)")
            }
            return text
        }
        func rows(_ name: String) throws -> [[Substring]] {
            try text(name).split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",") }
        }
        for row in try rows("shape.csv") {
            guard row.count == 3, let factor = Double(row[2]) else { throw Unreadable(file: "\(folder)/shape.csv") }
            if row[0] == "hour" { hours.append(factor) } else { minutes.append(factor) }
        }
        for row in try rows("tokens.csv") {
            let tokens = row.compactMap { Int($0) }
            guard tokens.count > 1, tokens.count == row.count else { throw Unreadable(file: "\(folder)/tokens.csv") }
            groups.append((tokens[0], Array(tokens.dropFirst())))
        }
        prompts = try PromptSet(parsing: text("prompts.tsv"))
        guard minutes.count == 60, !hours.isEmpty, !groups.isEmpty else { throw Unreadable(file: folder) }
    }

    /// A Poisson process with the shape of hours and minutes, the same one for all ways to ask.
    func draw(_ inference: InferenceStrategy, seed: UInt64) -> Traffic {
        var lots = Lots(seed: seed)
        var requests: [Trace.Request] = []
        for minute in 0..<(days * 24 * 60) {
            let here = rate * hours[minute / 60 % hours.count] * minutes[minute % 60]
            guard here > 0 else { continue }
            var time = Double(60 * minute) + lots.exponential() / here
            while time < Double(60 * (minute + 1)) {
                let group = groups[lots.index(below: groups.count)]
                let answer = group.answers[lots.index(below: group.answers.count)]
                requests.append(inference.request(at: time, prompt: group.prompt, answer: answer))
                time += lots.exponential() / here
            }
        }
        return Traffic(Trace(requests, duration: Double(days) * 86400), prompts: prompts, seed: seed)
    }
}
