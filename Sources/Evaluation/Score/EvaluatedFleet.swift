package import AgentConfig

/// The configuration of a router that chooses among the models of a table: one route, every model awake and idle.
///
/// A price a token is the cost of an hour of a replica that makes so many tokens in it. How fast replicas are follows from the
/// sizes: decoding one request reads every weight once a token, so that the time goes with the parameters.
package struct EvaluatedFleet: Sendable {
    package struct Model: Sendable {
        package var name: String
        package var quality: RouterConfig.Quality
        package var price: ModelPrices.Price

        /// - Parameter price: where nothing depends on it, that of any model.
        package init(name: String, quality: RouterConfig.Quality, price: ModelPrices.Price = .unknown) {
            self.name = name
            self.quality = quality
            self.price = price
        }
    }

    package var models: [Model]
    package var encoder: String?
    package var minConfidence: Double
    package var keywords: [RouterConfig.KeywordRule] = []
    package var weights = RouterConfig.Weights(accuracy: 1, latency: 0, cost: 0)
    /// Whether the classifier is asked.
    package var isClassified = true

    package static let route = "auto"
    /// Tokens a second of the smallest model. It cancels out: times are given as tokens of that model.
    static let fastest = 100.0

    package init(models: [Model], encoder: String?, minConfidence: Double = 0.6) {
        self.models = models
        self.encoder = encoder
        self.minConfidence = minConfidence
    }

    /// Judges prompts as a configuration says.
    package mutating func judge(as config: RouterConfig) {
        keywords = config.keywords
        minConfidence = config.classifier.minConfidence
        isClassified = config.classifier.kind != .none
    }

    /// The same with other models.
    package func with(_ models: [Model], encoder: String?) -> EvaluatedFleet {
        var fleet = self
        (fleet.models, fleet.encoder) = (models, encoder)
        return fleet
    }

    /// Tokens a second of an answer.
    private func decode(_ model: Model) -> Double {
        let smallest = models.compactMap(\.price.size).min() ?? 1
        return Self.fastest * smallest / (model.price.size ?? smallest)
    }

    package var config: RouterConfig {
        RouterConfig(
            fleet: "evaluation",
            environment: "evaluation",
            weights: weights,
            classifier: .init(
                kind: isClassified ? .distilbert : .none,
                minConfidence: minConfidence,
                encoder: encoder
            ),
            keywords: keywords,
            routes: [
                .init(
                    name: Self.route,
                    candidates: models.map(\.name),
                    fallback: [],
                    timeoutSeconds: 600,
                    weights: weights,
                    capabilities: []
                )
            ],
            models: models.map { model in
                let decode = decode(model)
                return RouterConfig.Model(
                    name: model.name,
                    served: [.init(name: model.name, upstream: model.name)],
                    capabilities: [.chat],
                    // No prompt is kept from a model that has answered it.
                    contextTokens: .max,
                    quality: model.quality,
                    throughput: .init(
                        prefillTokensPerSecond: decode * model.price.output / model.price.input,
                        decodeTokensPerSecond: decode,
                        measured: false
                    ),
                    costPerHour: model.price.output / 1e6 * decode * 3600,
                    gpus: 1,
                    coldStart: .init(seconds: 0, estimated: false),
                    address: nil,
                    healthPath: "/health"
                )
            },
            tenants: [],
            switchingCost: 0
        )
    }
}
