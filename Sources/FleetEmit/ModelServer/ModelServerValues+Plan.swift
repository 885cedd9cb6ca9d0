import Engines
import Fleet
import FleetPlan
import SpecSyntax

extension ModelServerValues {
    /// The values of a model in a cluster. There is no count of replicas among them: KEDA or the agent owns it.
    init(_ plan: ModelPlan, in environment: ResolvedEnvironment, cluster: ResolvedEnvironment.Cluster, fleet: String) {
        let model = plan.model
        let engine = model.engine.name?.value ?? .vllm
        let launch = engine.engine.launch(plan)
        self.init()
        name = plan.name
        labels = .labels(of: plan, in: environment, fleet: fleet)
        annotations = .annotations(of: plan, in: environment)
        if let image = model.engine.image { self.image = image.text }
        if let policy = model.engine.pullPolicy { imagePullPolicy = ImagePullPolicy(policy.value) }
        imagePullSecrets = model.engine.pullSecrets?.value.values ?? []
        command = launch.command
        args = launch.args
        workerCommand = launch.workerCommand
        workerArgs = launch.workerArgs
        env = Self.variables(launch.env, model.engine)
        port = model.engine.listeningPort
        nodes = model.placement.nodes.value
        gpus = GPUs(resource: plan.pool.resource, count: plan.gpusPerPod)
        resources = Resources(plan)
        sharedMemory = Self.sharedMemory(of: plan)
        storage = Storage(plan)
        probes.path = model.probes.path?.value ?? launch.healthPath
        probes.startup.failureThreshold = Self.failures(
            in: plan.timeouts.startup.seconds,
            every: probes.startup.periodSeconds
        )
        terminationGracePeriodSeconds = model.scale.longestStream.seconds + preStopSeconds + Self.shutdownSeconds
        scheduling = Scheduling(plan)
        security = Security(model.security, allowsReadOnlyRoot: launch.allowsReadOnlyRoot)
        // Replica by replica, where others can serve meanwhile.
        strategy = model.scale.max.value > 1 ? .rollingUpdate : .recreate
        networkPolicy.agentNamespace = cluster.namespace.value
        networkPolicy.monitoringNamespace = environment.agent?.monitoringNamespace?.value ?? ""
        networkPolicy.egress = Self.egress(of: model)
    }

    /// For an engine to unload after its last answer; beyond it, Kubernetes kills it.
    static let shutdownSeconds = 30

    /// Failed probes that a start is allowed, so that it has at least the time it was promised.
    private static func failures(in seconds: Int, every period: Int) -> Int { max(1, (seconds + period - 1) / period) }

    private static func variables(_ own: [EngineLaunch.Variable], _ engine: EngineSpec) -> [Variable] {
        let written = engine.env?.value.entries ?? []
        let names = Set(written.map(\.key.value))
        return own.filter { !names.contains($0.name) }
            .map { Variable(name: $0.name, value: .text($0.value.literalForKubelet)) }
            + written.map { entry in
                switch entry.value.value {
                case .text(let text): Variable(name: entry.key.value, value: .text(text.literalForKubelet))
                case .secret(let name, let key): Variable(name: entry.key.value, value: .secret(name: name, key: key))
                }
            }
    }

    /// 2 GiB a GPU: what NCCL and the processes of a tensor-parallel group share. Without GPUs the runtime's 64 MiB do.
    private static func sharedMemory(of plan: ModelPlan) -> String {
        if let size = plan.model.resources.sharedMemory { return size.kubernetes }
        return plan.gpusPerPod > 0 ? ByteSize.gibibytes(2 * plan.gpusPerPod).kubernetes : ""
    }

    /// Open while something is downloaded, else only name resolution.
    private static func egress(of model: ResolvedModel) -> NetworkPolicy.Egress {
        if let egress = model.egress { return egress.value == .open ? .open : .none }
        let sources = [model.source.value] + model.adapters.compactMap { $0.source?.value }
        return sources.contains { $0.store != .claim && $0.store != .file } ? .open : .none
    }
}

extension ModelServerValues.ImagePullPolicy {
    init(_ policy: PullPolicy) {
        switch policy {
        case .always: self = .always
        case .ifNotPresent: self = .ifNotPresent
        case .never: self = .never
        }
    }
}

extension ModelServerValues.Resources {
    /// 4 cores and 2 more a GPU, without a limit; 16 GiB and 24 GiB more a GPU, which is also the limit.
    init(_ plan: ModelPlan) {
        let spec = plan.model.resources
        let cpu = spec.cpu?.value ?? CPUQuantity(millicores: 1000 * (4 + 2 * plan.gpusPerPod))
        let memory = spec.memory?.value ?? .gibibytes(16 + 24 * plan.gpusPerPod)
        requests = ["cpu": cpu.kubernetes, "memory": memory.kubernetes]
        limits = ["memory": memory.kubernetes]
    }
}

extension ModelServerValues.Storage {
    init(_ plan: ModelPlan) {
        let spec = plan.model.storage
        switch WeightsVolume(of: plan.model)?.kind ?? .ephemeral {
        case .claim:
            kind = .persistentVolumeClaim
            size = plan.storageSize.kubernetes
            storageClass = spec.storageClass?.value ?? ""
            accessMode =
                spec.accessMode.map { Self.mode($0.value) } ?? (plan.hasSeveralPods ? .readWriteMany : .readWriteOnce)
        case .existingClaim(let claim):
            kind = .existingClaim
            self.claim = claim
        case .hostPath(let path):
            kind = .hostPath
            self.path = path
        case .ephemeral:
            kind = .emptyDir
            size = plan.storageSize.kubernetes
        }
    }

    private static func mode(_ mode: Fleet.AccessMode) -> AccessMode {
        switch mode {
        case .readWriteOnce: .readWriteOnce
        case .readWriteMany: .readWriteMany
        case .readOnlyMany: .readOnlyMany
        }
    }
}

extension ModelServerValues.Scheduling {
    init(_ plan: ModelPlan) {
        let placement = plan.model.placement
        for (key, value) in plan.pool.nodeSelector { nodeSelector[key] = value }
        nodeSelector.merge(placement.nodeSelector)
        tolerations = (plan.pool.tolerations + placement.tolerations).map(ModelServerValues.Toleration.init)
        priorityClassName = placement.priorityClass?.value ?? ""
        runtimeClassName = placement.runtimeClass?.value ?? ""
    }
}

extension ModelServerValues.Toleration {
    init(_ spec: TolerationSpec) {
        key = spec.key?.value
        `operator` = spec.operator.map { $0.value == .exists ? .exists : .equal }
        value = spec.value?.value
        effect = spec.effect.map {
            switch $0.value {
            case .noSchedule: .noSchedule
            case .preferNoSchedule: .preferNoSchedule
            case .noExecute: .noExecute
            }
        }
        tolerationSeconds = spec.seconds?.value
    }
}

extension ModelServerValues.Security {
    init(_ spec: SecuritySpec, allowsReadOnlyRoot: Bool) {
        if let user = spec.runAsUser?.value {
            runAsUser = user
            runAsGroup = user
            fsGroup = user
        }
        readOnlyRootFilesystem = spec.readOnlyRoot?.value ?? allowsReadOnlyRoot
    }
}

extension ModelPlan {
    /// GPUs of each pod: of one node of a replica.
    var gpusPerPod: Int { model.placement.gpusPerNode }

    /// Whether more than one pod may mount the volume at a time.
    var hasSeveralPods: Bool {
        model.placement.nodes.value > 1 || model.scale.max.value > 1 || model.scale.min.value > 1
    }
}
