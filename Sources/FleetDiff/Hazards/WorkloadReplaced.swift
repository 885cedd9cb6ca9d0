import Fleet
import FleetEmit
import FleetPlan
import SpecSyntax

enum WorkloadReplaced: HazardRule {
    static let id = "workload-replaced"
    static let help = "do it while the model sleeps, or add it under another name first and move the traffic"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for objects in pair.objects where objects.before.workload != objects.after.workload {
            report(
                objects.plan.name,
                "the \(objects.before.workload) of `\(objects.plan.name)` is deleted and a \(objects.after.workload) made: "
                    + "nobody answers for a cold start, \(objects.plan.timeouts.coldStart.value)"
            )
        }
    }
}
