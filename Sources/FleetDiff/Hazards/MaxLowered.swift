import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

enum MaxLowered: HazardRule {
    static let id = "max-lowered"
    static let help = "apply it when the load is low; no request of a replica that ends is moved to another"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for (before, after) in pair.kept {
            let (old, new) = (before.model.scale.max.value, after.model.scale.max.value)
            guard new < old else { continue }
            report(
                after.name,
                "replicas of `\(after.name)` beyond \(new) are stopped (\(old) before); streams have "
                    + "\(after.model.scale.longestStream.value) to end"
            )
        }
    }
}
