import Diagnostics
import SpecSyntax

extension FleetResolver {
    /// - Returns: `nil` when the environment does not say where it runs.
    mutating func resolve(
        _ document: SpecDocument<EnvironmentSpec>,
        in fleet: SpecDocument<FleetSpec>
    ) -> ResolvedEnvironment? {
        let spec = document.body
        let path = "environments.\(document.name.value)"
        guard let place = place(of: document, path: path) else { return nil }
        checkDefaults(spec.defaults, path: "\(path).defaults")
        for team in spec.budgets?.teams?.value.locatedKeys ?? [] { checkTeam(team, path: "\(path).budgets.teams") }

        let pools = (spec.pools?.value.entries ?? []).compactMap { self.pool($0, path: "\(path).pools") }
        let deployed = deployedNames(document, path: path)
        checkOverlays(document, deployed: deployed, path: path)
        let layers = ModelLayers(fleet: fleet, environment: document, pools: pools, place: place)
        let models = deployed.compactMap { name in self.models[name].flatMap { resolve($0, with: layers, path: path) } }
        let isComplete =
            fleet.isComplete && document.isComplete && models.count == deployed.count
            && namesKnownModels(document.body.deploy?.value) && pools.count == spec.pools?.value.entries.count
        return ResolvedEnvironment(
            name: document.name,
            place: place,
            versions: spec.versions?.value ?? VersionsSpec(),
            delivery: delivery(of: document, in: place, path: path),
            driver: spec.scaling?.value.via ?? Located(.keda, at: nil),
            kedaNamespace: spec.scaling?.value.kedaNamespace?.value ?? "keda",
            agent: agent(of: document, in: place, path: path),
            pools: pools,
            budgets: spec.budgets?.value ?? BudgetsSpec(),
            routing: resolveRouting(fleet, document, deployed: deployed),
            tenants: resolveTenants(fleet, document, deployed: deployed),
            models: models,
            metadata: document.metadata,
            isComplete: isComplete
        )
    }

    private mutating func place(
        of document: SpecDocument<EnvironmentSpec>,
        path: String
    ) -> ResolvedEnvironment.Place? {
        switch (document.body.cluster, document.body.local) {
        case (let cluster?, let local?):
            report(
                .excludedKey(
                    "local",
                    reason: "an environment is a cluster or one machine",
                    at: local.span,
                    and: cluster.span.map { Label($0, "the cluster") },
                    path: "\(path).local"
                )
            )
            return nil
        case (let cluster?, nil):
            if let server = cluster.server, let name = cluster.value.name {
                report(
                    .excludedKey(
                        "name",
                        reason: "Argo CD takes the server or the name of a cluster, not both",
                        at: name.span,
                        and: server.span.map { Label($0, "the server") },
                        path: "\(path).cluster.name"
                    )
                )
            }
            guard let namespace = cluster.namespace else { return nil }
            return .cluster(.init(server: cluster.server, name: cluster.value.name, namespace: namespace))
        case (nil, let local?):
            return .local(
                .init(
                    host: local.host ?? Located("127.0.0.1", at: nil),
                    ports: local.ports ?? Located(PortRange(first: 18000, last: 18999), at: nil)
                )
            )
        case (nil, nil):
            // A `cluster` that did not decode has been reported already.
            if document.isComplete {
                report(
                    .missingKey(
                        "cluster",
                        in: "environment `\(document.name.value)`",
                        at: document.name.span,
                        path: "\(path).cluster",
                        help: "write `cluster: {namespace: …}`, or `local: {}` for one machine"
                    )
                )
            }
            return nil
        }
    }

    private mutating func delivery(
        of document: SpecDocument<EnvironmentSpec>,
        in place: ResolvedEnvironment.Place,
        path: String
    ) -> Delivery? {
        guard let delivery = document.body.delivery, let via = delivery.via else { return nil }
        guard case .cluster = place else {
            report(
                .excludedKey(
                    "delivery",
                    reason: "an environment on one machine has no cluster to deliver to",
                    at: delivery.span,
                    path: "\(path).delivery"
                )
            )
            return nil
        }
        if via.value != .none, delivery.repo == nil {
            report(
                .missingKey(
                    "repo",
                    in: "a delivery by \(via.value.rawValue)",
                    at: via.span,
                    path: "\(path).delivery.repo",
                    help: "write the address of the repository that holds `generated/`"
                )
            )
        }
        return Delivery(
            via: via,
            repo: delivery.repo,
            revision: delivery.revision?.value ?? "main",
            path: delivery.value.path ?? Located("generated", at: nil),
            project: delivery.project?.value ?? "default",
            namespace: delivery.namespace?.value ?? (via.value == .flux ? "flux-system" : "argocd"),
            interval: delivery.interval?.value ?? .minutes(5),
            prune: delivery.prune?.value ?? true
        )
    }

