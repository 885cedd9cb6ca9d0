package import Classifier
import Foundation
package import Routing

/// A classifier of whose answers the router makes something. Threads may share it.
package final class PromptReader: Sendable {
    private let classifier: PromptClassifier
    private let labels: ClassifierLabels

    package init(_ classifier: PromptClassifier) throws(ClassifierFailure) {
        self.classifier = classifier
        do throws(ClassifierLabels.Misfit) {
            labels = try ClassifierLabels(classifier.labels(of:))
        } catch {
            throw .badSettings(path: classifier.words, reason: error.description)
        }
    }

    /// Loads what is there.
    package convenience init(_ places: ClassifierPlaces) throws(ClassifierFailure) {
        try self.init(PromptClassifier(places))
    }

    /// What was loaded, in words.
    package var words: String { classifier.words }

    /// What tells the classifier from others: SHA-256 of its model, in hexadecimal.
    package var encoder: String { classifier.encoder }

    /// - Parameter prompt: UTF-8.
    package func signal(of prompt: [UInt8]) throws(ClassifierFailure) -> ClassifierSignal {
        let reading = try classifier.classify(prompt)
        let length = log(1 + Double(prompt.count))
        let state = reading.state.map { PromptState(encoder: encoder, state: $0, length: length) }
        return labels.signal(of: reading.answers, state: state)
    }
}
