import Fleet
import FleetPlan
import SpecSyntax

extension ArgoCDEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        guard file.first == "argocd" else { return nil }
        let tables = ArgoCDProvenance(scope)
        let via = scope.environment.setting("delivery.via")
        switch file.dropFirst() {
        case ["root.yaml"]:
            return FileProvenance(
                file: scope.file([via], "Argo CD delivers this environment; this Application brings all others"),
                content: .documents([tables.root], header: scope.header(of: [], notes: tables.notes))
            )
        case ["agent.yaml"]:
            return FileProvenance(
                file: scope.file([via], "Argo CD delivers this environment; this Application is its agent"),
                content: .documents([tables.agent], header: scope.header(of: []))
            )
        case let rest where rest.count == 2 && rest.first == "models":
            guard let name = rest.last?.split(separator: ".").dropLast().joined(separator: "."),
                let model = scope.model(named: name)
            else { return nil }
            return FileProvenance(
                file: scope.file(of: model, also: [via], "Argo CD delivers every model by an Application of its own"),
                content: .documents([tables.application(of: model)], header: scope.header(of: [model.plan]))
            )
        default: return nil
        }
    }
}

/// The tables of the Applications of one environment.
private struct ArgoCDProvenance {
    let environment: EnvironmentDependencies
    let namespace: SettingPath
    let folder: [SettingPath]

    private let form = "the form of an Application of Argo CD"

    init(_ scope: ProvenanceScope) {
        environment = scope.environment
        namespace = environment.setting("delivery.namespace")
        folder = [environment.setting("delivery.path"), environment.name]
    }

    var notes: [String: Provenance] {
        let namespace = environment.plan.environment.delivery?.namespace ?? ""
        return [
            "Apply it once: kubectl apply -n \(namespace) -f root.yaml": Provenance(
                [self.namespace, environment.setting("delivery.via")],
                "a person applies this file, and Argo CD does the rest"
            ),
            "It brings the other files of this folder. It is not among them, so nothing that they say can remove it.":
                Provenance([], "what the root Application excludes"),
        ]
    }

    var root: ProvenanceTable {
        common(environment.name, folder, isPruned: false)
            + [
                .part("spec.source", source(folder)),
                .fixed(
                    "spec.source.directory",
                    "spec.source.directory.recurse",
                    "spec.source.directory.exclude",
                    because: "all files of the folder but this one"
                ),
                .fixed(
                    "spec.destination",
                    "spec.destination.server",
                    because: "Applications live where Argo CD runs, whatever cluster they deploy to"
                ),
                .value("spec.destination.namespace", namespace, "where Argo CD looks for its objects"),
            ]
    }

    var agent: ProvenanceTable {
        common(environment.name, folder, isPruned: true)
            + [
                .fixed(
                    "metadata.annotations.\"argocd.argoproj.io/sync-wave\"",
                    because: "the agent comes before the models: KEDA asks it about each of them"
                ),
                .fixed("spec.sources", because: "the chart of the agent, and the folder of its configuration"),
                .part("spec.sources[0]", source([environment.setting("delivery.path")])),
                .part("spec.sources[0].helm", helm(folder, release: [])),
                .part("spec.sources[1]", source(folder)),
                .part("spec.destination", destination),
            ]
    }

    func application(of model: ModelDependencies) -> ProvenanceTable {
        let workload = Workload(of: model.plan)
        let chart = [environment.setting("delivery.path")]
        let files = folder + [model.name]
        let via = environment.setting("scaling.via")
        let one = Provenance([via], "the agent scales the model, so that there is no ScaledObject to bring")
        let two = Provenance([via], "KEDA scales the model, whose ScaledObject is a second source")
        let replicas = "KEDA or the agent owns the count of replicas: a sync neither shows nor resets it"
        return common(model.name, files, isPruned: true) + [
            .value("spec.sources", via, "the chart of models, and the ScaledObject beside its values"),
            .part("spec.source", because: one, source(chart)),
            .part("spec.source.helm", because: one, helm(files, release: [model.name])),
            .part("spec.sources[0]", because: two, source(chart)),
            .part("spec.sources[0].helm", because: two, helm(files, release: [model.name])),
            .part("spec.sources[1]", because: two, source(files)),
            .value("spec.sources[1].directory", via, "KEDA scales the model by a ScaledObject"),
            .value("spec.sources[1].directory.include", via, "KEDA scales the model by a ScaledObject"),
            .part("spec.destination", destination),
            .fixed(
                "spec.ignoreDifferences",
                "spec.ignoreDifferences[0]",
                "spec.ignoreDifferences[0].jsonPointers",
                "spec.ignoreDifferences[0].jsonPointers[*]",
                because: replicas
            ),
            .value("spec.ignoreDifferences[0].group", model.nodes, workload.reason(model.plan)),
            .value("spec.ignoreDifferences[0].kind", model.nodes, workload.reason(model.plan)),
            .value("spec.ignoreDifferences[0].name", model.name, "the name of the model, as of all its objects"),
        ]
    }

