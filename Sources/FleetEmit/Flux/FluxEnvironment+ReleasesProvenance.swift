import Fleet
import FleetPlan
import SpecSyntax

extension FluxProvenance {
    /// `kustomization.yaml` of the environment.
    var releases: ProvenanceTable {
        let form = "kustomize puts each file of values into a ConfigMap, from which its release takes them"
        return .kustomization(namespace: objects) + [
            .value(
                "resources",
                environment.models,
                "the release of the agent, and one for every model that is deployed here"
            ),
            .fixed("resources[0]", because: "the release of the agent"),
            .each("resources[*]") { ofModel($0.index() - 1, "the release of a model that is deployed here") },
            .fixed("generatorOptions", "generatorOptions.disableNameSuffixHash", because: form),
            .fixed(
                "generatorOptions.labels.\"reconcile.fluxcd.io/watch\"",
                because: "helm-controller upgrades a release as soon as its values change"
            ),
            .part("generatorOptions.labels", .labels(of: environment)),
            .part("generatorOptions.annotations", .unsubstituted),
            .value("configMapGenerator", environment.models, form),
            .fixed(
                "configMapGenerator[0]",
                "configMapGenerator[0].files",
                "configMapGenerator[0].files[*]",
                because: "the values of the agent"
            ),
            .part("configMapGenerator[0].name", name([])),
            .parts("configMapGenerator[*]") { match in
                let reason = "the values of a model that is deployed here"
                return [
                    .each("") { _ in ofModel(match.index() - 1, reason) },
                    .each("name") { _ in ofModel(match.index() - 1, reason) },
                    .each("files") { _ in ofModel(match.index() - 1, reason) },
                    .each("files[*]") { _ in ofModel(match.index() - 1, reason) },
                ]
            },
        ]
    }

    private func ofModel(_ index: Int, _ reason: String) -> Provenance? {
        scope.model(at: index).map { Provenance([$0.name, environment.name] + environment.models, reason) }
    }

    var agent: ProvenanceTable { helmRelease([], release: []) }

    func release(of model: ModelDependencies) -> ProvenanceTable {
        let waiting =
            "a model may be asleep, wait for GPUs or load for longer than any timeout: its release does not wait for it"
        return helmRelease([model.name], release: [model.name]) + [
            .fixed(
                "spec.install.disableWait",
                "spec.upgrade.disableWait",
                "spec.uninstall",
                "spec.uninstall.disableWait",
                because: waiting
            ),
            .fixed(
                "spec.driftDetection.ignore",
                "spec.driftDetection.ignore[0]",
                "spec.driftDetection.ignore[0].paths",
                "spec.driftDetection.ignore[0].paths[*]",
                "spec.driftDetection.ignore[0].target",
                because: "KEDA or the agent owns the count of replicas: Flux does not reset it"
            ),
            .value(
                "spec.driftDetection.ignore[0].target.kind",
                model.nodes,
                Workload(of: model.plan).reason(model.plan)
            ),
        ]
    }

    private func helmRelease(_ part: [SettingPath], release: [SettingPath]) -> ProvenanceTable {
        let namespace = environment.setting("cluster.namespace")
        let form = "the form of a HelmRelease of Flux"
        let retry = "a release that failed is tried again; undoing it would take down what may well be running"
        return object(part, form) + [
            .value("spec.releaseName", release, "the name of the release, as of the objects in it"),
            .value("spec.targetNamespace", namespace, "the namespace of the environment"),
            .value("spec.storageNamespace", namespace, "the namespace of the environment"),
            .fixed(
                "spec.chart",
                "spec.chart.spec",
                "spec.chart.spec.sourceRef",
                "spec.chart.spec.sourceRef.kind",
                because: form
            ),
            .value("spec.chart.spec.chart", path, "the folder of the chart in the repository"),
            .part("spec.chart.spec.sourceRef.name", name([])),
            .fixed(
                "spec.chart.spec.reconcileStrategy",
                because: "a new chart has a new version; other commits are none of the release's business"
            ),
            .fixed("spec.valuesFrom", "spec.valuesFrom[0]", "spec.valuesFrom[0].kind", because: form),
            .part("spec.valuesFrom[0].name", name(part)),
            .fixed(
                "spec.install",
                "spec.install.strategy",
                "spec.install.strategy.name",
                "spec.upgrade",
                "spec.upgrade.strategy",
                "spec.upgrade.strategy.name",
                because: retry
            ),
            .fixed(
                "spec.driftDetection",
                "spec.driftDetection.mode",
                because: "what somebody changes in the cluster is changed back"
            ),
        ]
    }
}
