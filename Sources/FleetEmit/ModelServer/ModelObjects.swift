package import Fleet
package import FleetPlan
import SpecSyntax

/// What the objects of a model in a cluster are made of, for whoever asks what a change does to those that run.
package struct ModelObjects: Sendable {
    /// `Deployment` or `LeaderWorkerSet`.
    package let workload: String
    /// The volume claim that is made for it, if any.
    package let claim: Claim?
    private let pod: ModelServerValues

    /// A PersistentVolumeClaim; Kubernetes lets only its size change, and only grow.
    package struct Claim: Sendable, Equatable {
        package var size: ByteSize
        /// Empty for the default of the cluster.
        package var storageClass: String
        package var accessMode: String
    }

    /// - Returns: `nil` for an environment that is no cluster.
    package init?(of plan: ModelPlan, in environment: ResolvedEnvironment, fleet: ResolvedFleet) {
        guard let cluster = environment.cluster else { return nil }
        let values = ModelServerValues(plan, in: environment, cluster: cluster, fleet: fleet.name.value)
        workload = Workload(of: plan).kind
        claim =
            values.storage.kind == .persistentVolumeClaim
            ? Claim(
                size: plan.storageSize,
                storageClass: values.storage.storageClass,
                accessMode: values.storage.accessMode.rawValue
            ) : nil
        pod = values.podTemplate
    }

    /// Whether applying these in place of others replaces the pods of a workload that stays.
    package func replacesPods(of other: ModelObjects) -> Bool { workload == other.workload && pod != other.pod }
}

extension ModelServerValues {
    /// The values with those at their defaults that the chart puts into other objects than the pod, or into the workload
    /// around it.
    fileprivate var podTemplate: ModelServerValues {
        let base = ModelServerValues()
        var values = self
        values.strategy = base.strategy
        values.networkPolicy = base.networkPolicy
        values.podDisruptionBudget = base.podDisruptionBudget
        values.serviceAccount.annotations = base.serviceAccount.annotations
        if storage.kind == .persistentVolumeClaim {
            values.storage.size = base.storage.size
            values.storage.storageClass = base.storage.storageClass
            values.storage.accessMode = base.storage.accessMode
        }
        return values
    }
}
