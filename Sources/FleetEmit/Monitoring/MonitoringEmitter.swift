import AgentConfig
import Fleet
import FleetPlan
import SpecSyntax

/// `<env>/monitoring/`: what Prometheus' operator scrapes and warns of, and a dashboard for Grafana.
///
/// It takes the operator's kinds, which not every cluster has; so it is applied by itself, and for environments alone that
/// say where their Prometheus runs.
enum MonitoringEmitter {
    static let folder = "monitoring"

    static func files(for input: EmitInput) -> [GeneratedFile] {
        input.plans.flatMap { plan -> [GeneratedFile] in
            guard let cluster = plan.environment.cluster, plan.environment.agent?.monitoringNamespace != nil
            else { return [] }
            return files(of: EnvironmentOutput(plan, in: input), in: cluster)
        }
    }

    private static func files(
        of output: EnvironmentOutput,
        in cluster: ResolvedEnvironment.Cluster
    ) -> [GeneratedFile] {
        let namespace = cluster.namespace.value
        let dashboard = JSONWriter.file(Dashboard.json(named: "\(output.fleet)-\(output.name)"))
        return [
            output.yaml("\(folder)/podmonitor.yaml", of: [], [podMonitor(of: output, in: namespace)]),
            output.yaml("\(folder)/prometheusrule.yaml", of: [], [rules(of: output, in: namespace)]),
            output.json("\(folder)/dashboard.json", dashboard),
            output.yaml("\(folder)/kustomization.yaml", of: [], [kustomization(of: output, in: namespace)]),
        ]
    }

    private static func metadata(_ output: EnvironmentOutput, _ namespace: String) -> YAMLValue {
        [
            "name": .string(AgentEndpoint.name), "namespace": .string(namespace), "labels": output.labels.yaml,
        ]
    }

    /// The admin port is no Service's: each agent is asked for its own.
    private static func podMonitor(of output: EnvironmentOutput, in namespace: String) -> YAMLValue {
        [
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PodMonitor",
            "metadata": metadata(output, namespace),
            "spec": [
                "selector": [
                    "matchLabels": [
                        "app.kubernetes.io/instance": .string(AgentEndpoint.name),
                        "app.kubernetes.io/name": "spindle-agent",
                    ]
                ],
                "podMetricsEndpoints": [["port": "admin", "path": "/metrics", "interval": "15s"]],
            ],
        ]
    }

    private static func rules(of output: EnvironmentOutput, in namespace: String) -> YAMLValue {
        let classifies = RouterConfig(output.plan, fleet: output.fleet).classifier.kind != .none
        let alerts = AlertRule.all(of: output.environment, classifies: classifies)
        return [
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": metadata(output, namespace),
            "spec": ["groups": [["name": "spindle", "rules": .list(alerts.map(\.yaml))]]],
        ]
    }

    /// Grafana's sidecar finds dashboards by a label.
    private static func kustomization(of output: EnvironmentOutput, in namespace: String) -> YAMLValue {
        var labels = output.labels
        labels["grafana_dashboard"] = "1"
        return Kustomization.document(
            namespace: namespace,
            [
                .init("resources", ["podmonitor.yaml", "prometheusrule.yaml"]),
                .init(
                    "configMapGenerator",
                    [
                        [
                            "name": .string("\(AgentEndpoint.name)-dashboard"), "files": ["dashboard.json"],
                            "options": [
                                "disableNameSuffixHash": true, "labels": labels.yaml,
                                "annotations": Kustomization.unsubstituted,
                            ],
                        ]
                    ]
                ),
            ]
        )
    }
}
