import Fleet
import FleetPlan
import SpecSyntax

extension ScaledObjectEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        guard file.count == 3, file[0] == "models", file[2] == ModelsKustomizationEmitter.scaledObject,
            let model = scope.model(named: file[1])
        else { return nil }
        return FileProvenance(
            file: scope.file(
                of: model,
                also: [scope.environment.setting("scaling.via")],
                "KEDA scales every model that is deployed in this environment, by a ScaledObject each"
            ),
            content: .documents(
                [object(model, in: scope.environment), authentication(model, in: scope.environment)],
                header: scope.header(ofFilesOf: model)
            )
        )
    }

    private static func object(_ model: ModelDependencies, in environment: EnvironmentDependencies) -> ProvenanceTable {
        let namespace = environment.setting("cluster.namespace")
        let timeouts = model.plan.timeouts
        let workload = Workload(of: model.plan)
        let form = "the form of a ScaledObject of KEDA"
        return [
            .fixed("", "apiVersion", "kind", "metadata", "spec", "spec.scaleTargetRef", because: form),
            .value("metadata.name", model.name, "the name of the model, as of all its objects"),
            .value("metadata.namespace", namespace, "the namespace of the environment"),
            .part("metadata.labels", .labels(of: model, in: environment)),
            .value("spec.scaleTargetRef.apiVersion", model.nodes, workload.reason(model.plan)),
            .value("spec.scaleTargetRef.kind", model.nodes, workload.reason(model.plan)),
            .value("spec.scaleTargetRef.name", model.name, "the name of the model, as of all its objects"),
            .value("spec.minReplicaCount", model.setting("scale.min"), "replicas that are always awake"),
            .value("spec.maxReplicaCount", model.most, "the most replicas at a time"),
            .fixed(
                "spec.pollingInterval",
                because: "KEDA asks every \(pollingSeconds) s for the case that a push was lost; pushes are faster"
            ),
            .fixed(
                "spec.cooldownPeriod",
                because: "the idle time is the agent's; these \(cooldownSeconds) s outlast a few lost answers"
            ),
            .value(
                "spec.initialCooldownPeriod",
                model.startup + model.coldStart,
                "a start may take \(timeouts.startup.value), and \(imagePullSeconds) s more while a node pulls the image;"
                    + " until then KEDA does not stop a model that it has not seen wanted yet"
            ),
            .fixed(
                "spec.advanced",
                "spec.advanced.horizontalPodAutoscalerConfig",
                "spec.advanced.horizontalPodAutoscalerConfig.behavior",
                "spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown",
                because: form
            ),
            .value(
                "spec.advanced.horizontalPodAutoscalerConfig.name",
                model.name,
                "the name of the model: KEDA's own `keda-hpa-<name>` would leave 54 characters for it"
            ),
            .value(
                "spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds",
                model.minResidency,
                "a replica stays for `scale.minResidency`, \(timeouts.minResidency.value), within the "
                    + "\(stabilizationSeconds.lowerBound) s to \(stabilizationSeconds.upperBound) s that Kubernetes has as default and most"
            ),
            .value(
                "spec.triggers",
                model.setting("scale.schedule"),
                "one trigger for the demand that the agent sees, and one for each window of `scale.schedule`"
            ),
            .fixed(
                "spec.triggers[0]",
                "spec.triggers[0].type",
                "spec.triggers[0].name",
                "spec.triggers[0].metadata",
                because: "KEDA asks the agent whether a model is wanted, whatever the specs say"
            ),
            .value(
                "spec.triggers[0].metadata.scalerAddress",
                namespace,
                "where the agent of this environment is found"
            ),
            .value(
                "spec.triggers[0].metadata.enableTLS",
                environment.setting("agent.tls.secret"),
                "what KEDA asks is encrypted"
            ),
            .value(
                "spec.triggers[0].authenticationRef",
                environment.setting("agent.tls.secret"),
                "KEDA takes certificates from a TriggerAuthentication"
            ),
            .value(
                "spec.triggers[0].authenticationRef.name",
                model.name,
                "the name of the model, as of all its objects"
            ),
            .value("spec.triggers[0].metadata.model", model.name, "the model that KEDA asks the agent about"),
            .parts("spec.triggers[*]") {
                window(model.setting("scale.schedule") + [SettingPath.index($0.index() - 1)])
            },
        ]
    }

    private static func authentication(
        _ model: ModelDependencies,
        in environment: EnvironmentDependencies
    ) -> ProvenanceTable {
        let secret = environment.setting("agent.tls.secret")
        let client = environment.setting("agent.tls.clientSecret")
        return [
            .fixed(
                "",
                "apiVersion",
                "kind",
                "metadata",
                "spec",
                because: "the form of a TriggerAuthentication of KEDA"
            ),
            .value("metadata.name", model.name, "the name of the model, as of all its objects"),
            .value("metadata.namespace", environment.setting("cluster.namespace"), "the namespace of the environment"),
            .part("metadata.labels", .labels(of: model, in: environment)),
            .value("spec.secretTargetRef", secret, "where KEDA finds the certificates"),
            .value("spec.secretTargetRef[0]", secret, "by whom the agent's certificate is signed"),
            .value("spec.secretTargetRef[0].*", secret, "by whom the agent's certificate is signed"),
            .value("spec.secretTargetRef[*]", client, "the certificate by which KEDA shows who it is"),
            .value("spec.secretTargetRef[*].*", client, "the certificate by which KEDA shows who it is"),
        ]
    }

    private static func window(_ window: SettingPath) -> ProvenanceTable {
        [
            .value("", window, "a window of `scale.schedule`"),
            .value("type", window, "a window of `scale.schedule` is a cron trigger of KEDA"),
            .value("name", window, "windows are numbered in the order of `scale.schedule`"),
            .value("metadata", window, "a window of `scale.schedule`"),
            .value("metadata.timezone", window + ["timezone"], "the time zone of the window"),
            .value("metadata.start", window + ["start"], "when the window opens"),
            .value("metadata.end", window + ["end"], "when the window closes"),
            .value("metadata.desiredReplicas", window + ["replicas"], "replicas that are awake in the window"),
        ]
    }
}

extension Workload {
    /// Why it is of its kind.
    func reason(_ model: ModelPlan) -> String {
        let nodes = model.model.placement.nodes.value
        return nodes > 1
            ? "a replica spans \(nodes) nodes, which takes a \(kind)"
            : "a replica runs on one node, so a \(kind) will do"
    }
}
