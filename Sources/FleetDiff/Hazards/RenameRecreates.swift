import Fleet
import FleetEmit
import FleetPlan

enum RenameRecreates: HazardRule {
    static let id = "rename-recreates"
    static let help =
        "keep the name and add the new one to `aliases`; or add the new model beside the old, move routes and clients, then remove "
        + "the old"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let old = pair.before, let new = pair.after else { return }
        for model in pair.models where model.isRename {
            guard let before = model.before, let after = model.after else { continue }
            let isLeft = new.environment.cluster != nil && !new.environment.removesWhatIsGone
            let claim = ModelObjects(of: before, in: old.environment, fleet: old.fleet)?.claim
            report(
                after.name,
                "a rename \(isLeft ? "leaves" : "deletes") `\(before.name)` and creates `\(after.name)`, which starts from nothing"
                    + (claim == nil ? "" : " and downloads its weights again; the claim of the old name stays")
            )
        }
    }
}
