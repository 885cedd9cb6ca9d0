import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// What Argo CD and Flux do when the folder that they sync is gone is nothing: they report an error and prune nothing.
enum EnvironmentRemoved: HazardRule {
    static let id = "environment-removed"
    static let help =
        "take it down first: write `deploy: []` and `routing: {routes: []}` with `prune: true`, sync, delete what was applied by "
        + "hand, then remove the spec"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard pair.after == nil, let before = pair.before else { return }
        let models = before.plan.models.count.counting("model")
        switch before.environment.delivery?.via.value {
        case .argocd?, .flux?:
            report(
                nil,
                "its folder vanishes, which its root reports as an error: \(models) go on running, and nobody manages them"
            )
        case .some(.none), nil: report(nil, "nothing removes its \(models) from where they run")
        }
    }
}
