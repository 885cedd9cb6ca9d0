import Fleet
import FleetPlan

extension SGLang {
    static let flagOrigins: [FlagOrigin] = [
        .target("--model-path"), .revision("--revision"),
        FlagOrigin("--served-model-name", "the name of the model; the agent knows the aliases") { [$0.name] },
        .host("--host"), .port("--port"), .context("--context-length"), .concurrency("--max-running-requests"),
        .tensorParallel("--tp-size"), .pipelineParallel("--pp-size"),
        FlagOrigin(
            "--mem-fraction-static",
            "SGLang's share is of weights and cache alone: what the engine may use of each GPU, less the overhead"
        ) {
            [$0.setting("memory.fraction"), $0.setting("memory.overhead")] + $0.pool("gpu") + $0.gpus
        },
        FlagOrigin("--device", "the model has no GPUs") { $0.gpus },
        .cachePrecision("--kv-cache-dtype"), .remoteCode("--trust-remote-code"),
        FlagOrigin("--enable-metrics", always: "the monitoring reads the metrics of every engine"),
        .nodes("--dist-init-addr", "where the nodes of a replica find each other"),
        .nodes("--nnodes", "the nodes of a replica"),
        .nodes("--node-rank", "the number of this node among those of the replica"),
    ]
}
