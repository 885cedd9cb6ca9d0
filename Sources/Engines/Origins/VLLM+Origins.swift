import Fleet
import FleetPlan

extension VLLM {
    static let flagOrigins: [FlagOrigin] = [
        .target(""),
        FlagOrigin("--served-model-name", "the names under which requests ask for the model", words: FlagOrigin.names),
        .host("--host"), .port("--port"), .revision("--revision"),
        FlagOrigin("--load-format", "tensors are read from the bucket straight into GPU memory") {
            [$0.setting("source")]
        },
        .context("--max-model-len"), .concurrency("--max-num-seqs"), .tensorParallel("--tensor-parallel-size"),
        .pipelineParallel("--pipeline-parallel-size"), .memoryFraction("--gpu-memory-utilization"),
        .cachePrecision("--kv-cache-dtype"), .remoteCode("--trust-remote-code"),
        FlagOrigin("--enable-lora", "the model has adapters") { [$0.setting("adapters")] },
        FlagOrigin("--max-loras", "how many adapters the model has") { [$0.setting("adapters")] },
        FlagOrigin("--max-lora-rank", "the largest rank of the adapters, rounded up to one that vLLM has kernels for") {
            [$0.setting("adapters")]
        },
        FlagOrigin("--lora-modules", "the adapters, each under its name") { model, word in
            word.map { FlagOrigin.adapter(model, $0) } ?? [model.setting("adapters")]
        },
        FlagOrigin(
            "--distributed-executor-backend",
            "a replica spans nodes, which the release of this image does by Ray"
        ) {
            $0.nodes + [$0.setting("engine.image")]
        },
        FlagOrigin("--nnodes", "the nodes of a replica") { $0.nodes + [$0.setting("engine.image")] },
        FlagOrigin("--node-rank", "the number of this node among those of the replica") {
            $0.nodes + [$0.setting("engine.image")]
        },
        FlagOrigin("--master-addr", "where the other nodes find the first") {
            $0.nodes + [$0.setting("engine.image")]
        },
        FlagOrigin("--headless", "this node works for the first and answers nobody") {
            $0.nodes + [$0.setting("engine.image")]
        },
    ]
}
