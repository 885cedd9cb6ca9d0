package import SpecSyntax

/// The body of a document of kind Environment: a place where the fleet runs, and what differs there.
package struct EnvironmentSpec: SpecObject {
    package var cluster: Located<ClusterSpec>?
    package var local: Located<LocalSpec>?
    package var versions: Located<VersionsSpec>?
    package var delivery: Located<DeliverySpec>?
    package var scaling: Located<ScalingSpec>?
    package var agent: Located<AgentSpec>?
    package var pools: Located<SpecMap<PoolSpec>>?
    package var budgets: Located<BudgetsSpec>?
    package var deploy: Located<Selection>?
    package var defaults: Located<ModelSettings>?
    package var models: Located<SpecMap<ModelSettings>>?
    package var routing: Located<RoutingSpec>?
    package var tenants: Located<SpecMap<TenantSpec>>?

    package init() {}

    package static let schema = ObjectSchema<EnvironmentSpec>(
        "an environment",
        "A place where the fleet runs, a cluster or one machine, and what differs there.",
        [
            Field("cluster", \.cluster, "The Kubernetes cluster it runs in. One of `cluster` and `local` is needed."),
            Field("local", \.local, "It runs on one machine, as processes of the agent."),
            Field(
                "versions",
                \.versions,
                "The versions of what is installed in the cluster; output that needs newer ones is an error."
            ),
            Field("delivery", \.delivery, "How the output reaches the cluster."),
            Field("scaling", \.scaling, "Who changes the number of replicas."),
            Field("agent", \.agent, "The agent that routes requests and wakes models."),
            Field("pools", \.pools, "The GPUs there are, by kind of node.", .required),
            Field("budgets", \.budgets, "What may be used at a time, and what it may cost."),
            Field("deploy", \.deploy, "The models that run here.", .optional(default: "all"), refersTo: ["model"]),
            Field("defaults", \.defaults, "Settings for every model here, beneath the model's own."),
            Field("models", \.models, "What differs here for single models, over the model's own settings."),
            Field("routing", \.routing, "What differs here in the routing of the fleet."),
            Field("tenants", \.tenants, "What differs here for tenants, and further ones."),
        ]
    )
}

package struct ClusterSpec: SpecObject {
    package var server: Located<String>?
    package var name: Located<String>?
    package var namespace: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<ClusterSpec>(
        "a cluster",
        "The Kubernetes cluster of an environment.",
        [
            Field(
                "server",
                \.server,
                "The address of its API as Argo CD knows it. Not beside `name`.",
                .optional(default: "https://kubernetes.default.svc")
            ),
            Field("name", \.name, "Its name as Argo CD knows it. Not beside `server`."),
            Field("namespace", \.namespace, "The namespace of everything that is generated.", .required),
        ]
    )
}

package struct LocalSpec: SpecObject {
    package var host: Located<String>?
    package var ports: Located<PortRange>?

    package init() {}

    package static let schema = ObjectSchema<LocalSpec>(
        "a machine",
        "One machine on which the agent starts and stops models as processes, by `process.command` of each.",
        [
            Field("host", \.host, "The address the processes listen on.", .optional(default: "127.0.0.1")),
            Field("ports", \.ports, "The ports they get, one a replica.", .optional(default: "18000-18999")),
        ]
    )
}

package struct VersionsSpec: SpecObject {
    package var kubernetes: Located<Version>?
    package var helm: Located<Version>?
    package var keda: Located<Version>?
    package var argocd: Located<Version>?
    package var flux: Located<Version>?
    package var leaderWorkerSet: Located<Version>?

    package init() {}

    package static let schema = ObjectSchema<VersionsSpec>(
        "the versions of an environment",
        "What is installed in the cluster. A version that is older than what the output needs is an error.",
        [
            Field("kubernetes", \.kubernetes, "Kubernetes.", .optional(default: "new enough")),
            Field("helm", \.helm, "Helm, or the Helm inside Argo CD or Flux.", .optional(default: "new enough")),
            Field("keda", \.keda, "KEDA.", .optional(default: "new enough")),
            Field("argocd", \.argocd, "Argo CD.", .optional(default: "new enough")),
            Field("flux", \.flux, "Flux.", .optional(default: "new enough")),
            Field(
                "leaderWorkerSet",
                \.leaderWorkerSet,
                "LeaderWorkerSet, for models that span nodes.",
                .optional(default: "new enough")
            ),
        ]
    )
}

