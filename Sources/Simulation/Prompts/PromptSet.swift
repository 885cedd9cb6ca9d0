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
    }

    package var prompts: [Prompt]

    /// A line of a set that cannot be understood, counted from one.
    package struct Malformed: Error, Equatable {
        package var line: Int
    }

    /// Tab-separated lines: complexity, domain, confidence, tokens of context beside the prompt, tokens of the answer, a
    /// capability that is needed or `-`, prompt. Lines that start with `#` are comments.
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
        guard fields.count == 7, let complexity = RouterConfig.Complexity(rawValue: String(fields[0])),
            let domain = RouterConfig.Domain(rawValue: String(fields[1])), let confidence = Double(fields[2]),
            (1.0 / 3...1).contains(confidence), let context = Int(fields[3]), context >= 0,
            let answer = Int(fields[4]), answer > 0, !fields[6].isEmpty
        else { return nil }
        if fields[5] == "-" {
            capabilities = []
        } else {
            guard let capability = RouterConfig.Capability(rawValue: String(fields[5])) else { return nil }
            capabilities = [capability]
        }
        text = String(fields[6])
        signal = ClassifierSignal(
            complexity: .likely(complexity, confidence),
            domain: .likely(domain, confidence)
        )
        promptTokens = context + max(1, text.utf8.count / Self.bytesPerToken)
        answerTokens = answer
    }
}

extension Distribution {
    /// One class with a probability, the others alike.
    fileprivate static func likely(_ one: Class, _ probability: Double) -> Distribution {
        let others = Double(Class.allCases.count - 1)
        return Distribution(weights: Class.allCases.map { $0 == one ? probability : (1 - probability) / others })
    }
}
