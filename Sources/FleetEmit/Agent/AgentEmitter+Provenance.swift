import Fleet
import FleetPlan
import SpecSyntax

extension AgentEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        guard file.count == 2, file[0] == "agent" else { return nil }
        let environment = scope.environment
        let inCluster = scope.file([environment.setting("cluster")], "the agent of a cluster is installed by its chart")
        switch file[1] {
        case "router.json":
            return FileProvenance(
                file: scope.file([], "the agent of every environment reads from it how prompts find their model"),
                content: .json(.router(scope))
            )
        case "scaling.json":
            return FileProvenance(
                file: scope.file([], "the agent of every environment reads from it when models wake and sleep"),
                content: .json(.scaling(scope))
            )
        case "values.yaml":
            return FileProvenance(file: inCluster, content: .documents([values(scope)], header: scope.header()))
        case "kustomization.yaml":
            return FileProvenance(
                file: inCluster,
                content: .documents([kustomization(environment)], header: scope.header(of: []))
            )
        default: return nil
        }
    }

    private static func values(_ scope: ProvenanceScope) -> ProvenanceTable {
        let environment = scope.environment
        let memory = environment.setting("agent.memory")
        let name = "every environment has one agent, under one name that everything else knows"
        return [
            .fixed("", because: "the values of the chart for the agent of one environment"),
            .fixed("name", because: name),
            .part("labels", .labels(of: environment)),
            .value("image", environment.setting("agent.image"), "the image of the agent"),
            .part(
                "imagePullSecrets",
                .list(environment.setting("agent.pullSecrets"), "Secrets with registry credentials")
            ),
            .value("replicas", environment.setting("agent.replicas"), "how many agents run"),
            .fixed(
                "resources",
                "resources.requests",
                "resources.limits",
                because: "what Kubernetes reserves for each pod"
            ),
            .value("resources.requests.cpu", environment.setting("agent.cpu"), "requested cores of each agent"),
            .value("resources.requests.memory", memory, "memory of each agent, which is also its limit"),
            .value("resources.limits.memory", memory, "memory of each agent, which is also its limit"),
            .fixed(
                "configMap",
                because: "the ConfigMap that `agent/kustomization.yaml` makes, under a name that never changes"
            ),
            .value(
                "keysSecret",
                environment.setting("agent.keys"),
                "the Secret with the hashed API keys of the tenants"
            ),
            .value("driver", environment.setting("scaling.via"), "who changes the number of replicas"),
            .value(
                "kedaNamespace",
                [environment.setting("scaling.kedaNamespace"), environment.setting("scaling.via")],
                "where KEDA runs; only it may ask the agent"
            ),
            .value(
                "leaderWorkerSets",
                environment.models + scope.plan.models.flatMap { environment.model($0).nodes },
                "a replica of one of the models spans several nodes, which takes a LeaderWorkerSet"
            ),
            .value(
                "tlsSecret",
                environment.setting("agent.tls.secret"),
                "the certificate of the port that KEDA asks on"
            ),
            .value("tlsClients", environment.setting("agent.tls.clientSecret"), "KEDA shows a certificate of its own"),
            .value(
                "monitoringNamespace",
                environment.setting("agent.monitoringNamespace"),
                "where Prometheus runs; it may read the metrics"
            ),
            .value(
                "terminationGracePeriodSeconds",
                environment.longestStream,
                "the longest answer of any model passes through the agent, which must outlive it by a minute"
            ),
        ]
    }

    private static func kustomization(_ environment: EnvironmentDependencies) -> ProvenanceTable {
        let form = "the ConfigMap has a fixed name: the agent mounts it and reads it again when it changes"
        return [
            .part("", .kustomization(namespace: environment.setting("cluster.namespace"))),
            .fixed(
                "configMapGenerator",
                "configMapGenerator[0]",
                "configMapGenerator[0].name",
                "configMapGenerator[0].options",
                "configMapGenerator[0].options.disableNameSuffixHash",
                because: form
            ),
            .fixed(
                "configMapGenerator[0].files",
                "configMapGenerator[0].files[*]",
                because: "the two files that the agent reads"
            ),
            .part("configMapGenerator[0].options.labels", .labels(of: environment)),
            .part("configMapGenerator[0].options.annotations", .unsubstituted),
        ]
    }
}

extension ProvenanceTable {
    /// See `Kustomization.unsubstituted`.
    static let unsubstituted: ProvenanceTable = [
        .fixed("", "*", because: "text with `${…}` in it must stay what it is, even where Flux substitutes variables")
    ]
}
