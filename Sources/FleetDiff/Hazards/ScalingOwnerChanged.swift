import Diagnostics
import Fleet
import SpecSyntax

enum ScalingOwnerChanged: HazardRule {
    static let id = "scaling-owner-changed"
    static let help =
        "do it alone, in a quiet hour, and let the agent roll out before the ScaledObjects change; afterwards see that no "
        + "ScaledObject and no HorizontalPodAutoscaler is left over or missing"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments, before.cluster != nil, after.cluster != nil,
            before.driver != after.driver, !pair.kept.isEmpty
        else { return }
        let models = pair.kept.count.counting("model")
        switch after.driver.value {
        case .agent:
            let stays = after.delivery?.prune == false
            report(
                nil,
                "the ScaledObjects of \(models) go and the agent takes over: counts of replicas may be reset once"
                    + (stays ? ", and without `prune` the ScaledObjects stay, so that two writers remain" : "")
            )
        case .keda:
            report(
                nil,
                "\(models) get ScaledObjects, and KEDA takes over from the agent: counts of replicas may be reset once"
            )
        }
    }
}
