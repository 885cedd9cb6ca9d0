package import Fleet
import SpecSyntax

/// Which settings the values of a model's plan are computed from: what `ModelPlan` and its parts do, said in settings.
/// See `EnvironmentDependencies`.
package struct ModelDependencies: Sendable {
    package let plan: ModelPlan
    package let origins: SettingOrigins
    private let environment: SettingPath
    private let path: SettingPath

    init(of plan: ModelPlan, in environment: SettingPath, origins: SettingOrigins) {
        self.plan = plan
        self.origins = origins
        self.environment = environment
        path = environment + ["models", plan.name]
    }

    /// - Parameter keys: behind `environments.<name>.models.<name>`, such as `scale.min`.
    package func setting(_ keys: String) -> SettingPath { path + SettingPath(keys).components }

    /// A setting, and what its default is computed from while nothing sets it.
    package func setting(_ keys: String, else fallback: @autoclosure () -> [SettingPath]) -> [SettingPath] {
        isSet(keys) ? [setting(keys)] : [setting(keys)] + fallback()
    }

    package func isSet(_ keys: String) -> Bool { origins.isSet(setting(keys)) }

    /// A setting of the pool that the model is placed on, and the one that chooses the pool.
    package func pool(_ keys: String...) -> [SettingPath] {
        [environment + ["pools", plan.pool.name.value] + keys, setting("placement.pool")]
    }

    /// A setting of the pool, and what its default comes from.
    private func pool(_ key: String, else other: String) -> [SettingPath] {
        let own = pool(key)
        return own.prefix(1).allSatisfy(origins.isSet) ? own : own.prefix(1) + pool(other)
    }

    package var name: SettingPath { setting("metadata.name") }

    // MARK: Placement

    package var gpus: [SettingPath] { [setting("placement.gpus")] }

    package var nodes: [SettingPath] { setting("placement.nodes", else: gpus + pool("gpusPerNode")) }

    package var gpusPerPod: [SettingPath] { gpus + nodes }

    package var pipelineParallel: [SettingPath] { setting("placement.pipelineParallel", else: nodes) }

    package var tensorParallel: [SettingPath] {
        setting("placement.tensorParallel", else: gpus + pipelineParallel)
    }

    /// The resource of a GPU in Kubernetes.
    package var resource: [SettingPath] { pool("resource", else: "gpu") }

    /// An hour of one replica.
    package var costPerHour: [SettingPath] { pool("pricePerGpuHour", else: "gpu") + gpus }

    // MARK: Memory and speed

    package var context: [SettingPath] { setting("context", else: [setting("architecture")]) }

    package var weights: [SettingPath] { [setting("architecture"), setting("precision")] }

    /// The share of the GPUs that weights and adapters leave to the cache.
    package var cacheRoom: [SettingPath] {
        pool("gpu") + [setting("memory.fraction"), setting("memory.overhead"), setting("adapters")] + weights + gpus
    }

    /// Sequences that the cache holds; without GPUs a fixed number.
    package var concurrency: [SettingPath] {
        setting(
            "scale.concurrency",
            else: plan.memory == nil
                ? gpus : cacheRoom + context + [setting("cachePrecision")] + tensorParallel + pipelineParallel
        )
    }

    /// - Parameter key: `prefill` or `decode`.
    package func throughput(_ key: String) -> [SettingPath] {
        setting("throughput.\(key)", else: pool("gpu") + gpus + weights)
    }

    package var capabilities: [SettingPath] { setting("capabilities", else: [setting("architecture")]) }

    // MARK: Quality

    /// What the profile says that the model takes its figures from, and what names both; nothing without one.
    ///
    /// - Parameter keys: behind the model's name in the profile.
    package func profile(_ keys: [String]) -> [SettingPath] {
        guard let profile = plan.model.quality.profile else { return [] }
        let name = plan.model.quality.as?.value ?? plan.name
        return [
            SettingPath(["profiles", profile.value, "models", name] + keys), setting("quality.profile"),
            setting("quality.as"),
        ]
    }

    /// A figure of the quality: the model's own, or the profile's.
    package func quality(_ keys: [String]) -> [SettingPath] {
        let own = setting("quality") + keys
        return origins.isSet(own) ? [own] : profile(keys) + [own]
    }

    // MARK: Waits

    package var coldStart: [SettingPath] { setting("scale.coldStart", else: weights) }

    package var startup: [SettingPath] { setting("probes.startup", else: coldStart) }

    package var hold: [SettingPath] { setting("scale.queue.timeout", else: startup) }

    package var minResidency: [SettingPath] { setting("scale.minResidency", else: coldStart) }

    package var idleTimeout: [SettingPath] { setting("scale.idleTimeout", else: coldStart) }

    // MARK: Replicas and storage

    package var most: [SettingPath] { setting("scale.max", else: [setting("scale.min")]) }

    package var hasSeveralPods: [SettingPath] { most + nodes + [setting("scale.min")] }

    package var storageSize: [SettingPath] { setting("storage.size", else: weights) }
}
