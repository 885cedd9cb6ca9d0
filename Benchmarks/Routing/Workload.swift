import AgentConfig

/// Rules, and a fleet of eight candidates.
enum Rules {
    /// Three words or phrases each, out of stems that texts have, too: much begins alike, and some are found.
    static func words(_ count: Int) -> [RouterConfig.KeywordRule] {
        let endings = [
            "tion", "ing step", "ment of the", "ness", "able theorem", "ed by", "ology", "er in", "ist", "al proof",
        ]
        return (0..<count).map { rule in
            let stems = (0..<3).map { Prompt.stems[(rule * 7 + $0 * 31) % Prompt.stems.count] }
            let phrases = stems.enumerated().map { number, stem in
                "\(stem)\(endings[(rule / 3 + number) % endings.count]) \(Prompt.stems[(rule * 13 + number) % Prompt.stems.count])"
            }
            return RouterConfig.KeywordRule(
                match: rule % 100 == 0 ? phrases + [Prompt.stems[rule / 100]] : phrases,
                complexity: RouterConfig.Complexity.allCases[rule % 3]
            )
        }
    }

    static func patterns(_ count: Int) -> [RouterConfig.KeywordRule] {
        (0..<count).map { rule in
            let stem = Prompt.stems[rule % Prompt.stems.count]
            return RouterConfig.KeywordRule(
                pattern: [#"\b\#(stem)[a-z]{2,6}\s+\d{\#(rule % 4 + 1)}\b"#, #"\bO\(n(\^\#(rule))?\)"#],
                complexity: .medium
            )
        }
    }

    static func markers() -> [RouterConfig.KeywordRule] {
        RouterConfig.Marker.allCases.map { .init(marker: [$0], domain: .other) }
    }

    static func config(_ rules: [RouterConfig.KeywordRule]) -> RouterConfig {
        let weights = RouterConfig.Weights(accuracy: 0.5, latency: 0.3, cost: 0.2)
        let models = (0..<8).map { number -> RouterConfig.Model in
            let name = "model-\(number)"
            let rank = Double(number)
            let maths = RouterConfig.DomainQuality(domain: .maths, high: 0.8)
            return RouterConfig.Model(
                name: name,
                served: [.init(name: name, upstream: name)],
                capabilities: [.chat],
                contextTokens: 32_768,
                quality: .init(low: 0.9, medium: 0.6 + rank / 30, high: 0.3 + rank / 20, domains: [maths]),
                throughput: .init(prefillTokensPerSecond: 4000, decodeTokensPerSecond: 100 - 10 * rank, measured: true),
                costPerHour: rank + 1,
                gpus: 1,
                coldStart: .init(seconds: 60, estimated: false),
                address: nil,
                healthPath: "/health"
            )
        }
        return RouterConfig(
            fleet: "benchmark",
            environment: "benchmark",
            weights: weights,
            classifier: .init(kind: .none, minConfidence: 0.6),
            keywords: rules,
            routes: [
                .init(
                    name: "auto",
                    candidates: models.map(\.name),
                    fallback: [],
                    timeoutSeconds: 600,
                    weights: weights,
                    capabilities: []
                )
            ],
            models: models,
            tenants: [],
            switchingCost: 0.05
        )
    }
}

/// Texts of a length, the same on every run.
enum Prompt {
    static let stems = """
        abstract account algebra analysis ancient archive argument balance barrier because between boundary bridge calculus capital \
        carbon category central channel chapter circuit climate cluster column compare compile complex compute concept conclude \
        condition connect consider contain context contract control convert correct country courage culture current database \
        decide declare define degree deliver demand density depend derive describe design detail develop device differ digital \
        direct discover discuss distance divide document double dynamic economy educate element energy engine enough ensure
        """.split { $0 == " " || $0 == "\n" }.map(String.init)

    private static let fillers = [
        "the", "of", "and", "a", "to", "in", "is", "that", "it", "was", "for", "on", "are", "with", "as", "his", "they",
        "at",
    ]

    static func prose(_ bytes: Int) -> String {
        var text = ""
        var number = 0
        while text.utf8.count < bytes {
            number += 1
            let word = number % 3 == 0 ? stems[(number * 17) % stems.count] : fillers[(number * 5) % fillers.count]
            text += number % 12 == 1 ? word.prefix(1).uppercased() + word.dropFirst() : word
            text += number % 12 == 0 ? number % 60 == 0 ? ".\n" : ". " : number % 7 == 0 ? ", " : " "
        }
        return String(text.prefix(bytes))
    }

    static func code(_ bytes: Int) -> String {
        repeated(
            "    for (int i = 0; i < count; i++) {\n        sum += values[i] * compute(i, \"direct\");\n    }\n",
            bytes
        )
    }

    static func russian(_ bytes: Int) -> String { repeated("Переведи, пожалуйста, этот текст на другой язык. ", bytes) }

    static func chinese(_ bytes: Int) -> String { repeated("请把这段文字翻译成另一种语言，并解释它的意思。", bytes) }

    private static func repeated(_ text: String, _ bytes: Int) -> String {
        String(repeating: text, count: bytes / text.utf8.count + 1)
    }
}
