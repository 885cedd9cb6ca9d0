import Fleet
import FleetPlan
import SpecSyntax

/// vLLM's OpenAI server. Flags: `vllm serve --help=all` of 0.11.0 and 0.33.0, which agree on all that is used here.
///
/// No flag says how weights are stored: vLLM reads it from the checkpoint, and refuses one that disagrees with it
/// (`--quantization fp8` on a compressed-tensors checkpoint). To quantise a bf16 checkpoint while it loads, write the
/// flag into `engine.args`.
enum VLLM: Engine {
    static func launch(_ plan: ModelPlan) -> EngineLaunch {
        let model = plan.model
        let command = model.engine.command?.value.values ?? ["vllm", "serve"]
        let flags = flags(plan)
        var launch = EngineLaunch(command: ArgumentList(command).words, args: [])
        var leader = flags
        if model.placement.nodes.value > 1 {
            if startsRay(model.engine.image?.value) {
                launch.command = Self.rayLeader + ArgumentList(command).words
                launch.workerCommand = Self.rayWorker
                leader.set("--distributed-executor-backend", "ray")
            } else {
                var worker = flags
                span(&leader, nodes: model.placement.nodes.value, rank: "0")
                span(&worker, nodes: model.placement.nodes.value, rank: "$(LWS_WORKER_INDEX)")
                worker.add("--headless")
                worker.add(plan.extraArguments)
                launch.workerCommand = launch.command
                launch.workerArgs = worker.words
            }
        }
        leader.add(plan.extraArguments)
        launch.args = leader.words
        launch.env =
            downloadVariables(
                plan,
                [
                    .init("HF_HOME", "\(WeightsVolume.mountPath)/huggingface"),
                    // Compiled graphs, which later starts then only read.
                    .init("VLLM_CACHE_ROOT", "\(WeightsVolume.mountPath)/vllm"),
                ]
            ) + [.init("VLLM_NO_USAGE_STATS", "1")]
        return launch
    }

    private static func flags(_ plan: ModelPlan) -> ArgumentList {
        let model = plan.model
        var list = ArgumentList([target(plan)])
        list.add(["--served-model-name"] + ([model.name] + model.aliases).map(\.value))
        list.set("--host", "0.0.0.0")
        list.set("--port", model.engine.listeningPort)
        if model.source.store == .huggingFace, let revision = model.source.revision { list.set("--revision", revision) }
        // Reads tensors from the bucket straight into GPU memory; the official image carries it.
        if [.s3, .gcs].contains(model.source.value.store) { list.set("--load-format", "runai_streamer") }
        list.set("--max-model-len", model.context.value)
        list.set("--max-num-seqs", plan.concurrency.value)
        if plan.gpus > 0 {
            list.set("--tensor-parallel-size", model.placement.tensorParallel.value)
            list.set("--pipeline-parallel-size", model.placement.pipelineParallel.value)
            list.set("--gpu-memory-utilization", model.memoryFraction.value)
        }
        if model.cachePrecision.value == .fp8 { list.set("--kv-cache-dtype", "fp8") }
        if model.engine.trustRemoteCode?.value == true { list.add("--trust-remote-code") }
        addAdapters(plan, to: &list)
        return list
    }

    private static func target(_ plan: ModelPlan) -> String {
        let source = plan.model.source.value
        if let weights = volume(of: plan)?.weights { return weights }
        return source.store == .huggingFace ? source.location : "\(source.store.rawValue)://\(source.location)"
    }

    /// Ranks that vLLM compiles kernels for (its `MaxLoRARanks`); an adapter of another rank takes the next larger one.
    private static let ranks = [8, 16, 32, 64, 128, 256, 320, 512]

    private static func addAdapters(_ plan: ModelPlan, to list: inout ArgumentList) {
        let volume = volume(of: plan)
        let modules = plan.model.adapters.compactMap { adapter -> String? in
            guard let name = adapter.name?.value, let source = adapter.source?.value else { return nil }
            return "\(name)=\(volume?.path(of: source) ?? source.location)"
        }
        guard !modules.isEmpty else { return }
        let rank =
            plan.model.adapters.map { $0.rank?.value ?? AdapterSpec.defaultRank }.max() ?? AdapterSpec.defaultRank
        list.add("--enable-lora")
        list.set("--max-loras", modules.count)
        list.set("--max-lora-rank", ranks.first { $0 >= rank } ?? rank)
        list.add(["--lora-modules"] + modules)
    }

    static func problems(_ plan: ModelPlan) -> [EngineProblem] {
        sourceProblems(
            plan,
            .vllm,
            loads: [.huggingFace, .s3, .gcs, .claim, .file],
            help: "use hf://, s3:// or gs://, or put the weights on a volume and use pvc://"
        )
            + adapterProblems(plan, .vllm, downloads: true)
    }
}

// MARK: - Several nodes

extension VLLM {
    /// The first release that spans nodes by itself (`--nnodes`). Before it Ray is needed, which later images lack.
    private static let spansNodes = Version(0, 11, 1)

    /// Whether the image is of a release that needs Ray. An image without a version in its tag counts as a new one.
    private static func startsRay(_ image: ImageReference?) -> Bool {
        guard let tag = image?.tag else { return false }
        let number = tag.prefix { $0 == "v" || $0 == "." || $0.isNumber }.split(separator: ".").prefix(3)
        guard number.count == 3, let version = Version(specText: number.joined(separator: ".")) else { return false }
        return version < spansNodes
    }

    /// vLLM itself then waits for the GPUs of all nodes, up to 30 minutes (`PG_WAIT_TIMEOUT`).
    private static let rayLeader = [
        "sh", "-c", #"ray start --head --port=6379 --disable-usage-stats && exec "$@""#, "leader",
    ]

    /// Waits for the leader: a worker that exits makes the whole group start again. It ends with the leader's Ray.
    private static let rayWorker = [
        "sh", "-c",
        "until ray health-check --address $(LWS_LEADER_ADDRESS):6379; do sleep 2; done; "
            + "exec ray start --address=$(LWS_LEADER_ADDRESS):6379 --block --disable-usage-stats",
    ]

    private static func span(_ list: inout ArgumentList, nodes: Int, rank: String) {
        list.set("--nnodes", nodes)
        list.expand("--node-rank=\(rank)")
        list.expand("--master-addr=$(LWS_LEADER_ADDRESS)")
    }
}

extension ModelPlan {
    /// The author's own, behind all others: engines take the last of a repeated flag.
    var extraArguments: [String] { model.engine.args?.value.values ?? [] }
}

extension AdapterSpec {
    /// The default of LoRA in the engines' own examples.
    package static let defaultRank = 16
}
