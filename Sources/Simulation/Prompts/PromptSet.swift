package import AgentConfig
package import Routing

/// Prompts of many kinds, each with what a classifier would answer, to see where a fleet sends them.
package struct PromptSet: Sendable {
    package struct Prompt: Sendable {
        package var text: String
        package var signal: ClassifierSignal
        /// Of the prompt and what comes with it.
        package var promptTokens: Int
        package var answerTokens: Int
        package var capabilities: [RouterConfig.Capability]
        /// What it truly is, where somebody knows.
        package var truth: Truth?
    }

    package struct Truth: Sendable, Equatable {
        package var complexity: RouterConfig.Complexity
        package var domain: RouterConfig.Domain
    }

    package var prompts: [Prompt]

    /// A line of a set that cannot be understood, counted from one.
    package struct Malformed: Error, Equatable {
        package var line: Int
    }

    /// Tab-separated lines: complexity and domain that a classifier answers, its confidence in both (`0.9`, or `0.9/0.7` where
    /// they differ), tokens of context beside the prompt, tokens of the answer, a capability that is needed or `-`, prompt;
    /// and where they are known, complexity and domain that it truly has. Lines that start with `#` are comments.
    package init(parsing text: String) throws(Malformed) {
        prompts = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty && !line.hasPrefix("#") {
            guard let prompt = Prompt(line) else { throw Malformed(line: number + 1) }
            prompts.append(prompt)
        }
    }

    /// The hundred prompts that come with Spindle; a test reads every line of them.
    package static let bundled: PromptSet = {
        let text = String(decoding: PackageResources.prompts_tsv, as: UTF8.self)
        return (try? PromptSet(parsing: text)) ?? PromptSet(prompts: [])
    }()

    private init(prompts: [Prompt]) { self.prompts = prompts }
}

extension PromptSet.Prompt {
    /// Bytes of one token, about, in languages that are written with Latin letters.
    private static let bytesPerToken = 4

    fileprivate init?(_ line: Substring) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard [7, 9].contains(fields.count), let complexity = RouterConfig.Complexity(rawValue: String(fields[0])),
            let domain = RouterConfig.Domain(rawValue: String(fields[1])),
            let (confidence, domainConfidence) = Self.confidences(fields[2]),
            let context = Int(fields[3]), context >= 0, let answer = Int(fields[4]), answer > 0, !fields[6].isEmpty
        else { return nil }
        if fields.count == 9 {
            guard let complexity = RouterConfig.Complexity(rawValue: String(fields[7])),
                let domain = RouterConfig.Domain(rawValue: String(fields[8]))
            else { return nil }
            truth = .init(complexity: complexity, domain: domain)
        }
        if fields[5] == "-" {
            capabilities = []
        } else {
            guard let capability = RouterConfig.Capability(rawValue: String(fields[5])) else { return nil }
            capabilities = [capability]
        }
        text = String(fields[6])
        signal = ClassifierSignal(
            complexity: .likely(complexity, confidence),
            domain: .likely(domain, domainConfidence)
        )
        promptTokens = context + max(1, text.utf8.count / Self.bytesPerToken)
        answerTokens = answer
    }
}

extension PromptSet.Prompt {
    /// In the complexity and in the domain; the likeliest class is at least as likely as if all were alike.
    private static func confidences(_ field: Substring) -> (Double, Double)? {
        let values = field.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
        guard let complexity = values.first ?? nil, let domain = values.last ?? nil, values.count <= 2,
            (1.0 / 3...1).contains(complexity), (1.0 / 8...1).contains(domain)
        else { return nil }
        return (complexity, domain)
    }
}

extension Distribution {
    /// One class with a probability, the others alike.
    fileprivate static func likely(_ one: Class, _ probability: Double) -> Distribution {
        let others = Double(Class.allCases.count - 1)
        return Distribution(weights: Class.allCases.map { $0 == one ? probability : (1 - probability) / others })
    }
}