    // MARK: Parts

    /// - Parameters:
    ///   - part: the setting of what the Application brings.
    ///   - paths: the settings of the folders that it is rendered from.
    private func common(_ part: SettingPath, _ paths: [SettingPath], isPruned: Bool) -> ProvenanceTable {
        let prune = environment.setting("delivery.prune")
        let deleted = "whoever removes the Application removes what it has deployed, as `delivery.prune` says"
        return [
            .fixed("", "apiVersion", "kind", "metadata", "spec", because: form),
            .value(
                "metadata.name",
                [environment.name, part],
                "the name with the environment in front of it, so that no two environments share one"
            ),
            .value("metadata.namespace", namespace, "where Argo CD looks for its objects"),
            .part("metadata.labels", .labels(of: environment)),
            .fixed("metadata.annotations", because: "what Argo CD is told about the Application itself"),
            .value(
                "metadata.annotations.\"argocd.argoproj.io/manifest-generate-paths\"",
                paths,
                "what the Application is rendered from: a commit to any other path leaves it alone"
            ),
            .value("metadata.finalizers", prune, deleted),
            .value("metadata.finalizers[*]", prune, deleted),
            .value("spec.project", environment.setting("delivery.project"), "the project of Argo CD"),
            .fixed("spec.syncPolicy", "spec.syncPolicy.automated", because: "the repository decides, without a person"),
            .value("spec.syncPolicy.automated.prune", prune, "whether what is no longer generated is removed"),
            .fixed(
                "spec.syncPolicy.automated.selfHeal",
                because: "what somebody changes in the cluster is changed back"
            ),
            .fixed("spec.syncPolicy.automated.allowEmpty", because: "a folder that vanished altogether is a mistake"),
            .fixed(
                "spec.syncPolicy.retry",
                "spec.syncPolicy.retry.limit",
                "spec.syncPolicy.retry.backoff",
                "spec.syncPolicy.retry.backoff.*",
                because: "a sync that failed is tried again, later and later"
            ),
            .fixed(
                "spec.syncPolicy.syncOptions",
                "spec.syncPolicy.syncOptions[*]",
                because: "how Argo CD applies objects"
            ),
        ]
    }

    private var destination: ProvenanceTable {
        let cluster = "the cluster, as Argo CD knows it"
        return [
            .fixed("", because: form),
            .value("server", environment.setting("cluster.server"), cluster),
            .value("name", environment.setting("cluster.name"), cluster),
            .value("namespace", environment.setting("cluster.namespace"), "the namespace of the environment"),
        ]
    }

    private func source(_ path: [SettingPath]) -> ProvenanceTable {
        [
            .fixed("", because: form),
            .value("repoURL", environment.setting("delivery.repo"), "the repository that holds the output"),
            .value("targetRevision", environment.setting("delivery.revision"), "the branch that is synced"),
            .value("path", path, "the folder in that repository"),
        ]
    }

    private func helm(_ files: [SettingPath], release: [SettingPath]) -> ProvenanceTable {
        let values = "the values beside the other files, from the root of the repository"
        return [
            .fixed("", because: form),
            .value(
                "releaseName",
                release,
                "the release has a name of its own: that of the Application may be too long for Helm"
            ),
            .value("valueFiles", files, values),
            .value("valueFiles[*]", files, values),
        ]
    }
}