    private mutating func agent(
        of document: SpecDocument<EnvironmentSpec>,
        in place: ResolvedEnvironment.Place,
        path: String
    ) -> AgentSpec? {
        switch (place, document.body.agent) {
        case (.cluster, nil) where document.isComplete:
            report(
                .missingKey(
                    "agent",
                    in: "environment `\(document.name.value)`",
                    at: document.name.span,
                    path: "\(path).agent",
                    help: "write `agent: {image: …}`: the agent routes requests and wakes models"
                )
            )
        case (.local, let agent?):
            report(
                .excludedKey(
                    "agent",
                    reason: "on one machine the agent is started by hand, not as a container",
                    at: agent.span,
                    path: "\(path).agent"
                )
            )
        default: break
        }
        return document.body.agent?.value
    }

    private mutating func pool(_ entry: SpecMap<PoolSpec>.Entry, path: String) -> Pool? {
        let spec = entry.value.value
        guard let nodes = spec.nodes, let perNode = spec.gpusPerNode,
            let gpu = spec.gpu.flatMap({ gpu($0, path: "\(path).\(entry.key.value).gpu") })
        else { return nil }
        return Pool(
            name: entry.key,
            gpu: gpu,
            nodes: nodes,
            gpusPerNode: perNode,
            price: spec.pricePerGpuHour?.value ?? gpu.price,
            resource: spec.resource?.value ?? gpu.vendor.resource,
            nodeSelector: (spec.nodeSelector?.value.entries ?? []).map { ($0.key.value, $0.value.value) },
            tolerations: spec.tolerations?.value.values ?? []
        )
    }

    private mutating func gpu(_ spec: Located<GPUSpec>, path: String) -> Located<GPU>? {
        switch spec.value {
        case .named(let name):
            if let gpu = catalogue.gpus[name] { return Located(gpu, at: spec.span) }
            report(
                .unknownReference(
                    .unknownGPU,
                    "GPU",
                    Located(name, at: spec.span),
                    known: catalogue.gpus.keys.sorted(),
                    in: "the catalogue",
                    path: path
                )
            )
            return nil
        case .inline(let figures):
            guard let memory = figures.memory, let bandwidth = figures.bandwidth, let compute = figures.compute
            else { return nil }
            let gpu = GPU(
                name: GPU.inlineName,
                vendor: figures.vendor?.value ?? .nvidia,
                memory: memory.value,
                bandwidth: bandwidth.value * 1e9,
                compute: [.bf16: compute.value * 1e12],
                price: nil
            )
            return Located(gpu, at: spec.span)
        }
    }

    /// The models of an environment, sorted.
    private mutating func deployedNames(_ document: SpecDocument<EnvironmentSpec>, path: String) -> [String] {
        guard case .named(let names) = document.body.deploy?.value else { return modelNames }
        let known = deployedModels(names, among: Set(modelNames), path: "\(path).deploy")
        return Set(known.map(\.value)).sorted()
    }

    /// Whether all models that an environment deploys exist.
    private func namesKnownModels(_ deploy: Selection?) -> Bool {
        guard case .named(let names) = deploy else { return true }
        return names.allSatisfy { models[$0.value] != nil }
    }

    private mutating func checkOverlays(
        _ document: SpecDocument<EnvironmentSpec>,
        deployed: [String],
        path: String
    ) {
        let deployed = Set(deployed)
        for overlay in document.body.models?.value.entries ?? [] {
            let name = overlay.key
            guard deployedModels([name], among: deployed, path: "\(path).models").isEmpty, models[name.value] != nil
            else { continue }
            report(
                .neverUsed(
                    "the overlay of `\(name.value)`",
                    because: "the model is not deployed in `\(document.name.value)`",
                    at: name.span,
                    help: "add it to `deploy`, or remove the overlay",
                    path: "\(path).models.\(name.value)"
                )
            )
        }
    }
}

extension SpecMap {
    var locatedKeys: [Located<String>] { entries.map(\.key) }
}
