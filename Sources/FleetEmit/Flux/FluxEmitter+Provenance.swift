import Fleet
import FleetPlan
import SpecSyntax

extension FluxEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        let tables = FluxProvenance(scope)
        let via = scope.environment.setting("delivery.via")
        func provenance(
            _ reason: String,
            of models: [ModelPlan]? = [],
            notes: [String: Provenance] = [:],
            _ documents: [ProvenanceTable]
        ) -> FileProvenance {
            FileProvenance(
                file: scope.file([via], reason),
                content: .documents(documents, header: scope.header(of: models, notes: notes))
            )
        }
        switch file {
        case ["kustomization.yaml"]:
            return provenance(
                "Flux delivers this environment; kustomize puts the values of each release into a ConfigMap",
                of: nil,
                [tables.releases]
            )
        case ["flux", "bootstrap.yaml"]:
            return provenance(
                "Flux delivers this environment; these objects bring all others",
                notes: tables.notes,
                [tables.gitRepository, tables.root]
            )
        case ["flux", "kustomization.yaml"]:
            return provenance("Flux delivers this environment; these are the files of the folder", [tables.folder])
        case ["flux", "namespace.yaml"]:
            return provenance("Flux delivers this environment into a namespace", [tables.namespace])
        case ["flux", "sync.yaml"]:
            return provenance(
                "Flux delivers this environment in this order: configuration, releases, scaling",
                tables.kustomizations
            )
        case ["flux", "agent.yaml"]:
            return provenance("Flux delivers this environment; this is the release of its agent", [tables.agent])
        case _ where file.count == 3 && file.starts(with: ["flux", "models"]):
            let name = file[2].split(separator: ".").dropLast().joined(separator: ".")
            guard let model = scope.model(named: name) else { return nil }
            return FileProvenance(
                file: scope.file(of: model, also: [via], "Flux delivers every model by a HelmRelease of its own"),
                content: .documents([tables.release(of: model)], header: scope.header(of: [model.plan]))
            )
        default: return nil
        }
    }
}

/// The tables of the objects of one environment.
struct FluxProvenance {
    let environment: EnvironmentDependencies
    let scope: ProvenanceScope
    /// Where Flux looks for its objects.
    let objects: SettingPath
    let path: SettingPath

    init(_ scope: ProvenanceScope) {
        self.scope = scope
        environment = scope.environment
        objects = environment.setting("delivery.namespace")
        path = environment.setting("delivery.path")
    }

    var notes: [String: Provenance] {
        [
            "Apply it once: kubectl apply -f bootstrap.yaml": Provenance(
                [],
                "a person applies this file, and Flux does the rest"
            ),
            "It brings the rest of this folder. It is not brought itself, so what a person adds to it, such as a secretRef, stays.":
                Provenance([], "what the file is for"),
        ]
    }

    /// What all objects of Flux share.
    /// - Parameter part: the setting that the name has behind the environment's.
    func object(_ part: [SettingPath], _ form: String) -> ProvenanceTable {
        [
            .fixed("", "apiVersion", "kind", "metadata", "spec", because: form),
            .part("metadata.name", name(part)),
            .value("metadata.namespace", objects, "where Flux looks for its objects"),
            .part("metadata.labels", .labels(of: environment)),
            .value("spec.interval", environment.setting("delivery.interval"), "how often Flux looks for changes"),
        ]
    }

    func name(_ part: [SettingPath]) -> ProvenanceTable {
        [
            .value(
                "",
                [environment.name] + part,
                "the name with the environment in front of it, so that no two environments share one"
            )
        ]
    }
}
