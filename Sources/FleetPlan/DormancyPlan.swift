package import Fleet
import SpecSyntax

/// What it takes to let a model's engine sleep in place of stopping it.
package struct DormancyPlan: Sendable {
    package var level: Int
    /// What it keeps of each of its GPUs meanwhile, as a share of the GPU.
    package var share: Double
    /// From the order to wake up to the first answer.
    package var wake: SpecDuration

    /// vLLM's documentation: "releasing up to 90%+ of GPU memory".
    static let keptShare = 0.10

    /// - Returns: `nil` for a model that is stopped, or has no GPUs that could be emptied.
    init?(of model: ResolvedModel, memory: MemoryPlan?, on gpu: GPU) {
        guard model.scale.idle.value == .sleep, let memory else { return nil }
        level = model.scale.sleepLevel.value
        share = model.scale.sleepMemory.map { Double($0.value.bytes) / Double(gpu.memory.bytes) } ?? Self.keptShare
        let gpus = max(1, model.placement.gpus.value)
        wake = Self.estimatedWake(weightsPerGPU: memory.weights / gpus, weights: memory.weights, level: level)
    }

    /// One second, and the weights: from memory at 16 GB/s for each GPU, which is what llm-d saw with Qwen3-32B (64 GB in
    /// 4.0 s); from a disk at the 0.5 GB/s of a cold start.
    static func estimatedWake(weightsPerGPU: Int, weights: Int, level: Int) -> SpecDuration {
        .seconds(1 + (level == 1 ? weightsPerGPU / 16_000_000_000 : weights / 500_000_000))
    }
}
