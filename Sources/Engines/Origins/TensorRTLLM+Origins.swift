import Fleet
import FleetPlan

extension TensorRTLLM {
    static let flagOrigins: [FlagOrigin] = [
        .target(""), .revision("--revision"), .host("--host"), .port("--port"), .context("--max_seq_len"),
        .concurrency("--max_batch_size"), .tensorParallel("--tp_size"), .pipelineParallel("--pp_size"),
        FlagOrigin(
            "--free_gpu_memory_fraction",
            "its share is for the cache alone, of the memory that weights, adapters and overhead leave free"
        ) {
            $0.cacheRoom
        },
        .remoteCode("--trust_remote_code"),
    ]
}
