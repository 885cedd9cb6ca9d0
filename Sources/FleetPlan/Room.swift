import Fleet
import SpecSyntax

// Who is always awake, who may sleep, and whether that fits: what checks and comparisons ask of a plan.

extension ModelPlan {
    /// Whether nodes of its pool can hold one replica. What does not is reported once, as SP3002, and no sum speaks of it.
    package var fitsNodes: Bool {
        let placement = model.placement
        return placement.gpusPerNode <= pool.gpusPerNode.value && placement.nodes.value <= pool.nodes.value
            && placement.gpus.value % placement.nodes.value == 0
    }
}

extension EnvironmentPlan {
    package var name: String { environment.name.value }

    /// Models with replicas that are always awake and use GPUs, those with most GPUs first.
    package var pinned: [ModelPlan] {
        models.filter { $0.pinnedGPUs > 0 }.sorted { ($1.pinnedGPUs, $0.name) < ($0.pinnedGPUs, $1.name) }
    }

    /// Models that sleep and use GPUs, in a shape that nodes of their pool can hold.
    package var sleeping: [ModelPlan] {
        models.filter { $0.model.scale.min.value == 0 && $0.gpus > 0 && $0.fitsNodes }
    }

    /// Whether what is always awake stays within the budget and the stock of every pool, in sum.
    package var pinnedSumFits: Bool {
        pinnedGPUs <= environment.gpuBudget && pools.allSatisfy { $0.pinned <= $0.pool.gpus }
    }
}
