import Fleet
import FleetPlan
import SpecSyntax

extension FluxProvenance {
    var gitRepository: ProvenanceTable {
        let repository = environment.setting("delivery.repo")
        let secret = "an address of SSH never goes without a key, which is where `flux bootstrap` puts its own"
        return object([], "the form of a GitRepository of Flux") + [
            .value("spec.url", repository, "the repository that holds the output"),
            .fixed("spec.ref", because: "without a branch Flux takes `master`"),
            .value("spec.ref.branch", environment.setting("delivery.revision"), "the branch that is synced"),
            .fixed("spec.sparseCheckout", because: "only what this environment needs is fetched"),
            .value("spec.sparseCheckout[0]", path, "the folder of the charts"),
            .value("spec.sparseCheckout[1]", [path, environment.name], "the folder of the environment"),
            .value("spec.secretRef", repository, secret),
            .value("spec.secretRef.name", repository, secret),
        ]
    }

    var root: ProvenanceTable {
        kustomization + [
            .fixed("spec.deletionPolicy", because: "whoever removes it keeps everything that is in the cluster")
        ]
    }

    var folder: ProvenanceTable {
        .kustomization() + [
            .fixed("resources", "resources[*]", because: "the files that Flux applies from this folder")
        ]
    }

    var namespace: ProvenanceTable {
        let kept = "with the namespace would go everything in it, of others too"
        return [
            .fixed("", "apiVersion", "kind", "metadata", because: "the form of a Namespace"),
            .value("metadata.name", environment.setting("cluster.namespace"), "the namespace of the environment"),
            .fixed("metadata.annotations", "metadata.annotations.*", because: kept),
        ]
    }

    /// Configuration, releases and, where KEDA scales, the scaling.
    var kustomizations: [ProvenanceTable] {
        let order = "what must be there before"
        return [
            kustomization + [.fixed("spec.wait", because: "the agent mounts the ConfigMap")],
            kustomization + [
                .part("spec.dependsOn", depends(order)),
                .fixed(
                    "spec.healthChecks",
                    "spec.healthChecks[0]",
                    "spec.healthChecks[0].apiVersion",
                    "spec.healthChecks[0].kind",
                    because: "the releases are ready when the agent is; a model that fails holds nothing up"
                ),
                .part("spec.healthChecks[0].name", name([])),
                .value("spec.healthChecks[0].namespace", objects, "where Flux looks for its objects"),
            ],
            [
                .part(
                    "",
                    because: Provenance(
                        [environment.setting("scaling.via")],
                        "KEDA scales the models, by objects of their own"
                    ),
                    kustomization + [.part("spec.dependsOn", depends(order))]
                )
            ],
        ]
    }

    private func depends(_ reason: String) -> ProvenanceTable {
        [.fixed("", "[0]", because: reason), .part("[0].name", name([]))]
    }

    private var kustomization: ProvenanceTable {
        object([], "the form of a Kustomization of Flux") + [
            .fixed("spec.retryInterval", because: "what failed is tried again after a minute"),
            .fixed("spec.timeout", because: "how long objects have to be applied"),
            .fixed(
                "spec.sourceRef",
                "spec.sourceRef.kind",
                because: "it reads from the GitRepository of the environment"
            ),
            .part("spec.sourceRef.name", name([])),
            .value("spec.path", [path, environment.name], "the folder in the repository"),
            .value(
                "spec.prune",
                environment.setting("delivery.prune"),
                "whether what is no longer generated is removed"
            ),
        ]
    }
}
