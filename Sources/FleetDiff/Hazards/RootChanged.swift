import Diagnostics
import Fleet
import SpecSyntax

/// A person applies the root once, and it is not among what it brings.
enum RootChanged: HazardRule {
    static let id = "root-changed"
    static let help =
        "apply `argocd/root.yaml` or `flux/bootstrap.yaml` of the environment again after the merge, and delete the old one if its "
        + "namespace changed"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments, let old = before.delivery, let new = after.delivery,
            old.via == new.via, new.via.value != .none
        else { return }
        var changed: [String] = []
        if old.repo != new.repo { changed.append("repo") }
        if old.revision != new.revision { changed.append("revision") }
        if old.path != new.path { changed.append("path") }
        if old.namespace != new.namespace { changed.append("namespace") }
        if old.prune != new.prune { changed.append("prune") }
        if new.via.value == .argocd, old.project != new.project { changed.append("project") }
        if new.via.value == .flux, old.interval != new.interval { changed.append("interval") }
        guard !changed.isEmpty else { return }
        let file = new.via.value == .argocd ? "argocd/root.yaml" : "flux/bootstrap.yaml"
        report(nil, "`\(file)` changes with `delivery.\(changed.listed())`, and only a person applies it")
    }
}
