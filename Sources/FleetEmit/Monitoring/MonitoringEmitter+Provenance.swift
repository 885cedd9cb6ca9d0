import Fleet
import FleetPlan
import SpecSyntax

extension MonitoringEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        guard file.count == 2, file[0] == folder else { return nil }
        let environment = scope.environment
        let monitored = scope.file(
            [environment.setting("agent.monitoringNamespace"), environment.setting("cluster")],
            "the environment says where its Prometheus runs"
        )
        func documents(_ table: ProvenanceTable) -> FileProvenance {
            FileProvenance(file: monitored, content: .documents([table], header: scope.header(of: [])))
        }
        switch file[1] {
        case "podmonitor.yaml": return documents(podMonitor(environment))
        case "prometheusrule.yaml": return documents(rules(environment))
        case "kustomization.yaml": return documents(kustomization(environment))
        case "dashboard.json":
            return FileProvenance(
                file: monitored,
                content: .json([
                    .value("uid", [environment.name, environment.fleetName], "fleet and environment, as a name"),
                    .value("title", [environment.name, environment.fleetName], "fleet and environment"),
                    .whole("", [environment.name], because: "panels over the metrics that every agent has"),
                ])
            )
        default: return nil
        }
    }

    private static func object(_ environment: EnvironmentDependencies) -> ProvenanceTable {
        [
            .fixed(
                "",
                "apiVersion",
                "kind",
                "metadata",
                "metadata.name",
                "spec",
                because: "what Prometheus' operator reads"
            ),
            .value("metadata.namespace", environment.setting("cluster.namespace"), "the namespace of the environment"),
            .part("metadata.labels", .labels(of: environment)),
        ]
    }

    private static func podMonitor(_ environment: EnvironmentDependencies) -> ProvenanceTable {
        object(environment) + [.whole("spec", because: "each agent is asked for its metrics")]
    }

    private static func rules(_ environment: EnvironmentDependencies) -> ProvenanceTable {
        object(environment) + [
            .whole(
                "spec",
                [environment.setting("scaling.via"), environment.setting("routing.classifier.kind")],
                because:
                    "alerts over the metrics that every agent has; those about KEDA and the classifier where there is one"
            )
        ]
    }

    private static func kustomization(_ environment: EnvironmentDependencies) -> ProvenanceTable {
        let form = "what `kubectl apply -k` applies, and Grafana's sidecar finds by a label"
        return [
            .part("", .kustomization(namespace: environment.setting("cluster.namespace"))),
            .fixed("resources", "resources[*]", "configMapGenerator", "configMapGenerator[0]", because: form),
            .fixed(
                "configMapGenerator[0].name",
                "configMapGenerator[0].files",
                "configMapGenerator[0].files[*]",
                "configMapGenerator[0].options",
                "configMapGenerator[0].options.disableNameSuffixHash",
                "configMapGenerator[0].options.labels.grafana_dashboard",
                because: form
            ),
            .part("configMapGenerator[0].options.labels", .labels(of: environment)),
            .part("configMapGenerator[0].options.annotations", .unsubstituted),
        ]
    }
}
