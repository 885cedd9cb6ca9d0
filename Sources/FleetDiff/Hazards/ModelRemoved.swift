import Fleet
import FleetPlan
import SpecSyntax

enum ModelRemoved: HazardRule {
    static let id = "model-removed"
    static let help =
        "take it out of routes and clients first, and remove it once nobody asks for it; its claim is deleted by hand"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let after = pair.after else { return }
        for model in pair.models where model.after == nil {
            guard let before = model.before else { continue }
            report(before.name, message(before, after.environment))
        }
    }

    private static func message(_ model: ModelPlan, _ environment: ResolvedEnvironment) -> String {
        if environment.cluster != nil, !environment.removesWhatIsGone {
            return "nothing removes `\(model.name)` from the cluster: it keeps running, and nobody manages it"
        }
        return
            "`\(model.name)` is stopped, whatever it works on; streams have \(model.model.scale.longestStream.value) to end"
    }
}

extension ResolvedEnvironment {
    /// Whether the cluster loses what the specs lose.
    var removesWhatIsGone: Bool { delivery.map { $0.via.value != .none && $0.prune } ?? false }
}
