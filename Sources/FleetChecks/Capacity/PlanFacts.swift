import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

extension ModelPlan {
    /// The GPUs that it always keeps, as a note lists them: `gemma (2 × 4 GPUs)`.
    var pinnedText: String {
        let replicas = model.scale.min.value
        return "\(name) (\(replicas > 1 ? "\(replicas) × " : "")\(gpus.counting("GPU")))"
    }
}

/// Models that are always awake and need more GPUs than a limit has.
struct PinnedSum {
    /// Those with most GPUs first.
    let models: [ModelPlan]

    var gpus: Int { models.reduce(0) { $0 + $1.pinnedGPUs } }

    /// Places that are shown besides the first: more of them would bury the limit.
    private static let mostPlaces = 3

    /// - Parameter limit: the place that sets the limit.
    func diagnostic(_ rule: Rule, _ message: String, limit: Label?, help: String, path: String) -> Diagnostic {
        let places = models.compactMap { model in
            (model.model.scale.min.label() ?? model.model.name.label()).map {
                Label($0.span, "keeps \(model.pinnedGPUs.counting("GPU")) in use")
            }
        }
        return Diagnostic(
            rule,
            message,
            at: places.first,
            and: places.dropFirst().prefix(Self.mostPlaces) + (limit.map { [$0] } ?? []),
            notes: ["always awake are \(models.map(\.pinnedText).listed())"],
            help: help,
            path: path
        )
    }
}
