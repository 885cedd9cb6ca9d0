import Fleet
import FleetPlan

extension TGI {
    static let flagOrigins: [FlagOrigin] = [
        .target("--model-id"), .revision("--revision"), .host("--hostname"), .port("--port"),
        .context("--max-total-tokens"),
        FlagOrigin("--max-input-tokens", "one less than all tokens: an answer has at least one") { $0.context },
        FlagOrigin(
            "--max-concurrent-requests",
            "requests that one replica works on at a time, but never fewer than TGI's own default, beyond which it refuses"
        ) {
            $0.concurrency
        },
        FlagOrigin("--num-shard", "the GPUs of a replica") { $0.gpus },
        .memoryFraction("--cuda-memory-fraction"), .cachePrecision("--kv-cache-dtype"),
        .remoteCode("--trust-remote-code"),
        FlagOrigin("--lora-adapters", "the adapters, each under its name") { [$0.setting("adapters")] },
    ]
}
