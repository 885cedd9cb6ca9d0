import Fleet
import SpecSyntax

enum NamespaceChanged: HazardRule {
    static let id = "namespace-changed"
    static let help =
        "create the Secrets that models and agent refer to in the new namespace first; or give it an environment of its own and "
        + "move the traffic"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let before = pair.before?.environment.cluster, let after = pair.after?.environment.cluster,
            before.namespace != after.namespace
        else { return }
        let isRemoved = pair.after?.environment.removesWhatIsGone ?? false
        report(
            nil,
            "everything is made anew in namespace `\(after.namespace.value)`, where models start from nothing, and "
                + "\(isRemoved ? "removed from" : "left in") `\(before.namespace.value)`"
        )
    }
}
