import Diagnostics
import Fleet
import FleetPlan

enum CapabilityRemoved: HazardRule {
    static let id = "capability-removed"
    static let help =
        "see that another candidate of its routes has it; a request that no candidate can serve is refused"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for (before, after) in pair.kept {
            let lost = before.model.capabilities.filter { !after.model.capabilities.contains($0) }.map(\.rawValue)
            guard !lost.isEmpty else { continue }
            report(after.name, "requests that need \(lost.listed("or")) no longer reach `\(after.name)`")
        }
    }
}
