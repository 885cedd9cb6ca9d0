import Fleet
import FleetPlan
import SpecSyntax

extension ModelsKustomizationEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        guard file == ["models", "kustomization.yaml"] else { return nil }
        let environment = scope.environment
        let table: ProvenanceTable = [
            .part("", .kustomization(namespace: environment.setting("cluster.namespace"))),
            .value("resources", environment.models, "one ScaledObject for every model that is deployed here"),
            .each("resources[*]") { match in
                scope.model(at: match.index()).map {
                    Provenance(environment.models + [$0.name], "the ScaledObject of a model that is deployed here")
                }
            },
        ]
        return FileProvenance(
            file: scope.file(
                [environment.setting("scaling.via")] + environment.models,
                "KEDA scales the models of this environment; `kubectl apply -k` and Flux find their ScaledObjects by it"
            ),
            content: .documents([table], header: scope.header())
        )
    }
}

extension ProvenanceTable {
    /// What every `kustomization.yaml` starts with.
    /// - Parameter namespace: the setting of the namespace that it puts everything into.
    static func kustomization(namespace: SettingPath? = nil) -> ProvenanceTable {
        let form: ProvenanceTable = [
            .fixed("", "apiVersion", "kind", because: "the form of a file of kustomize")
        ]
        guard let namespace else { return form }
        return form + [.value("namespace", namespace, "where everything that it lists belongs")]
    }
}
