import Diagnostics
import Fleet
import FleetEmit
import FleetPlan

/// Of a claim that exists Kubernetes changes only the size, and only upwards.
enum ClaimImmutable: HazardRule {
    static let id = "claim-immutable"
    static let help =
        "write the old value into `storage`; or let the model sleep, delete its claim by hand and then apply: the weights are "
        + "downloaded again"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for objects in pair.objects {
            guard let was = objects.before.claim, let will = objects.after.claim else { continue }
            let storage = objects.plan.model.storage
            var parts: [String] = []
            if will.size < was.size {
                let computed = storage.size == nil ? " (it follows from the weights)" : ""
                parts.append("shrinks from \(was.size.kubernetes) to \(will.size.kubernetes)\(computed)")
            }
            if will.accessMode != was.accessMode {
                let computed = storage.accessMode == nil ? " (it follows from `scale.max` and the nodes)" : ""
                parts.append("changes its access mode from \(was.accessMode) to \(will.accessMode)\(computed)")
            }
            if will.storageClass != was.storageClass {
                parts.append("changes its class from \(was.storageClass.orDefault) to \(will.storageClass.orDefault)")
            }
            guard !parts.isEmpty else { continue }
            report(
                objects.plan.name,
                "the claim of `\(objects.plan.name)` \(parts.listed()), which Kubernetes refuses: the release fails"
            )
        }
    }
}

extension String {
    /// Empty is the class of the cluster.
    fileprivate var orDefault: String { isEmpty ? "the default" : self }
}
