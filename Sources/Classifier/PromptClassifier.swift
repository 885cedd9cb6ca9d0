import Foundation

/// Says of prompts what they are, by a DistilBERT. Threads may share it; each call computes on the thread that makes it.
package final class PromptClassifier: Sendable {
    private let folder: ModelFolder
    private let session: OnnxSession
    let runtime: String
    private let questions: [(name: String, output: ModelFolder.Settings.Output)]

    /// Loads a model and tries it once, so that one that cannot answer is refused at the start.
    package init(_ folder: ModelFolder, _ runtime: OnnxRuntime) throws(ClassifierFailure) {
        self.folder = folder
        self.runtime = runtime.version
        session = try OnnxSession(runtime, path: folder.model)
        questions = folder.settings.outputs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        _ = try classify(Array("What is this?".utf8))
    }

    var path: String { folder.path }

    /// What tells it from others: SHA-256 of its model, in hexadecimal.
    package var encoder: String { folder.digest }

    /// The labels of a question, such as `complexity`, in the order of the probabilities; `nil` for one that is not answered.
    package func labels(of question: String) -> [String]? { folder.settings.outputs[question]?.labels }

    /// What a model is given of a prompt: numbers of pieces.
    package func input(of prompt: [UInt8]) -> [Int64] { folder.wordPiece.input(of: prompt, in: folder.window) }

    /// What is found in a prompt.
    package struct Reading: Sendable {
        /// Probabilities by question, in the order of its labels.
        package var answers: [String: [Double]]
        /// `nil` where the model gives none.
        package var state: [Float]?
    }

    /// - Parameter prompt: UTF-8.
    package func classify(_ prompt: [UInt8]) throws(ClassifierFailure) -> Reading {
        try classify(input: input(of: prompt))
    }

    package func classify(input: [Int64]) throws(ClassifierFailure) -> Reading {
        var inputs = [
            (name: "input_ids", row: input), (name: "attention_mask", row: [Int64](repeating: 1, count: input.count)),
        ]
        if folder.settings.tokenTypes == true {
            inputs.append((name: "token_type_ids", row: [Int64](repeating: 0, count: input.count)))
        }
        let state = folder.settings.state
        let answers = try session.run(inputs, questions.map(\.output.name) + (state.map { [$0] } ?? []))
        var found: [String: [Double]] = [:]
        for ((question, output), logits) in zip(questions, answers) {
            guard logits.count == output.labels.count else {
                throw .badAnswer(
                    output: output.name,
                    reason: "has \(logits.count) numbers for \(output.labels.count) labels"
                )
            }
            guard logits.allSatisfy(\.isFinite) else {
                throw .badAnswer(output: output.name, reason: "has a number that is none")
            }
            found[question] = Self.softmax(logits)
        }
        guard let state, let numbers = answers.last else { return Reading(answers: found) }
        guard numbers.allSatisfy(\.isFinite) else {
            throw .badAnswer(output: state, reason: "has a number that is none")
        }
        return Reading(answers: found, state: numbers)
    }

    private static func softmax(_ logits: [Float]) -> [Double] {
        let most = logits.max() ?? 0
        let weights = logits.map { exp(Double($0 - most)) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
