import AgentConfig
import Classifier
import Routing

/// How the labels of a model are the router's classes: by name.
struct SignalReading: Sendable {
    private let complexity: [RouterConfig.Complexity]
    private let domain: [RouterConfig.Domain]?

    init(_ classifier: PromptClassifier) throws(AgentFailure) {
        guard let labels = classifier.labels(of: "complexity") else {
            throw AgentFailure(description: "it has no output for `complexity`")
        }
        complexity = try Self.classes(labels, "complexity")
        domain = try classifier.labels(of: "domain").map { labels throws(AgentFailure) in
            try Self.classes(labels, "domain")
        }
    }

    private static func classes<Class>(_ labels: [String], _ question: String) throws(AgentFailure) -> [Class]
    where Class: RawRepresentable<String> & CaseIterable {
        var classes: [Class] = []
        for label in labels {
            guard let one = Class(rawValue: label) else {
                let known = Class.allCases.map(\.rawValue).joined(separator: ", ")
                throw AgentFailure(description: "its label `\(label)` is no \(question); there are \(known)")
            }
            classes.append(one)
        }
        return classes
    }

    /// - Parameter answer: probabilities by question, in the order of the labels.
    func signal(of answer: [String: [Double]]) -> ClassifierSignal {
        ClassifierSignal(
            complexity: Self.distribution(answer["complexity"] ?? [], complexity),
            domain: domain.map { Self.distribution(answer["domain"] ?? [], $0) }
        )
    }

    private static func distribution<Class>(_ shares: [Double], _ classes: [Class]) -> Distribution<Class> {
        let share = Dictionary(zip(classes.map { "\($0)" }, shares)) { $0 + $1 }
        return Distribution(weights: Class.allCases.map { share["\($0)"] ?? 0 })
    }
}