package struct DeliverySpec: SpecObject {
    package var via: Located<DeliveryMethod>?
    package var repo: Located<String>?
    package var revision: Located<String>?
    package var path: Located<String>?
    package var project: Located<String>?
    package var namespace: Located<String>?
    package var interval: Located<SpecDuration>?
    package var prune: Located<Bool>?

    package init() {}

    package static let schema = ObjectSchema<DeliverySpec>(
        "the delivery",
        "How the output reaches the cluster.",
        [
            Field("via", \.via, "Argo CD, Flux, or neither.", .required),
            Field("repo", \.repo, "The address of the repository that holds the output: `https://` or `ssh://`."),
            Field("revision", \.revision, "The branch that is synced.", .optional(default: "main")),
            Field("path", \.path, "The folder of the output in that repository.", .optional(default: "generated")),
            Field("project", \.project, "The Argo CD project.", .optional(default: "default")),
            Field(
                "namespace",
                \.namespace,
                "Where Argo CD or Flux looks for its objects.",
                .optional(default: "argocd or flux-system")
            ),
            Field("interval", \.interval, "How often Flux looks for changes.", .optional(default: "5m")),
            Field(
                "prune",
                \.prune,
                "Whether what is no longer generated is removed from the cluster.",
                .optional(default: "true")
            ),
        ]
    )
}

package struct ScalingSpec: SpecObject {
    package var via: Located<ScalingDriver>?
    package var kedaNamespace: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<ScalingSpec>(
        "the scaling of an environment",
        "Who changes the number of replicas: KEDA, which asks the agent, or the agent itself. There is one writer only.",
        [
            Field("via", \.via, "KEDA, or the agent itself.", .optional(default: "keda")),
            Field(
                "kedaNamespace",
                \.kedaNamespace,
                "Where KEDA runs; only it may ask the agent.",
                .optional(default: "keda")
            ),
        ]
    )
}

package struct AgentSpec: SpecObject {
    package var image: Located<ImageReference>?
    package var pullSecrets: Located<SpecList<String>>?
    package var replicas: Located<Int>?
    package var cpu: Located<CPUQuantity>?
    package var memory: Located<ByteSize>?
    package var keys: Located<String>?
    package var tls: Located<AgentTLSSpec>?
    package var monitoringNamespace: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<AgentSpec>(
        "the agent",
        "The agent that routes requests and wakes models, in a cluster.",
        [
            Field("image", \.image, "Its container image, pinned by digest.", .required),
            Field("pullSecrets", \.pullSecrets, "Names of Secrets with registry credentials."),
            Field("replicas", \.replicas, in: 1...50, "How many of them run.", .optional(default: "2")),
            Field("cpu", \.cpu, "Requested cores of each.", .optional(default: "1")),
            Field("memory", \.memory, "Memory of each.", .optional(default: "512 MiB")),
            Field("keys", \.keys, "The name of the Secret with the hashed API keys of the tenants."),
            Field(
                "tls",
                \.tls,
                "How what KEDA asks is encrypted; without it, the NetworkPolicy alone says who may ask."
            ),
            Field("monitoringNamespace", \.monitoringNamespace, "Where Prometheus runs; it may read the metrics."),
        ]
    )
}

/// Certificates between KEDA and the agent.
package struct AgentTLSSpec: SpecObject {
    package var secret: Located<String>?
    package var clientSecret: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<AgentTLSSpec>(
        "the certificates",
        "Certificates between KEDA and the agent, in Secrets as cert-manager writes them.",
        [
            Field(
                "secret",
                \.secret,
                "The name of the Secret with the agent's: `tls.crt`, `tls.key` and `ca.crt`, which has signed it.",
                .required
            ),
            Field(
                "clientSecret",
                \.clientSecret,
                "The name of the Secret with KEDA's own, `tls.crt` and `tls.key`, by the same `ca.crt`; with it nobody else may ask."
            ),
        ]
    )
}

