package import SpecSyntax

/// The settings of a model as one layer writes them: the defaults of the fleet or the environment, the model itself, or
/// the overlay of an environment. Every key is optional here; what is missing in the end is found when layers are laid
/// over one another.
package struct ModelSettings: SpecObject, SpecKeyed {
    package var source: Located<ModelSource>?
    package var architecture: Located<ArchitectureSpec>?
    package var precision: Located<Precision>?
    package var cachePrecision: Located<CachePrecision>?
    package var context: Located<TokenCount>?
    package var engine: Located<EngineSpec>?
    package var placement: Located<PlacementSpec>?
    package var resources: Located<ResourcesSpec>?
    package var memory: Located<MemorySpec>?
    package var scale: Located<ScaleSpec>?
    package var probes: Located<ProbesSpec>?
    package var storage: Located<StorageSpec>?
    package var network: Located<NetworkSpec>?
    package var security: Located<SecuritySpec>?
    package var adapters: Located<SpecList<AdapterSpec>>?
    package var aliases: Located<SpecList<String>>?
    package var capabilities: Located<SpecList<Capability>>?
    package var quality: Located<QualitySpec>?
    package var throughput: Located<ThroughputSpec>?
    package var process: Located<ProcessSpec>?

    package init() {}

    package static var keyName: String { "model" }

    package static let schema = ObjectSchema<ModelSettings>(
        "a model",
        """
        The settings of a model. They come in layers, the later over the earlier: `defaults` of the fleet, `defaults` of \
        the environment, the model itself, `models.<name>` of the environment. Values and lists are replaced, mappings \
        are merged key by key.
        """,
        [
            Field(
                "source",
                \.source,
                "Where the weights come from: `hf://owner/name@<40-hex revision>`, `s3://`, `gs://`, `oci://`, `https://`, `pvc://claim/path` or `file:///path`.",
                .requiredInSum
            ),
            Field(
                "architecture",
                \.architecture,
                "A row of the catalogue (`spindle explain architectures` lists them), or the dimensions written here.",
                .requiredInSum,
                refersTo: ["architecture"]
            ),
            Field(
                "precision",
                \.precision,
                "How the weights are stored, which decides how much memory they take.",
                .optional(default: "bf16")
            ),
            Field(
                "cachePrecision",
                \.cachePrecision,
                "How the engine keeps keys and values of the attention.",
                .optional(default: "bf16")
            ),
            Field(
                "context",
                \.context,
                in: TokenCount(1)...TokenCount(1 << 24),
                "The longest sequence that is served, prompt and answer together.",
                .optional(default: "the maximum of the architecture")
            ),
            Field(
                "engine",
                \.engine,
                "The inference server. A layer that names another engine inherits nothing of it from the layers below."
            ),
            Field("placement", \.placement, "Which GPUs a replica takes and where."),
            Field("resources", \.resources, "Processor and memory of a pod, besides GPUs."),
            Field("memory", \.memory, "How GPU memory is used."),
            Field("scale", \.scale, "How many replicas there are and when they sleep."),
            Field("probes", \.probes, "How it is found out that a replica is ready or stuck."),
            Field("storage", \.storage, "Where downloaded weights are kept."),
            Field("network", \.network, "What a replica may reach."),
            Field("security", \.security, "The rights of the container."),
            Field("adapters", \.adapters, "LoRA adapters that are served together with the model."),
            Field("aliases", \.aliases, "Other names under which requests may ask for it."),
            Field(
                "capabilities",
                \.capabilities,
                "What it can do; a request that needs more is not routed to it.",
                .optional(default: "chat and completions, and those of the architecture")
            ),
            Field(
                "quality",
                \.quality,
                "The measured share of prompts, from 0 to 1, that it answers well. Without it the router cannot weigh it."
            ),
            Field(
                "throughput",
                \.throughput,
                "Measured speed of one replica.",
                .optional(default: "an estimate from GPU and architecture")
            ),
            Field("process", \.process, "How it is started in an environment that runs on one machine."),
        ]
    )
}

/// The inference server of a model.
package struct EngineSpec: SpecObject {
    package var name: Located<EngineName>?
    package var image: Located<ImageReference>?
    package var pullPolicy: Located<PullPolicy>?
    package var pullSecrets: Located<SpecList<String>>?
    package var command: Located<SpecList<String>>?
    package var args: Located<SpecList<String>>?
    package var env: Located<SpecMap<EnvironmentValue>>?
    package var port: Located<Int>?
    package var trustRemoteCode: Located<Bool>?

    package init() {}

    package static let schema = ObjectSchema<EngineSpec>(
        "an engine",
        "The inference server and how its container is started.",
        // Image, arguments and variables of one engine mean nothing to another.
        identity: Identity("name", \.name),
        [
            Field("name", \.name, "Which server it is; Spindle writes its command line.", .requiredInSum),
            Field(
                "image",
                \.image,
                "The container image, pinned by digest: `vllm/vllm-openai:v0.11.0@sha256:…`. A machine's environment needs none.",
                .requiredInSum
            ),
            Field("pullPolicy", \.pullPolicy, "When the node pulls the image.", .optional(default: "IfNotPresent")),
            Field("pullSecrets", \.pullSecrets, "Names of Secrets with registry credentials."),
            Field("command", \.command, "Replaces the command of the image.", .optional(default: "that of the image")),
            Field("args", \.args, "Further arguments, behind the ones that Spindle writes."),
            Field("env", \.env, "Environment variables, as text or as a reference to a Secret."),
            Field("port", \.port, in: 1...65535, "The port it listens on.", .optional(default: "8000")),
            Field(
                "trustRemoteCode",
                \.trustRemoteCode,
                "Lets the engine run Python code out of the model repository. It is arbitrary code: pin the revision.",
                .optional(default: "false")
            ),
        ]
    )
}

/// The value of an environment variable: text, or a key of a Secret.
package enum EnvironmentValue: SpecValue, SpecKeyed, Equatable {
    case text(String)
    case secret(name: String, key: String)

    package static var keyName: String { "variable" }

    package static var shape: Shape {
        .either([String.shape, .object(SecretReferenceSpec.schema.description)])
    }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> EnvironmentValue? {
        guard case .mapping = node.content else { return String.decode(node, with: &decoder).map { .text($0) } }
        guard let reference = SecretReferenceSpec.decode(node, with: &decoder), let secret = reference.secret,
            let name = secret.name, let key = secret.key
        else { return nil }
        return .secret(name: name.value, key: key.value)
    }
}

package struct SecretReferenceSpec: SpecObject {
    package var secret: Located<SecretKeySpec>?

    package init() {}

    package static let schema = ObjectSchema<SecretReferenceSpec>(
        "a reference to a Secret",
        "A value that lives in a Secret of the cluster, never in the spec.",
        [Field("secret", \.secret, "Which Secret and which key of it.", .required)]
    )
}

package struct SecretKeySpec: SpecObject {
    package var name: Located<String>?
    package var key: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<SecretKeySpec>(
        "a key of a Secret",
        "A key of a Secret in the namespace of the environment.",
        [
            Field("name", \.name, "The name of the Secret.", .required),
            Field("key", \.key, "The key in its data.", .required),
        ]
    )
}
