import Diagnostics
import Engines
import Fleet
import FleetPlan
import SpecSyntax

extension SettingList {
    /// Every setting of a model that does something in its environment, defaults computed.
    init(of plan: ModelPlan, in environment: ResolvedEnvironment, secrets: Set<Span>) {
        self.init(secrets: secrets)
        let model = plan.model
        add("metadata.team", model.team) { .text($0) }
        add("source", model.source) { .source($0) }
        addArchitecture(model.architecture)
        add("precision", model.precision) { .text($0.rawValue) }
        add("cachePrecision", model.cachePrecision) { .text($0.rawValue) }
        add("context", model.context) { .tokens($0) }
        addPlacement(model.placement)
        add("memory.fraction", model.memoryFraction) { .number($0) }
        add("memory.overhead", model.memoryOverhead) { .bytes($0) }
        addScale(plan)
        add("probes.startup", plan.timeouts.startup) { .duration($0) }
        for adapter in model.adapters {
            let path = "adapters.\(adapter.name?.value ?? "")"
            add("\(path).source", adapter.source) { .source($0) }
            add("\(path).rank", adapter.rank, default: AdapterSpec.defaultRank) { .integer($0) }
        }
        add("aliases", list: model.aliases)
        add("capabilities", .list(model.capabilities.map { .text($0.rawValue) }))
        addQuality(model.quality)
        addHead(model.head?.value)
        add("quality.encoder", model.encoder) { .text($0.text) }
        add("throughput.prefill", model.throughput.prefill) { .number($0) }
        add("throughput.decode", model.throughput.decode) { .number($0) }
        add("throughput.measured", model.throughput.measured) { .text($0) }
        switch environment.place {
        case .cluster: addContainer(plan)
        case .local: addProcess(model.process)
        }
    }

    private mutating func addArchitecture(_ architecture: Located<Architecture>) {
        add("architecture", architecture) { .text($0.name) }
        let dimensions = architecture.value
        // The catalogue's do not change with a spec.
        guard dimensions.name == Architecture.inlineName else { return }
        add("architecture.parameters", .integer(dimensions.parameters))
        add("architecture.active", .integer(dimensions.active), isComputed: dimensions.active == dimensions.parameters)
        add("architecture.layers", .integer(dimensions.layers))
        add("architecture.heads", .integer(dimensions.heads))
        add("architecture.kvHeads", .integer(dimensions.kvHeads))
        add("architecture.headDim", .integer(dimensions.headDim))
        add("architecture.kvLoraRank", (dimensions.latent?.rank).map { .integer($0) })
        add("architecture.ropeHeadDim", (dimensions.latent?.ropeHeadDim).map { .integer($0) })
        add("architecture.localLayers", (dimensions.local?.layers).map { .integer($0) })
        add("architecture.localWindow", (dimensions.local?.window).map { .integer($0) })
        add("architecture.crossLayers", .integer(dimensions.crossLayers), isComputed: dimensions.crossLayers == 0)
        add("architecture.maxContext", .tokens(dimensions.maxContext))
    }

    private mutating func addPlacement(_ placement: ResolvedModel.Placement) {
        add("placement.pool", placement.poolName) { .text($0) }
        add("placement.gpus", placement.gpus) { .integer($0) }
        add("placement.nodes", placement.nodes) { .integer($0) }
        add("placement.tensorParallel", placement.tensorParallel) { .integer($0) }
        add("placement.pipelineParallel", placement.pipelineParallel) { .integer($0) }
    }

    private mutating func addScale(_ plan: ModelPlan) {
        let scale = plan.model.scale
        add("scale.min", scale.min) { .integer($0) }
        add("scale.max", scale.max) { .integer($0) }
        add("scale.idleTimeout", scale.idleTimeout) { .idle($0) }
        add("scale.coldStart", plan.timeouts.coldStart) { .duration($0) }
        add("scale.concurrency", plan.concurrency) { .integer($0) }
        add("scale.idle", scale.idle) { .text($0.rawValue) }
        add("scale.sleepLevel", scale.sleepLevel) { .integer($0) }
        add("scale.sleepMemory", scale.sleepMemory) { .bytes($0) }
        add("scale.minResidency", plan.timeouts.minResidency) { .duration($0) }
        add("scale.longestStream", scale.longestStream) { .duration($0) }
        add("scale.queue.size", scale.queueSize) { .integer($0) }
        add("scale.queue.timeout", plan.timeouts.hold) { .duration($0) }
        if !scale.schedule.isEmpty { add("scale.schedule", .list(scale.schedule.map { .text($0.value.words) })) }
    }

