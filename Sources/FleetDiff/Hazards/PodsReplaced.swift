import Diagnostics
import Fleet
import FleetEmit
import FleetPlan
import SpecSyntax

enum PodsReplaced: HazardRule {
    static let id = "pods-replaced"
    static let help =
        "apply it in a quiet hour, or with `scale.max` of 2 or more, which replaces one replica after the other; GPUs for it must be "
        + "free"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for objects in pair.objects where objects.after.replacesPods(of: objects.before) {
            let (changes, name) = (objects.changes, objects.plan.name)
            let written = changes.filter { !$0.computed }
            let paths = (written.isEmpty ? changes : written).map { "`\($0.path)`" }
            let cause = paths.isEmpty ? "settings of the environment" : paths.listed(atMost: 3)
            let cold = objects.plan.timeouts.coldStart.value
            report(
                name,
                "running pods of `\(name)` are replaced (\(cause)): "
                    + (objects.plan.model.scale.max.value > 1
                        ? "one after the other, each with a cold start of \(cold)"
                        : "nobody answers for a cold start, \(cold)")
            )
        }
    }
}
