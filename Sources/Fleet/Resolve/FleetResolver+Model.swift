import Diagnostics
import SpecSyntax

/// What lies beneath and above the models of one environment.
struct ModelLayers {
    var pools: [Pool]
    var place: ResolvedEnvironment.Place
    var environment: Located<String>
    private let fleet: SpecDocument<FleetSpec>
    private let defaults: Located<ModelSettings>?
    private let overlays: [String: Located<ModelSettings>]
    /// All layers beneath the models, laid over one another once.
    private var beneath = ModelSettings()

    init(
        fleet: SpecDocument<FleetSpec>,
        environment: SpecDocument<EnvironmentSpec>,
        pools: [Pool],
        place: ResolvedEnvironment.Place
    ) {
        self.pools = pools
        self.place = place
        self.environment = environment.name
        self.fleet = fleet
        defaults = environment.body.defaults
        overlays = Dictionary((environment.body.models?.value.entries ?? []).map { ($0.key.value, $0.value) }) {
            first,
            _ in first
        }
        beneath = overlaid(ModelLayer.beneath, on: beneath, for: "")
    }

    /// What a layer other than the document of a model says of it.
    private func settings(_ layer: ModelLayer, of model: String) -> Located<ModelSettings>? {
        switch layer {
        case .fleetDefaults: fleet.body.defaults
        case .environmentDefaults: defaults
        case .model: nil
        case .overlay: overlays[model]
        }
    }

    private func overlaid(_ layers: [ModelLayer], on lowest: ModelSettings, for model: String) -> ModelSettings {
        layers.compactMap { settings($0, of: model)?.value }.reduce(lowest) { $0.overlaid(by: $1) }
    }

    /// The layers of a model besides its own document.
    func beside(_ model: String) -> [ResolvedModel.Layer] {
        (ModelLayer.beneath + ModelLayer.above).filter { settings($0, of: model) != nil }.map { layer in
            ResolvedModel.Layer(
                document: layer == .fleetDefaults ? fleet.name : environment,
                path: layer.keys(of: model).joined(separator: ".")
            )
        }
    }

    func settings(of model: SpecDocument<ModelSettings>) -> ModelSettings {
        overlaid(ModelLayer.above, on: beneath.overlaid(by: model.body), for: model.name.value)
    }
}

extension FleetResolver {
    /// - Returns: `nil` when the model cannot be understood; an error says why.
    mutating func resolve(
        _ document: SpecDocument<ModelSettings>,
        with layers: ModelLayers,
        path environment: String
    ) -> ResolvedModel? {
        guard document.isComplete else { return nil }
        let settings = layers.settings(of: document)
        var missing: [String] = []
        let path = "models.\(document.name.value)"
        if settings.source == nil { missing.append("source") }
        if settings.architecture == nil { missing.append("architecture") }
        if settings.placement?.pool == nil { missing.append("placement.pool") }
        if settings.placement?.gpus == nil { missing.append("placement.gpus") }
        switch layers.place {
        case .cluster:
            if settings.engine?.value.name == nil { missing.append("engine.name") }
            if settings.engine?.image == nil { missing.append("engine.image") }
        case .local:
            if settings.process?.command == nil { missing.append("process.command") }
        }
        for key in missing {
            report(
                .missingKey(
                    key,
                    in: "model `\(document.name.value)`",
                    at: document.name.span,
                    path: "\(path).\(key)",
                    help:
                        "set it in the model, in `defaults`, or in `models.\(document.name.value)` of each environment"
                )
            )
        }
        let architecture = settings.architecture.flatMap { self.architecture($0, path: "\(path).architecture") }
        let pool = settings.placement?.pool.flatMap { self.pool($0, among: layers, path: "\(path).placement.pool") }
        let (quality, head, encoder) = quality(
            settings.quality?.value ?? QualitySpec(),
            of: document.name.value,
            path: "\(path).quality"
        )
        guard missing.isEmpty, let architecture, let pool, let source = settings.source,
            let gpus = settings.placement?.gpus
        else { return nil }
        return ResolvedModel(
            name: document.name,
            team: document.metadata.team,
            labels: document.metadata.labels?.value.entries ?? [],
            annotations: document.metadata.annotations?.value.entries ?? [],
            source: source,
            architecture: architecture,
            precision: settings.precision ?? Located(.bf16, at: nil),
            cachePrecision: settings.cachePrecision ?? Located(.bf16, at: nil),
            context: settings.context.map { $0.map(\.count) } ?? Located(architecture.maxContext, at: nil),
            placement: placement(settings, gpus: gpus, pool: pool, of: layers.pools[pool]),
            memoryFraction: settings.memory?.fraction ?? Located(0.9, at: nil),
            memoryOverhead: settings.memory?.overhead ?? Located(.gibibytes(2), at: nil),
            scale: scale(settings.scale?.value ?? ScaleSpec()),
            adapters: settings.adapters?.value.values ?? [],
            aliases: settings.aliases?.value.elements ?? [],
            capabilities: settings.capabilities?.value.values ?? Self.capabilities(of: architecture.value),
            quality: quality,
            head: head,
            encoder: encoder,
            throughput: settings.throughput?.value ?? ThroughputSpec(),
            engine: settings.engine?.value ?? EngineSpec(),
            resources: settings.resources?.value ?? ResourcesSpec(),
            storage: settings.storage?.value ?? StorageSpec(),
            egress: settings.network?.egress,
            security: settings.security?.value ?? SecuritySpec(),
            probes: settings.probes?.value ?? ProbesSpec(),
            process: settings.process?.value ?? ProcessSpec(),
            layers: layers.beside(document.name.value)
        )
    }

