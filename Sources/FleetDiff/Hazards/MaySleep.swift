import Fleet
import FleetPlan
import SpecSyntax

enum MaySleep: HazardRule {
    static let id = "may-sleep"
    static let help =
        "keep `scale.min: 1` where somebody must be answered at once, or write a `schedule` for the hours of work"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for (before, after) in pair.kept where before.model.scale.min.value > 0 && after.model.scale.min.value == 0 {
            report(
                after.name,
                "`\(after.name)` was always awake and may now sleep: who wakes it waits for a cold start, "
                    + "\(after.timeouts.coldStart.value)"
            )
        }
    }
}
