import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// A plan as a person reads it.
struct PlanText {
    let report: EnvironmentReport

    init(_ report: EnvironmentReport) { self.report = report }

    func render() -> String {
        [heading, memory, speed, pools, awake, cost].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var heading: String {
        let count = report.models.count
        return "\(report.name): \(count) model\(count == 1 ? "" : "s"), \(report.place), "
            + "GPUs \(report.gpus.pinned) pinned, \(report.gpus.atMost) at most, \(report.gpus.budget) in the budget\n"
    }

    private var memory: String {
        var table = TextTable([
            .text("MODEL"), .text("POOL"), .number("GPUS"), .number("WEIGHTS"), .number("PER GPU"), .number("OF"),
            .number("CACHE/1K"), .number("HEAD-ROOM"), .number("CONTEXT"), .number("LONGEST"), .number("FULL SEQS"),
        ])
        for model in report.models {
            let gpus = model.nodes > 1 ? "\(model.gpus) on \(model.nodes)" : String(model.gpus)
            guard let memory = model.memory else {
                table.add([model.name, model.pool, gpus] + Array(repeating: "–", count: 8))
                continue
            }
            table.add([
                model.name, model.pool, gpus, size(memory.weights), size(memory.fixedPerGPU), size(memory.usablePerGPU),
                size(memory.cachePerToken * 1024), size(Swift.max(0, memory.headRoomPerGPU)),
                TokenCount(memory.context).description, tokens(memory.longestSequence),
                memory.fullSequences > 9999 ? "many" : String(memory.fullSequences),
            ])
        }
        return table.render()
    }

    private var speed: String {
        var table = TextTable([
            .text("MODEL"), .number("REPLICAS"), .number("COLD START"), .number("PREFILL"), .number("DECODE"),
            .text("TOKENS/S"), .number("CONCURRENCY"), .number("COST/H"),
        ])
        for model in report.models {
            table.add([
                model.name, "\(model.min) to \(model.max)",
                SpecDuration.seconds(model.coldStartSeconds).description + (model.coldStartIsEstimate ? " est." : ""),
                rounded(model.prefill), rounded(model.decode), model.speedIsEstimate ? "estimated" : "measured",
                String(model.concurrency), model.costPerHour.map(\.money) ?? "unknown",
            ])
        }
        return table.render()
    }

    private var pools: String {
        var table = TextTable([
            .text("POOL"), .text("GPU"), .number("PINNED"), .number("AT MOST"), .number("IN STOCK"),
            .number("ASKED FOR"),
            .number("PRICE/H"),
        ])
        for pool in report.pools {
            table.add([
                pool.name, pool.gpu, String(pool.pinned), String(pool.atMost), String(pool.stock), String(pool.wanted),
                pool.pricePerGpuHour.map(\.money) ?? "unknown",
            ])
        }
        return table.render()
    }

    private var awake: String {
        let sets = report.awake.sets
        if sets.count == 1, report.awake.isComplete, sets[0].count == report.models.count {
            return "awake together: all models\n"
        }
        guard !sets.isEmpty else { return "awake together: too many models to list every set\n" }
        let lines = sets.map { "  " + $0.joined(separator: ", ") }
        return "awake together, the largest sets:\n" + lines.joined(separator: "\n") + "\n"
            + (report.awake.isComplete ? "" : "  and more\n")
    }

    private var cost: String {
        let cost = report.cost
        var text = "cost: \(cost.pinnedPerHour.money) an hour and \(cost.pinnedPerMonth.money) a month pinned; "
        text += "\(cost.atMostPerHour.money) an hour and \(cost.atMostPerMonth.money) a month at most"
        if let budget = cost.monthlyBudget { text += "; budget \(budget.money) a month" }
        if !cost.withoutPrice.isEmpty { text += "; without a price: \(cost.withoutPrice.listed())" }
        return text + "\n"
    }

    private func size(_ bytes: Int) -> String { ByteSize(bytes: bytes).description }

    private func tokens(_ count: Int) -> String {
        count >= 10_240 ? "\(count / 1024)k" : TokenCount(count).description
    }

    private func rounded(_ rate: Double) -> String { rate >= 100 ? rate.rounded().plain : rate.plain }
}