    private mutating func architecture(_ spec: Located<ArchitectureSpec>, path: String) -> Located<Architecture>? {
        switch spec.value {
        case .named(let name):
            if let known = catalogue.architectures[name] { return Located(known, at: spec.span) }
            report(
                .unknownReference(
                    .unknownArchitecture,
                    "architecture",
                    Located(name, at: spec.span),
                    known: catalogue.architectures.keys.sorted(),
                    in: "the catalogue",
                    path: path
                )
            )
            return nil
        case .inline(let dimensions):
            return dimensions.architecture(named: Architecture.inlineName).map { Located($0, at: spec.span) }
        }
    }

    private mutating func pool(_ name: Located<String>, among layers: ModelLayers, path: String) -> Int? {
        if let index = layers.pools.firstIndex(where: { $0.name.value == name.value }) { return index }
        // A pool that did not resolve has an error of its own, and one may be declared in what could not be read.
        guard let document = documents.environments.first(where: { $0.name.value == layers.environment.value }),
            document.isComplete, document.body.pools?.value[name.value] == nil
        else { return nil }
        report(
            .unknownReference(
                .unknownPool,
                "pool",
                name,
                known: layers.pools.map(\.name.value),
                in: "environment `\(layers.environment.value)`",
                path: path
            )
        )
        return nil
    }

    private func placement(
        _ settings: ModelSettings,
        gpus: Located<Int>,
        pool index: Int,
        of pool: Pool
    ) -> ResolvedModel.Placement {
        let spec = settings.placement?.value ?? PlacementSpec()
        let perNode = pool.gpusPerNode.value
        let nodes = spec.nodes ?? Located(max(1, (gpus.value + perNode - 1) / perNode), at: nil)
        let pipeline = spec.pipelineParallel ?? Located(nodes.value, at: nil)
        return ResolvedModel.Placement(
            pool: index,
            poolName: spec.pool ?? pool.name,
            gpus: gpus,
            nodes: nodes,
            tensorParallel: spec.tensorParallel ?? Located(max(1, gpus.value / pipeline.value), at: nil),
            pipelineParallel: pipeline,
            nodeSelector: spec.nodeSelector?.value.entries ?? [],
            tolerations: spec.tolerations?.value.values ?? [],
            priorityClass: spec.priorityClass,
            runtimeClass: spec.runtimeClass
        )
    }

    private func scale(_ spec: ScaleSpec) -> ResolvedModel.Scale {
        let min = spec.min ?? Located(0, at: nil)
        return ResolvedModel.Scale(
            min: min,
            max: spec.max ?? Located(Swift.max(1, min.value), at: nil),
            idleTimeout: spec.idleTimeout ?? Located(.fixed(.minutes(15)), at: nil),
            coldStart: spec.coldStart,
            concurrency: spec.concurrency,
            idle: spec.idle ?? Located(.stop, at: nil),
            sleepLevel: spec.sleepLevel ?? Located(1, at: nil),
            sleepMemory: spec.sleepMemory,
            minResidency: spec.minResidency,
            longestStream: spec.longestStream ?? Located(.minutes(10), at: nil),
            queueSize: spec.queue?.size ?? Located(256, at: nil),
            queueTimeout: spec.queue?.timeout,
            schedule: spec.schedule?.value.elements ?? []
        )
    }

    private static func capabilities(of architecture: Architecture) -> [Capability] {
        // An embedding model generates nothing.
        if architecture.capabilities.contains(.embeddings) { return architecture.capabilities }
        return [.chat, .completions] + architecture.capabilities
    }
}