/// The GPUs of one kind of node.
package struct PoolSpec: SpecObject, SpecKeyed {
    package var gpu: Located<GPUSpec>?
    package var nodes: Located<Int>?
    package var gpusPerNode: Located<Int>?
    package var pricePerGpuHour: Located<Double>?
    package var resource: Located<String>?
    package var nodeSelector: Located<SpecMap<String>>?
    package var tolerations: Located<SpecList<TolerationSpec>>?

    package init() {}

    package static var keyName: String { "pool" }

    package static let schema = ObjectSchema<PoolSpec>(
        "a pool",
        "Nodes of one kind.",
        [
            Field(
                "gpu",
                \.gpu,
                "A row of the catalogue (`spindle explain gpus` lists them), or memory, bandwidth and compute written here.",
                .required,
                refersTo: ["gpu"]
            ),
            Field("nodes", \.nodes, in: 1...100_000, "How many nodes there are.", .required),
            Field("gpusPerNode", \.gpusPerNode, in: 1...64, "GPUs of one node.", .required),
            Field(
                "pricePerGpuHour",
                \.pricePerGpuHour,
                in: 0...100_000,
                "What a GPU costs an hour, in the currency of the budgets.",
                .optional(default: "the typical price of the catalogue")
            ),
            Field(
                "resource",
                \.resource,
                "The name of the resource in Kubernetes.",
                .optional(default: "nvidia.com/gpu or amd.com/gpu")
            ),
            Field("nodeSelector", \.nodeSelector, "Labels that these nodes have and others have not."),
            Field("tolerations", \.tolerations, "Taints that these nodes have."),
        ]
    )
}

/// A row of the catalogue by its name, or the figures of a GPU that is not in it.
package enum GPUSpec: SpecValue {
    case named(String)
    case inline(GPUFigures)

    package static var shape: Shape {
        .either([
            .scalar(
                Shape.Scalar(
                    .text,
                    "a name of the catalogue",
                    examples: ["H100-80GB"],
                    bare: [.number, .boolean],
                    words: Catalogue.bundled.gpuNames
                )
            ),
            .object(GPUFigures.schema.description),
        ])
    }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> GPUSpec? {
        guard case .mapping = node.content else { return String.decode(node, with: &decoder).map { .named($0) } }
        return GPUFigures.decode(node, with: &decoder).map { .inline($0) }
    }
}

package struct GPUFigures: SpecObject {
    package var memory: Located<ByteSize>?
    package var bandwidth: Located<Double>?
    package var compute: Located<Double>?
    package var vendor: Located<GPU.Vendor>?

    package init() {}

    package static let schema = ObjectSchema<GPUFigures>(
        "a GPU",
        "The figures of a GPU that is not in the catalogue.",
        [
            Field("memory", \.memory, "Its memory as the driver reports it (`nvidia-smi`).", .required),
            Field("bandwidth", \.bandwidth, in: 1...1_000_000, "Memory bandwidth in GB/s.", .required),
            Field(
                "compute",
                \.compute,
                in: 0.1...1_000_000,
                "Dense bf16 compute in TFLOPS, without sparsity.",
                .required
            ),
            Field("vendor", \.vendor, "Who makes it.", .optional(default: "nvidia")),
        ]
    )
}

package struct BudgetsSpec: SpecObject {
    package var gpus: Located<Int>?
    package var monthly: Located<Double>?
    package var teams: Located<SpecMap<TeamBudgetSpec>>?

    package init() {}

    package static let schema = ObjectSchema<BudgetsSpec>(
        "the budgets",
        "What may be used at a time, and what it may cost. Models may ask for more than that together; then they take turns.",
        [
            Field("gpus", \.gpus, in: 0...1_000_000, "GPUs in use at a time.", .optional(default: "all of the pools")),
            Field(
                "monthly",
                \.monthly,
                in: 0...1e12,
                "Cost of a month (730 hours) of what is always awake.",
                .optional(default: "no limit")
            ),
            Field("teams", \.teams, "The share of each team."),
        ]
    )
}

package struct TeamBudgetSpec: SpecObject, SpecKeyed {
    package var gpus: Located<Int>?

    package init() {}

    package static var keyName: String { "team" }

    package static let schema = ObjectSchema<TeamBudgetSpec>(
        "the share of a team",
        "What the models of one team may use at a time.",
        [Field("gpus", \.gpus, in: 0...1_000_000, "GPUs in use at a time.", .required)]
    )
}
