import Fleet
import FleetEmit
import FleetPlan

enum ClaimAbandoned: HazardRule {
    static let id = "claim-abandoned"
    static let help = "delete the claim by hand once the model runs without it: it is never removed for you"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for objects in pair.objects where objects.after.claim == nil {
            guard let claim = objects.before.claim else { continue }
            report(
                objects.plan.name,
                "`\(objects.plan.name)` no longer uses its claim of \(claim.size.kubernetes), which stays with the weights and costs on"
            )
        }
    }
}
