import Compiler
import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// The explanation of the word under the cursor: a key, or what a name stands for.
struct HoverText {
    private let cursor: SpecCursor
    private let place: SpecPlace
    private let result: CompileResult?

    init?(_ cursor: SpecCursor, in result: CompileResult?) {
        guard let place = SpecPlace(cursor) else { return nil }
        (self.cursor, self.place, self.result) = (cursor, place, result)
    }

    var markdown: String? {
        switch cursor.role {
        case .key:
            guard case .field(let field)? = place.shape.member(cursor.text) else {
                return place.shape.names.flatMap { text(of: [$0.sort]) }
            }
            return KeyText(field, topic: "\(place.topic).\(cursor.text)").markdown
        case .value:
            let isOwnName = cursor.kind == .model && cursor.path == ["metadata", "name"]
            return text(of: isOwnName ? ["model"] : place.field?.refersTo ?? [])
        }
    }

    private func text(of sorts: [String]) -> String? {
        let name = cursor.text
        for sort in sorts {
            switch sort {
            case "architecture":
                guard let row = Catalogue.bundled.architectures[name] else { continue }
                return "**\(row.name)**: \(Explanation.summary(of: row))"
            case "gpu":
                guard let row = Catalogue.bundled.gpus[name] else { continue }
                return "**\(row.name)**: \(Explanation.summary(of: row))"
            case "rule":
                guard let rule = RuleCatalogue.byID[name] else { continue }
                return "**\(rule.id)**: \(rule.title)\n\n\(rule.explanation)"
            case "model": if let text = modelText { return text }
            case "pool": if let text = poolText { return text }
            default: continue
            }
        }
        return nil
    }

    /// Environments to speak of: the one that the cursor is in, or all.
    private var plans: [EnvironmentPlan] {
        let own = cursor.kind == .environment ? cursor.name : nil
        return (result?.plans ?? []).filter { own == nil || $0.environment.name.value == own }
    }

    private var modelText: String? {
        let found = plans.flatMap { plan in plan.models.filter { $0.name == cursor.text }.map { (plan.environment, $0) }
        }
        guard let first = found.first?.1.model else { return nil }
        var text = "**\(first.name.value)**: \(first.architecture.value.name), "
        text += Explanation.summary(of: first.architecture.value)
        if let team = first.team?.value { text += "; team \(team)" }
        text += "\n\n| environment | GPUs | replicas | of each GPU | context |\n|---|---|---|---|---|\n"
        for (environment, plan) in found {
            let model = plan.model
            let gpus = model.placement.gpus.value
            let place = gpus == 0 ? "none" : "\(gpus) × \(plan.pool.gpu.value.name) (\(plan.pool.name.value))"
            let memory =
                plan.memory.map { "\(ByteSize(bytes: $0.fixedPerGPU)) of \(ByteSize(bytes: $0.usablePerGPU))" } ?? "–"
            let replicas = "\(model.scale.min.value) to \(max(model.scale.max.value, model.scale.min.value))"
            let context = TokenCount(model.context.value).description
            text += "| \(environment.name.value) | \(place) | \(replicas) | \(memory) | \(context) |\n"
        }
        return text
    }

    private var poolText: String? {
        let found = plans.flatMap { plan in
            plan.pools.filter { $0.pool.name.value == cursor.text }.map { (plan.environment.name.value, $0) }
        }
        guard !found.isEmpty else { return nil }
        return found.map { environment, plan in
            let pool = plan.pool
            let size = "\(pool.nodes.value.counting("node")) of \(pool.gpusPerNode.value) × \(pool.gpu.value.name)"
            return "**\(pool.name.value)** in \(environment): \(size); "
                + "\(plan.pinned) pinned, \(plan.atMost) in use at most, \(plan.wanted) asked for"
        }.joined(separator: "\n\n")
    }
}
