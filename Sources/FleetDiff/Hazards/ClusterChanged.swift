import Fleet
import SpecSyntax

enum ClusterChanged: HazardRule {
    static let id = "cluster-changed"
    static let help = "give the new cluster an environment of its own, move the traffic, then take the old one down"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let before = pair.before?.environment.cluster, let after = pair.after?.environment.cluster else { return }
        let (old, new) = (before.address, after.address)
        guard old != new else { return }
        report(nil, "it moves from cluster \(old) to \(new): what runs in the old one stays there, and keeps its GPUs")
    }
}

extension ResolvedEnvironment.Cluster {
    fileprivate var address: String { name?.value ?? server?.value ?? "https://kubernetes.default.svc" }
}