    private mutating func addQuality(_ quality: QualitySpec) {
        add("quality.low", quality.low) { .number($0) }
        add("quality.medium", quality.medium) { .number($0) }
        add("quality.high", quality.high) { .number($0) }
        for entry in quality.domains?.value.entries ?? [] {
            let path = "quality.domains.\(entry.key.value)"
            add("\(path).low", entry.value.value.low) { .number($0) }
            add("\(path).medium", entry.value.value.medium) { .number($0) }
            add("\(path).high", entry.value.value.high) { .number($0) }
        }
    }

    private mutating func addHead(_ head: QualityHeadSpec?) {
        add("quality.head.bias", head?.bias) { .number($0) }
        add("quality.head.length", head?.length) { .number($0) }
        add("quality.head.state", head?.state) { .text($0.text) }
    }

    /// What only a container has.
    private mutating func addContainer(_ plan: ModelPlan) {
        let model = plan.model
        add("metadata.labels", map: model.labels)
        add("metadata.annotations", map: model.annotations)
        add("engine.name", model.engine.name) { .text($0.rawValue) }
        add("engine.image", model.engine.image) { .image($0) }
        add("engine.pullPolicy", model.engine.pullPolicy, default: .ifNotPresent) { .text($0.rawValue) }
        add("engine.pullSecrets", list: model.engine.pullSecrets?.value.elements)
        add("engine.command", list: model.engine.command?.value.elements)
        add("engine.args", list: model.engine.args?.value.elements)
        for entry in model.engine.env?.value.entries ?? [] {
            add("engine.env.\(entry.key.value)", entry.value) { .text($0.words) }
        }
        add("engine.port", model.engine.port, default: EngineSpec.defaultPort) { .integer($0) }
        add("engine.trustRemoteCode", model.engine.trustRemoteCode, default: false) { .flag($0) }
        add("placement.nodeSelector", map: model.placement.nodeSelector)
        add("placement.tolerations", model.placement.tolerations)
        add("placement.priorityClass", model.placement.priorityClass) { .text($0) }
        add("placement.runtimeClass", model.placement.runtimeClass) { .text($0) }
        add("resources.cpu", model.resources.cpu) { .cores($0) }
        add("resources.memory", model.resources.memory) { .bytes($0) }
        add("resources.sharedMemory", model.resources.sharedMemory) { .bytes($0) }
        add("probes.path", model.probes.path) { .text($0) }
        add("storage.kind", model.storage.kind, default: .claim) { .text($0.rawValue) }
        add("storage.size", model.storage.size ?? Located(plan.storageSize, at: nil)) { .bytes($0) }
        add("storage.storageClass", model.storage.storageClass) { .text($0) }
        add("storage.accessMode", model.storage.accessMode) { .text($0.rawValue) }
        add("storage.path", model.storage.path) { .text($0) }
        add("storage.claim", model.storage.claim) { .text($0) }
        add("network.egress", model.egress) { .text($0.rawValue) }
        add("security.runAsUser", model.security.runAsUser, default: 1000) { .integer($0) }
        add("security.readOnlyRoot", model.security.readOnlyRoot) { .flag($0) }
    }

    private mutating func addProcess(_ process: ProcessSpec) {
        add("process.command", list: process.command?.value.elements)
        add("process.env", map: process.env?.value.entries ?? [])
        add("process.workingDirectory", process.workingDirectory) { .text($0) }
        add("process.health", process.health, default: "/health") { .text($0) }
    }

    mutating func add(_ path: String, _ tolerations: [TolerationSpec]) {
        if !tolerations.isEmpty { add(path, .list(tolerations.map { .text($0.words) })) }
    }
}

extension ScheduleSpec {
    /// `45 7 * * 1-5 to 0 19 * * 1-5 Europe/Zurich, 1 replica`.
    fileprivate var words: String {
        let count = replicas?.value ?? 1
        return "\(start?.value.text ?? "?") to \(end?.value.text ?? "?") \(timezone?.value ?? "Etc/UTC"), "
            + "\(count) replica\(count == 1 ? "" : "s")"
    }
}

extension EnvironmentValue {
    fileprivate var words: String {
        switch self {
        case .text(let text): text
        case .secret(let name, let key): "key \(key) of Secret \(name)"
        }
    }
}

extension TolerationSpec {
    /// As `kubectl` writes taints: `gpu=yes:NoSchedule`.
    fileprivate var words: String {
        var words = key?.value ?? "every key"
        if let value { words += "=\(value.value)" }
        if `operator`?.value == .exists { words += " exists" }
        if let effect { words += ":\(effect.value.rawValue)" }
        if let seconds { words += " for \(seconds.value)s" }
        return words
    }
}
