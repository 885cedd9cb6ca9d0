import AgentConfig

/// How the labels of a classifier are the router's classes: by name. A class that no label names has no probability.
package struct ClassifierLabels: Sendable, Equatable {
    private let complexity: [RouterConfig.Complexity]
    private let domain: [RouterConfig.Domain]?

    /// A label that the router does not know, or none where there must be some.
    package struct Misfit: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    // What a classifier is asked.
    private static let (complexityQuestion, domainQuestion) = ("complexity", "domain")

    /// - Parameter labels: of a question, in the order of the probabilities; a classifier need not know domains.
    package init(_ labels: (_ question: String) -> [String]?) throws(Misfit) {
        guard let complexity = labels(Self.complexityQuestion) else {
            throw Misfit(description: "it does not say how complex a prompt is")
        }
        self.complexity = try Self.classes(complexity, Self.complexityQuestion)
        domain = try labels(Self.domainQuestion).map { labels throws(Misfit) in
            try Self.classes(labels, Self.domainQuestion)
        }
    }

    private static func classes<Class>(_ labels: [String], _ question: String) throws(Misfit) -> [Class]
    where Class: RawRepresentable<String> & CaseIterable {
        var classes: [Class] = []
        for label in labels {
            guard let one = Class(rawValue: label) else {
                let known = Class.allCases.map(\.rawValue).joined(separator: ", ")
                throw Misfit(description: "its label `\(label)` is no \(question); there are \(known)")
            }
            classes.append(one)
        }
        return classes
    }

    /// - Parameters:
    ///   - answer: probabilities by question, in the order of the labels.
    ///   - state: of the prompt, where the classifier gives one.
    package func signal(of answer: [String: [Double]], state: PromptState? = nil) -> ClassifierSignal {
        ClassifierSignal(
            complexity: Self.distribution(answer[Self.complexityQuestion] ?? [], complexity),
            domain: domain.map { Self.distribution(answer[Self.domainQuestion] ?? [], $0) },
            state: state
        )
    }

    private static func distribution<Class>(_ shares: [Double], _ classes: [Class]) -> Distribution<Class> {
        Distribution(
            weights: Class.allCases.map { one in zip(classes, shares).first { $0.0 == one }?.1 ?? 0 }
        )
    }
}
