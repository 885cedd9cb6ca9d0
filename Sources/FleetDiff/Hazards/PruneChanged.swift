import Fleet

enum PruneChanged: HazardRule {
    static let id = "prune-changed"
    static let help =
        "look at what is in the cluster and not in the repository before it is turned on; clean up by hand while it is off"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments, let old = before.delivery?.prune,
            let new = after.delivery?.prune,
            old != new
        else { return }
        report(
            nil,
            new
                ? "what left the specs earlier and was kept is now removed from the cluster"
                : "what leaves the specs from now on stays in the cluster and keeps its GPUs"
        )
    }
}
