package import SpecSyntax

/// Which GPUs a replica takes and where.
package struct PlacementSpec: SpecObject {
    package var pool: Located<String>?
    package var gpus: Located<Int>?
    package var nodes: Located<Int>?
    package var tensorParallel: Located<Int>?
    package var pipelineParallel: Located<Int>?
    package var nodeSelector: Located<SpecMap<String>>?
    package var tolerations: Located<SpecList<TolerationSpec>>?
    package var priorityClass: Located<String>?
    package var runtimeClass: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<PlacementSpec>(
        "the placement of a model",
        "Which GPUs a replica takes and where.",
        [
            Field("pool", \.pool, "A pool of the environment.", .requiredInSum, refersTo: ["pool"]),
            Field(
                "gpus",
                \.gpus,
                in: 0...4096,
                "GPUs of one replica, over all its nodes. Zero runs on the processor.",
                .requiredInSum
            ),
            Field(
                "nodes",
                \.nodes,
                in: 1...64,
                "Nodes that one replica spans; more than one needs LeaderWorkerSet in the cluster.",
                .optional(default: "as few as hold the GPUs")
            ),
            Field(
                "tensorParallel",
                \.tensorParallel,
                in: 1...4096,
                "GPUs that share each layer. It must divide the attention heads.",
                .optional(default: "the GPUs of one node")
            ),
            Field(
                "pipelineParallel",
                \.pipelineParallel,
                in: 1...64,
                "Stages that the layers are cut into. Tensor parallel × pipeline parallel is the number of GPUs.",
                .optional(default: "the number of nodes")
            ),
            Field("nodeSelector", \.nodeSelector, "Labels of nodes, besides those of the pool."),
            Field("tolerations", \.tolerations, "Taints that it tolerates, besides those of the pool."),
            Field("priorityClass", \.priorityClass, "The PriorityClass of its pods."),
            Field("runtimeClass", \.runtimeClass, "The RuntimeClass of its pods, such as `nvidia`."),
        ]
    )
}

/// A toleration as Kubernetes has it.
package struct TolerationSpec: SpecObject {
    package var key: Located<String>?
    package var `operator`: Located<Operator>?
    package var value: Located<String>?
    package var effect: Located<Effect>?
    package var seconds: Located<Int>?

    package enum Operator: String, SpecChoice {
        case exists = "Exists"
        case equal = "Equal"
    }

    package enum Effect: String, SpecChoice {
        case noSchedule = "NoSchedule"
        case preferNoSchedule = "PreferNoSchedule"
        case noExecute = "NoExecute"
    }

    package init() {}

    package static let schema = ObjectSchema<TolerationSpec>(
        "a toleration",
        "A taint that pods tolerate, as in Kubernetes.",
        [
            Field("key", \.key, "The key of the taint."),
            Field("operator", \.operator, "Whether the value counts.", .optional(default: "Equal")),
            Field("value", \.value, "The value of the taint."),
            Field("effect", \.effect, "The effect of the taint.", .optional(default: "every effect")),
            Field(
                "tolerationSeconds",
                \.seconds,
                in: 0...Int.max,
                "How long `NoExecute` is tolerated."
            ),
        ]
    )
}

/// Processor and memory of a pod.
package struct ResourcesSpec: SpecObject {
    package var cpu: Located<CPUQuantity>?
    package var memory: Located<ByteSize>?
    package var sharedMemory: Located<ByteSize>?

    package init() {}

    package static let schema = ObjectSchema<ResourcesSpec>(
        "the resources of a pod",
        "Processor and memory of one pod, besides GPUs.",
        [
            Field(
                "cpu",
                \.cpu,
                "Requested cores; there is no limit on them.",
                .optional(default: "4, and 2 more a GPU")
            ),
            Field(
                "memory",
                \.memory,
                "Requested memory, which is also the limit.",
                .optional(default: "16 GiB, and 24 GiB more a GPU")
            ),
            Field(
                "sharedMemory",
                \.sharedMemory,
                "Size of /dev/shm, through which tensor-parallel processes talk. It counts as memory of the pod.",
                .optional(default: "2 GiB a GPU")
            ),
        ]
    )
}

/// How GPU memory is used.
package struct MemorySpec: SpecObject {
    package var fraction: Located<Double>?
    package var overhead: Located<ByteSize>?

    package init() {}

    package static let schema = ObjectSchema<MemorySpec>(
        "the use of GPU memory",
        "How much of the GPU memory the engine takes, and what it needs besides weights and cache.",
        [
            Field(
                "fraction",
                \.fraction,
                in: 0.1...1,
                "The share of each GPU's memory that the engine may use.",
                .optional(default: "0.90")
            ),
            Field(
                "overhead",
                \.overhead,
                "Memory of each GPU for activations, CUDA graphs and communication.",
                .optional(default: "2 GiB")
            ),
        ]
    )
}

/// Where weights are kept.
package struct StorageSpec: SpecObject {
    package var kind: Located<StorageKind>?
    package var size: Located<ByteSize>?
    package var storageClass: Located<String>?
    package var accessMode: Located<AccessMode>?
    package var path: Located<String>?
    package var claim: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<StorageSpec>(
        "the storage of weights",
        "Where downloaded weights are kept, so that waking up does not download them again.",
        [
            Field(
                "kind",
                \.kind,
                "A PersistentVolumeClaim made for the model, one that exists, a folder of the node, or the pod's own disk.",
                .optional(default: "claim")
            ),
            Field(
                "size",
                \.size,
                "The size of the claim or of the pod's disk.",
                .optional(default: "1.2 × the weights, and 20 GiB")
            ),
            Field(
                "storageClass",
                \.storageClass,
                "The StorageClass of the claim.",
                .optional(default: "that of the cluster")
            ),
            Field(
                "accessMode",
                \.accessMode,
                "Who may mount the claim.",
                .optional(default: "ReadWriteMany when more than one pod can run")
            ),
            Field("path", \.path, "The folder of the node, with `hostPath`."),
            Field("claim", \.claim, "The claim that exists, with `existingClaim`."),
        ]
    )
}

package struct NetworkSpec: SpecObject {
    package var egress: Located<Egress>?

    package init() {}

    package static let schema = ObjectSchema<NetworkSpec>(
        "the network of a model",
        "What a replica may reach. Only the agent and the monitoring may reach the replica.",
        [
            Field(
                "egress",
                \.egress,
                "`open` allows HTTPS to anywhere, `none` only name resolution.",
                .optional(default: "open while weights are downloaded, else none")
            )
        ]
    )
}

package struct SecuritySpec: SpecObject {
    package var runAsUser: Located<Int>?
    package var readOnlyRoot: Located<Bool>?

    package init() {}

    package static let schema = ObjectSchema<SecuritySpec>(
        "the rights of a container",
        "The container always runs without root, without capabilities and with the default seccomp profile.",
        [
            Field(
                "runAsUser",
                \.runAsUser,
                in: 1...2_147_483_647,
                "The user and group id.",
                .optional(default: "1000")
            ),
            Field(
                "readOnlyRoot",
                \.readOnlyRoot,
                "Mounts the image read-only; caches and /tmp stay writable.",
                .optional(default: "where the engine allows it")
            ),
        ]
    )
}
