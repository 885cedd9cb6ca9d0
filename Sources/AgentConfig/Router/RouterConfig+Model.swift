extension RouterConfig {
    /// What the router knows of a model before it has measured anything.
    package struct Model: Codable, Sendable, Equatable {
        package var name: String
        /// Every name under which clients may ask for it, its own first.
        package var served: [ServedName]
        package var capabilities: [Capability]
        /// The longest sequence, prompt and answer together.
        package var contextTokens: Int
        package var quality: Quality
        package var throughput: Throughput
        /// What one replica costs; absent when no price is known.
        package var costPerHour: Double?
        /// GPUs of one replica.
        package var gpus: Int
        package var coldStart: ColdStart
        /// Where its replicas listen in a cluster, without a path: `http://name.namespace.svc:8000`. Absent on one machine,
        /// where the agent gives each replica a port.
        package var address: String?
        /// Answers 200 once the model is loaded.
        package var healthPath: String

        package init(
            name: String,
            served: [ServedName],
            capabilities: [Capability],
            contextTokens: Int,
            quality: Quality,
            throughput: Throughput,
            costPerHour: Double?,
            gpus: Int,
            coldStart: ColdStart,
            address: String?,
            healthPath: String
        ) {
            self.name = name
            self.served = served
            self.capabilities = capabilities
            self.contextTokens = contextTokens
            self.quality = quality
            self.throughput = throughput
            self.costPerHour = costPerHour
            self.gpus = gpus
            self.coldStart = coldStart
            self.address = address
            self.healthPath = healthPath
        }
    }

    /// A name that clients ask for, and the one that the engine knows: that of the model or of an adapter.
    package struct ServedName: Codable, Sendable, Equatable {
        package var name: String
        package var upstream: String

        package init(name: String, upstream: String) {
            self.name = name
            self.upstream = upstream
        }
    }

    /// The measured share of prompts, 0 to 1, that a model answers well; absent where nobody has measured.
    package struct Quality: Codable, Sendable, Equatable {
        package var low: Double?
        package var medium: Double?
        package var high: Double?
        /// Sorted by domain.
        package var domains: [DomainQuality]
        /// Absent where the figures are from no profile, or from one by tables alone.
        package var head: QualityHead?

        package init(
            low: Double? = nil,
            medium: Double? = nil,
            high: Double? = nil,
            domains: [DomainQuality] = [],
            head: QualityHead? = nil
        ) {
            self.low = low
            self.medium = medium
            self.high = high
            self.domains = domains
            self.head = head
        }
    }

    package struct DomainQuality: Codable, Sendable, Equatable {
        package var domain: Domain
        package var low: Double?
        package var medium: Double?
        package var high: Double?

        package init(domain: Domain, low: Double? = nil, medium: Double? = nil, high: Double? = nil) {
            self.domain = domain
            self.low = low
            self.medium = medium
            self.high = high
        }
    }

    /// The speed of one replica with one request.
    package struct Throughput: Codable, Sendable, Equatable {
        package var prefillTokensPerSecond: Double
        package var decodeTokensPerSecond: Double
        /// Whether both come from a measurement; else at least one is an estimate, right within a factor of about two.
        package var measured: Bool

        package init(prefillTokensPerSecond: Double, decodeTokensPerSecond: Double, measured: Bool) {
            self.prefillTokensPerSecond = prefillTokensPerSecond
            self.decodeTokensPerSecond = decodeTokensPerSecond
            self.measured = measured
        }
    }
}

/// From nothing to the first answer, before the agent has seen one itself.
package struct ColdStart: Codable, Sendable, Equatable {
    package var seconds: Double
    /// Whether it was computed from the size of the weights, rather than given.
    package var estimated: Bool

    package init(seconds: Double, estimated: Bool) {
        self.seconds = seconds
        self.estimated = estimated
    }
}
