import Fleet
import FleetPlan

extension LlamaCpp {
    static let flagOrigins: [FlagOrigin] = [
        .target("--model"), .target("--hf-repo"), .target("--model-url"),
        FlagOrigin("--alias", "the names under which requests ask for the model") { FlagOrigin.names($0, nil) },
        .host("--host"), .port("--port"), .concurrency("--parallel"),
        FlagOrigin("--ctx-size", "the context of all requests at a time: each has an equal part of it") {
            $0.context + $0.concurrency
        },
        FlagOrigin("--n-gpu-layers", "all layers on the GPU, or none without one") { $0.gpus },
        FlagOrigin("--metrics", always: "the monitoring reads the metrics of every engine"),
    ]
}
