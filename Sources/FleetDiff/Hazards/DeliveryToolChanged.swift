import Fleet
import SpecSyntax

enum DeliveryToolChanged: HazardRule {
    static let id = "delivery-tool-changed"
    static let help =
        "in two steps: write `prune: false` and sync, then delete the objects of the old tool without what they deployed "
        + "(`argocd app delete --cascade=false`, or `flux suspend` first); only then change `delivery.via` and apply the new root"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments, before.cluster != nil, after.cluster != nil else { return }
        let (old, new) = (before.delivery?.via.value ?? .none, after.delivery?.via.value ?? .none)
        guard old != new, old != .none else { return }
        report(
            nil,
            new == .none
                ? "\(old.title) no longer gets changes, and goes on enforcing what it has"
                : "\(old.title) and \(new.title) both own the same objects until the first is told to let go, and undo one another"
        )
    }
}

extension DeliveryMethod {
    var title: String {
        switch self {
        case .argocd: "Argo CD"
        case .flux: "Flux"
        case .none: "nothing"
        }
    }
}
