/// How the agent of one environment finds a model for a prompt: `router.json`.
package struct RouterConfig: AgentConfiguration {
    package static let supportedVersion = 1

    package var version = RouterConfig.supportedVersion
    package var fleet: String
    package var environment: String
    /// What counts how much on routes that do not say it themselves.
    package var weights: Weights
    package var classifier: Classifier
    /// In order: the first rule that fires decides.
    package var keywords: [KeywordRule]
    /// In the order of the spec.
    package var routes: [Route]
    /// Sorted by name.
    package var models: [Model]
    package var tenants: [Tenant]
    /// How much better, in score, another model must be before a conversation moves to it and loses its cache.
    package var switchingCost: Double
    /// How long clients wait for an answer; absent when it is not known.
    package var clientTimeoutSeconds: Double?

    package init(
        fleet: String,
        environment: String,
        weights: Weights,
        classifier: Classifier,
        keywords: [KeywordRule],
        routes: [Route],
        models: [Model],
        tenants: [Tenant],
        switchingCost: Double,
        clientTimeoutSeconds: Double? = nil
    ) {
        self.fleet = fleet
        self.environment = environment
        self.weights = weights
        self.classifier = classifier
        self.keywords = keywords
        self.routes = routes
        self.models = models
        self.tenants = tenants
        self.switchingCost = switchingCost
        self.clientTimeoutSeconds = clientTimeoutSeconds
    }
}

extension RouterConfig {
    /// Shares of the score; they sum to 1.
    package struct Weights: Codable, Sendable, Equatable {
        package var accuracy: Double
        package var latency: Double
        package var cost: Double

        package init(accuracy: Double, latency: Double, cost: Double) {
            self.accuracy = accuracy
            self.latency = latency
            self.cost = cost
        }
    }

    /// What judges prompts that no keyword decides.
    package struct Classifier: Codable, Sendable, Equatable {
        package enum Kind: String, Codable, Sendable, CaseIterable {
            case none, distilbert
        }

        package var kind: Kind
        /// Below this probability the judgement is fused with that of the keywords.
        package var minConfidence: Double
        /// A folder with another classifier than the one beside the agent; absent: that one.
        package var folder: String?
        /// SHA-256, in hexadecimal, of the classifier's `model.onnx` in which the heads of models were fitted: what they say
        /// of another classifier's states means nothing. Absent where no model has a head.
        package var encoder: String?

        package init(kind: Kind, minConfidence: Double, folder: String? = nil, encoder: String? = nil) {
            self.kind = kind
            self.minConfidence = minConfidence
            self.folder = folder
            self.encoder = encoder
        }
    }

    /// A prompt that has one of the words, patterns or markers is of this complexity or domain.
    package struct KeywordRule: Codable, Sendable, Equatable {
        /// Words or phrases, found at word bounds and in any case.
        package var match: [String]
        /// Texts of `Pattern`; absent: none.
        package var pattern: [String]?
        /// Absent: none.
        package var marker: [Marker]?
        package var complexity: Complexity?
        package var domain: Domain?

        package init(
            match: [String] = [],
            pattern: [String]? = nil,
            marker: [Marker]? = nil,
            complexity: Complexity? = nil,
            domain: Domain? = nil
        ) {
            self.match = match
            self.pattern = pattern
            self.marker = marker
            self.complexity = complexity
            self.domain = domain
        }
    }

    /// What a prompt looks like, whatever its words.
    package enum Marker: String, Codable, Sendable, CaseIterable {
        /// Program text: a fence, or lines that end and are marked as those of programs.
        case code
        /// TeX, signs of mathematics, powers.
        case maths
        /// A stack trace of one of the common languages.
        case trace
        case json
        /// Three lines or more with the same columns: of Markdown, tabs, commas or semicolons.
        case table
        /// At least a third of the letters are of the script; likewise below.
        case arabic, chinese, cyrillic, devanagari, greek, hebrew, japanese, korean, thai
    }

    /// A name that clients ask for instead of a model.
    package struct Route: Codable, Sendable, Equatable {
        package var name: String
        /// Names of models.
        package var candidates: [String]
        /// Names of models or routes, tried in this order when the chosen model fails before its first word.
        package var fallback: [String]
        /// How long a request may take until its first word, waits included.
        package var timeoutSeconds: Double
        package var weights: Weights
        /// What every request on this route needs.
        package var capabilities: [Capability]
        /// Names of tenants; absent: all.
        package var tenants: [String]?

        package init(
            name: String,
            candidates: [String],
            fallback: [String],
            timeoutSeconds: Double,
            weights: Weights,
            capabilities: [Capability],
            tenants: [String]? = nil
        ) {
            self.name = name
            self.candidates = candidates
            self.fallback = fallback
            self.timeoutSeconds = timeoutSeconds
            self.weights = weights
            self.capabilities = capabilities
            self.tenants = tenants
        }
    }

    /// A client of the fleet. Its keys are not here: they come from a Secret.
    package struct Tenant: Codable, Sendable, Equatable {
        package var name: String
        /// Names of models, or of routes, which it may use; absent: all.
        package var models: [String]?
        /// 0 to 100; the larger goes first.
        package var priority: Int
        /// Absent: no limit; likewise below.
        package var requestsPerMinute: Int?
        /// Prompt and answer tokens.
        package var tokensPerMinute: Int?
        /// Requests at a time.
        package var concurrency: Int?

        package init(
            name: String,
            models: [String]? = nil,
            priority: Int,
            requestsPerMinute: Int? = nil,
            tokensPerMinute: Int? = nil,
            concurrency: Int? = nil
        ) {
            self.name = name
            self.models = models
            self.priority = priority
            self.requestsPerMinute = requestsPerMinute
            self.tokensPerMinute = tokensPerMinute
            self.concurrency = concurrency
        }
    }

    package enum Complexity: String, Codable, Sendable, CaseIterable {
        case low, medium, high
    }

    package enum Domain: String, Codable, Sendable, CaseIterable {
        case code, maths, reasoning, knowledge, writing, translation, chat, other
    }

    package enum Capability: String, Codable, Sendable, CaseIterable {
        case chat, completions, embeddings, tools, vision, json, reasoning
    }
}
