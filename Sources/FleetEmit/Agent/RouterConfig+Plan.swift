package import AgentConfig
package import Fleet
package import FleetPlan
import SpecSyntax

extension RouterConfig {
    /// What the agent of an environment routes by.
    package init(_ plan: EnvironmentPlan, fleet: String) {
        let environment = plan.environment
        let routing = environment.routing
        self.init(
            fleet: fleet,
            environment: environment.name.value,
            weights: Weights(routing.weights),
            classifier: Classifier(
                kind: .init(routing.classifier),
                minConfidence: routing.minConfidence,
                folder: routing.classifierFolder?.value,
                encoder: plan.models.lazy.compactMap { $0.model.head == nil ? nil : $0.model.encoder?.text }.first
            ),
            keywords: routing.keywords.map { KeywordRule($0.value) },
            routes: routing.routes.map(Route.init),
            models: plan.models.map { Model($0, in: environment) },
            tenants: environment.tenants.map(Tenant.init),
            switchingCost: routing.switchingCost,
            clientTimeoutSeconds: routing.clientTimeout?.value.exactSeconds
        )
    }
}

extension RouterConfig.Weights {
    fileprivate init(_ weights: Routing.Weights) {
        self.init(accuracy: weights.accuracy, latency: weights.latency, cost: weights.cost)
    }
}

extension RouterConfig.KeywordRule {
    fileprivate init(_ rule: KeywordSpec) {
        self.init(
            match: rule.match?.value.values ?? [],
            pattern: rule.pattern.map(\.value.values).flatMap { $0.isEmpty ? nil : $0 },
            marker: rule.marker.map { $0.value.values.map { .init($0) } }.flatMap { $0.isEmpty ? nil : $0 },
            complexity: rule.complexity.map { .init($0.value) },
            domain: rule.domain.map { .init($0.value) }
        )
    }
}

extension RouterConfig.Route {
    fileprivate init(_ route: Routing.Route) {
        self.init(
            name: route.name.value,
            candidates: route.candidates.map(\.value),
            fallback: route.fallback.map(\.value),
            timeoutSeconds: route.timeout.value.exactSeconds,
            weights: .init(route.weights),
            capabilities: route.capabilities.map { .init($0.value) },
            tenants: route.tenants?.map(\.value)
        )
    }
}

extension RouterConfig.Tenant {
    fileprivate init(_ tenant: Tenant) {
        self.init(
            name: tenant.name.value,
            models: tenant.models?.map(\.value),
            priority: tenant.priority,
            requestsPerMinute: tenant.requestsPerMinute,
            tokensPerMinute: tenant.tokensPerMinute,
            concurrency: tenant.concurrency
        )
    }
}

extension RouterConfig.Model {
    fileprivate init(_ plan: ModelPlan, in environment: ResolvedEnvironment) {
        let model = plan.model
        let adapters = model.adapters.compactMap { $0.name?.value }
        self.init(
            name: plan.name,
            // Engines know a model by its own name; aliases exist for clients only.
            served: ([plan.name] + model.aliases.map(\.value)).map { .init(name: $0, upstream: plan.name) }
                + adapters.map { .init(name: $0, upstream: $0) },
            capabilities: model.capabilities.map { .init($0) },
            contextTokens: model.context.value,
            quality: .init(model.quality, head: model.head?.value),
            throughput: .init(plan.throughput),
            costPerHour: plan.costPerHour?.tidy,
            gpus: plan.gpus,
            coldStart: ColdStart(plan.timeouts),
            address: environment.cluster.map { cluster in
                "http://\(plan.name).\(cluster.namespace.value).svc:\(model.engine.port?.value ?? Self.enginePort)"
            },
            healthPath: environment.local == nil
                ? model.probes.path?.value ?? Self.healthPath : model.process.health?.value ?? Self.healthPath
        )
    }

    /// The chart's own default.
    private static let enginePort = 8000
    /// What every engine of the catalogue answers.
    private static let healthPath = "/health"
}

extension RouterConfig.Quality {
    package init(_ quality: QualitySpec, head: QualityHeadSpec?) {
        let domains = (quality.domains?.value.entries ?? []).compactMap { entry in
            Domain(rawValue: entry.key.value).map { domain in
                RouterConfig.DomainQuality(
                    domain: .init(domain),
                    low: entry.value.value.low?.value,
                    medium: entry.value.value.medium?.value,
                    high: entry.value.value.high?.value
                )
            }
        }
        self.init(
            low: quality.low?.value,
            medium: quality.medium?.value,
            high: quality.high?.value,
            domains: domains.sorted { $0.domain.rawValue < $1.domain.rawValue },
            head: head.flatMap(RouterConfig.QualityHead.init)
        )
    }
}

extension RouterConfig.QualityHead {
    /// `nil` while a part is missing, which is an error of the specs.
    fileprivate init?(_ head: QualityHeadSpec) {
        guard let bias = head.bias, let length = head.length, let state = head.state else { return nil }
        self.init(bias: bias.value, length: length.value, state: state.value.text)
    }
}

extension RouterConfig.Throughput {
    fileprivate init(_ throughput: Throughput) {
        self.init(
            prefillTokensPerSecond: throughput.prefill.tidyEstimate,
            decodeTokensPerSecond: throughput.decode.tidyEstimate,
            measured: throughput.isMeasured
        )
    }
}
