import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

extension SettingList {
    /// Every setting of an environment that belongs to no pool, model, route or tenant.
    init(of environment: ResolvedEnvironment, in fleet: ResolvedFleet, secrets: Set<Span>) {
        self.init(secrets: secrets)
        // A label of every object and every pod.
        if environment.cluster != nil { add("fleet", .text(fleet.name.value), isComputed: true) }
        add("metadata.labels", map: environment.metadata.labels?.value.entries ?? [])
        add("metadata.annotations", map: environment.metadata.annotations?.value.entries ?? [])
        switch environment.place {
        case .cluster(let cluster): addCluster(cluster, environment)
        case .local(let local):
            add("local.host", local.host) { .text($0) }
            add("local.ports", local.ports) { .text("\($0.first)-\($0.last)") }
        }
        add("budgets.gpus", environment.budgets.gpus) { .integer($0) }
        add("budgets.monthly", environment.budgets.monthly) { .number($0) }
        for team in environment.budgets.teams?.value.entries ?? [] {
            add("budgets.teams.\(team.key.value).gpus", team.value.gpus) { .integer($0) }
        }
        addRouting(environment.routing)
    }

    private mutating func addCluster(_ cluster: ResolvedEnvironment.Cluster, _ environment: ResolvedEnvironment) {
        add("cluster.server", cluster.server) { .text($0) }
        add("cluster.name", cluster.name) { .text($0) }
        add("cluster.namespace", cluster.namespace) { .text($0) }
        addVersions(environment.versions)
        if let delivery = environment.delivery { addDelivery(delivery) }
        add("scaling.via", environment.driver) { .text($0.rawValue) }
        add("scaling.kedaNamespace", .text(environment.kedaNamespace))
        guard let agent = environment.agent else { return }
        add("agent.image", agent.image) { .image($0) }
        add("agent.pullSecrets", list: agent.pullSecrets?.value.elements)
        add("agent.replicas", agent.replicas, default: 2) { .integer($0) }
        add("agent.cpu", agent.cpu, default: CPUQuantity(millicores: 1000)) { .cores($0) }
        add("agent.memory", agent.memory, default: ByteSize(bytes: 512 << 20)) { .bytes($0) }
        add("agent.keys", agent.keys) { .text($0) }
        add("agent.tls.secret", agent.tls?.value.secret) { .text($0) }
        add("agent.tls.clientSecret", agent.tls?.value.clientSecret) { .text($0) }
        add("agent.monitoringNamespace", agent.monitoringNamespace) { .text($0) }
    }

    private mutating func addVersions(_ versions: VersionsSpec) {
        add("versions.kubernetes", versions.kubernetes) { .text($0.description) }
        add("versions.helm", versions.helm) { .text($0.description) }
        add("versions.keda", versions.keda) { .text($0.description) }
        add("versions.argocd", versions.argocd) { .text($0.description) }
        add("versions.flux", versions.flux) { .text($0.description) }
        add("versions.leaderWorkerSet", versions.leaderWorkerSet) { .text($0.description) }
    }

    private mutating func addDelivery(_ delivery: Delivery) {
        add("delivery.via", delivery.via) { .text($0.rawValue) }
        add("delivery.repo", delivery.repo) { .text($0) }
        add("delivery.revision", .text(delivery.revision))
        add("delivery.path", delivery.path) { .text($0) }
        add("delivery.project", .text(delivery.project))
        add("delivery.namespace", .text(delivery.namespace))
        add("delivery.interval", .duration(delivery.interval))
        add("delivery.prune", .flag(delivery.prune))
    }

    private mutating func addRouting(_ routing: Fleet.Routing) {
        addWeights(routing.weights, at: "routing.weights")
        add("routing.classifier.kind", .text(routing.classifier.rawValue))
        add("routing.classifier.folder", routing.classifierFolder) { .text($0) }
        add("routing.classifier.minConfidence", .number(routing.minConfidence))
        add("routing.switchingCost", .number(routing.switchingCost))
        add("routing.clientTimeout", routing.clientTimeout) { .duration($0) }
    }

    private mutating func addWeights(_ weights: Fleet.Routing.Weights, at path: String) {
        add("\(path).accuracy", .number(weights.accuracy))
        add("\(path).latency", .number(weights.latency))
        add("\(path).cost", .number(weights.cost))
    }

    init(of pool: Pool, secrets: Set<Span>) {
        self.init(secrets: secrets)
        add("gpu", pool.gpu) { .text($0.name) }
        let gpu = pool.gpu.value
        if gpu.name == GPU.inlineName {
            add("gpu.memory", .bytes(gpu.memory))
            // In the units of the spec, GB/s and TFLOPS.
            add("gpu.bandwidth", .number(gpu.bandwidth / 1e9))
            add("gpu.compute", .number(gpu.compute(at: .bf16) / 1e12))
            add("gpu.vendor", .text(gpu.vendor.rawValue))
        }
        add("nodes", pool.nodes) { .integer($0) }
        add("gpusPerNode", pool.gpusPerNode) { .integer($0) }
        add("pricePerGpuHour", pool.price.map { .number($0) })
        add("resource", .text(pool.resource))
        for (key, value) in pool.nodeSelector { add("nodeSelector.\(key)", .text(value)) }
        add("tolerations", pool.tolerations)
    }

    init(of route: Fleet.Routing.Route, in routing: Fleet.Routing, secrets: Set<Span>) {
        self.init(secrets: secrets)
        if route.takesAll { add("candidates", .text("all")) } else { addNames("candidates", route.candidates) }
        if !route.fallback.isEmpty { addNames("fallback", route.fallback) }
        add("timeout", route.timeout) { .duration($0) }
        // Without weights of its own it has those of the routing.
        if route.weights.span.span != routing.weights.span.span { addWeights(route.weights, at: "weights") }
        if !route.capabilities.isEmpty {
            add("capabilities", .list(route.capabilities.map { .text($0.value.rawValue) }))
        }
        if let tenants = route.tenants { addNames("tenants", tenants) } else { add("tenants", .text("all")) }
    }

    init(of tenant: Tenant, secrets: Set<Span>) {
        self.init(secrets: secrets)
        if let models = tenant.models { addNames("models", models) } else { add("models", .text("all")) }
        add("priority", .integer(tenant.priority))
        add("requestsPerMinute", tenant.requestsPerMinute.map { .integer($0) })
        add("tokensPerMinute", tenant.tokensPerMinute.map { .integer($0) })
        add("concurrency", tenant.concurrency.map { .integer($0) })
    }

    init(of rule: KeywordSpec) {
        self.init(secrets: [])
        addNames("match", rule.match?.value.elements ?? [])
        if let pattern = rule.pattern { addNames("pattern", pattern.value.elements) }
        if let marker = rule.marker { addNames("marker", marker.value.elements.map { $0.map(\.rawValue) }) }
        add("complexity", rule.complexity) { .text($0.rawValue) }
        add("domain", rule.domain) { .text($0.rawValue) }
    }

    /// A list that means something when it is empty, too.
    private mutating func addNames(_ path: String, _ names: [Located<String>]) {
        add(path, .list(names.map { .text($0.value) }))
    }
}
