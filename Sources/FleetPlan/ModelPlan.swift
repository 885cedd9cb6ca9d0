package import Fleet
package import SpecSyntax

/// What one model takes and how it behaves in one environment: its settings with every computed default.
///
/// A class, since checks and emitters hand thousands of plans around, and each holds a hundred settings.
package final class ModelPlan: Sendable {
    package let model: ResolvedModel
    package let pool: Pool
    /// `nil` for a model without GPUs.
    package let memory: MemoryPlan?
    package let throughput: Throughput
    package let timeouts: Timeouts
    /// `nil` for a model that is stopped when nobody asks for it.
    package let dormancy: DormancyPlan?
    /// Requests that one replica works on at a time.
    package let concurrency: Located<Int>
    package let storageSize: ByteSize

    package init(_ resolved: ResolvedModel, in environment: ResolvedEnvironment) {
        var model = resolved
        pool = environment.pool(of: model)
        memory = MemoryPlan(of: model, on: pool.gpu.value)
        throughput = Throughput(of: model, on: pool.gpu.value)
        timeouts = Timeouts(of: model, memory: memory)
        dormancy = DormancyPlan(of: model, memory: memory, on: pool.gpu.value)
        if model.scale.idleTimeout.span == nil {
            // A default must not make a model thrash.
            let longest = max(Self.defaultIdleTimeout, timeouts.coldStart.value)
            model.scale.idleTimeout = Located(.fixed(longest), at: nil)
        }
        self.model = model
        concurrency =
            model.scale.concurrency
            ?? Located(min(Self.mostConcurrent, max(1, memory?.fullSequences ?? Self.withoutGPU)), at: nil)
        let weights = memory?.weights ?? MemoryDemand(of: model).weights
        storageSize = model.storage.size?.value ?? .gibibytes(((weights * 6 / 5) >> 30) + 21)
    }

    /// Beyond it more requests at a time make each slower without finishing sooner on common engines' defaults.
    private static let mostConcurrent = 64
    private static let defaultIdleTimeout = SpecDuration.minutes(15)
    private static let withoutGPU = 4

    package var name: String { model.name.value }

    /// GPUs of one replica.
    package var gpus: Int { model.placement.gpus.value }

    /// GPUs that are always in use.
    package var pinnedGPUs: Int { model.scale.min.value * gpus }

    package var mostGPUs: Int { max(model.scale.max.value, model.scale.min.value) * gpus }

    /// What one replica costs an hour, when a price is known.
    package var costPerHour: Double? { pool.price.map { $0 * Double(gpus) } }
}
