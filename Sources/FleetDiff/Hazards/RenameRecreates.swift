import FleetEmit
import FleetPlan

enum RenameRecreates: HazardRule {
    static let id = "rename-recreates"
    static let help =
        "keep the name and add the new one to `aliases`; or add the new model beside the old, move routes and clients, then remove "
        + "the old"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard pair.after != nil else { return }
        for model in pair.models where model.isRename {
            guard let before = model.before, let after = model.after else { continue }
            report(
                after.name,
                "a rename deletes `\(before.name)` and creates `\(after.name)`: it starts from nothing and downloads its weights "
                    + "again, and the claim of the old name stays"
            )
        }
    }
}
