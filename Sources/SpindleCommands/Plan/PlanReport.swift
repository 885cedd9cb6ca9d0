import Fleet
import FleetPlan
import SpecSyntax

/// `spindle plan --format json`. Memory is in bytes, times in seconds, rates in tokens a second, money in the currency of
/// the spec.
struct PlanReport: Encodable {
    var version = 1
    var environments: [EnvironmentReport]
}

struct EnvironmentReport: Encodable {
    var name: String
    var place: String
    var gpus: GPUs
    var cost: Cost
    var models: [ModelReport]
    var pools: [PoolReport]
    var awake: Awake

    struct GPUs: Encodable {
        var pinned: Int
        var atMost: Int
        var budget: Int
        var stock: Int
        /// All replicas of all models at once.
        var wanted: Int
    }

    struct Cost: Encodable {
        var pinnedPerHour: Double
        var pinnedPerMonth: Double
        var atMostPerHour: Double
        var atMostPerMonth: Double
        var monthlyBudget: Double?
        /// Models whose pool has no price; they are left out.
        var withoutPrice: [String]
    }

    struct Awake: Encodable {
        /// Maximal sets of models that can be awake together.
        var sets: [[String]]
        var isComplete: Bool
    }

    init(_ plan: EnvironmentPlan) {
        let environment = plan.environment
        name = environment.name.value
        place =
            switch environment.place {
            case .cluster(let cluster): "namespace \(cluster.namespace.value)"
            case .local: "one machine"
            }
        gpus = GPUs(
            pinned: plan.pinnedGPUs,
            atMost: plan.atMostGPUs,
            budget: environment.gpuBudget,
            stock: environment.stock,
            wanted: plan.wantedGPUs
        )
        cost = Cost(
            pinnedPerHour: plan.pinnedCostPerHour.cents,
            pinnedPerMonth: (plan.pinnedCostPerHour * EnvironmentPlan.hoursPerMonth).cents,
            atMostPerHour: plan.atMostCostPerHour.cents,
            atMostPerMonth: (plan.atMostCostPerHour * EnvironmentPlan.hoursPerMonth).cents,
            monthlyBudget: environment.budgets.monthly?.value,
            withoutPrice: plan.unpriced.map(\.name)
        )
        models = plan.models.map(ModelReport.init)
        pools = plan.pools.map { pool in
            PoolReport(
                name: pool.pool.name.value,
                gpu: pool.pool.gpu.value.name,
                pinned: pool.pinned,
                atMost: pool.atMost,
                stock: pool.pool.gpus,
                wanted: pool.wanted,
                pricePerGpuHour: pool.pool.price
            )
        }
        let sets = AwakeSets(of: plan)
        awake = Awake(sets: sets.sets, isComplete: !sets.isCut)
    }
}

struct PoolReport: Encodable {
    var name: String
    var gpu: String
    var pinned: Int
    var atMost: Int
    var stock: Int
    var wanted: Int
    var pricePerGpuHour: Double?
}

struct ModelReport: Encodable {
    var name: String
    var team: String?
    var pool: String
    var gpus: Int
    var nodes: Int
    var min: Int
    var max: Int
    var memory: Memory?
    var coldStartSeconds: Int
    var coldStartIsEstimate: Bool
    var concurrency: Int
    var prefill: Double
    var decode: Double
    /// True for a roofline estimate, false for what the spec says was measured.
    var speedIsEstimate: Bool
    var costPerHour: Double?

    struct Memory: Encodable {
        var weights: Int
        var usablePerGPU: Int
        var fixedPerGPU: Int
        var cachePerToken: Int
        var cacheRoomPerGPU: Int
        var cacheTokens: Int
        var context: Int
        var longestSequence: Int
        var fullSequences: Int
        /// What is left on each GPU beside weights, overhead and one sequence of the full context.
        var headRoomPerGPU: Int
    }

    init(_ plan: ModelPlan) {
        let model = plan.model
        name = plan.name
        team = model.team?.value
        pool = plan.pool.name.value
        gpus = plan.gpus
        nodes = model.placement.nodes.value
        min = model.scale.min.value
        max = model.scale.max.value
        memory = plan.memory.map { memory in
            Memory(
                weights: memory.weights,
                usablePerGPU: memory.usablePerGPU,
                fixedPerGPU: memory.fixedPerGPU,
                cachePerToken: memory.cachePerToken,
                cacheRoomPerGPU: memory.cacheRoomPerGPU,
                cacheTokens: memory.cacheTokens,
                context: model.context.value,
                longestSequence: memory.longestSequence,
                fullSequences: memory.fullSequences,
                headRoomPerGPU: memory.cacheRoomPerGPU - memory.cachePerSequencePerGPU
            )
        }
        coldStartSeconds = plan.timeouts.coldStart.value.seconds
        coldStartIsEstimate = plan.timeouts.isEstimated
        concurrency = plan.concurrency.value
        prefill = plan.throughput.prefill.rounded()
        decode = (plan.throughput.decode * 10).rounded() / 10
        speedIsEstimate = !plan.throughput.isMeasured
        costPerHour = plan.costPerHour?.cents
    }
}
