import AgentConfig

/// How the labels of a classifier are the router's classes: by name. A class that no label names has no probability.
package struct ClassifierLabels: Sendable, Equatable {
    private let complexity: [RouterConfig.Complexity]
    private let domain: [RouterConfig.Domain]?

    /// A label that the router does not know, or none where there must be some.
    package struct Misfit: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    /// - Parameters: labels in the order of the probabilities; a classifier need not know domains.
    package init(complexity: [String]?, domain: [String]?) throws(Misfit) {
        guard let complexity else { throw Misfit(description: "it does not say how complex a prompt is") }
        self.complexity = try Self.classes(complexity, "complexity")
        self.domain = try domain.map { labels throws(Misfit) in try Self.classes(labels, "domain") }
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

    /// - Parameters: probabilities in the order of the labels.
    package func signal(complexity shares: [Double], domain domainShares: [Double]?) -> ClassifierSignal {
        ClassifierSignal(
            complexity: Self.distribution(shares, complexity),
            domain: domain.map { Self.distribution(domainShares ?? [], $0) }
        )
    }

    private static func distribution<Class>(_ shares: [Double], _ classes: [Class]) -> Distribution<Class> {
        Distribution(
            weights: Class.allCases.map { one in zip(classes, shares).first { $0.0 == one }?.1 ?? 0 }
        )
    }
}
