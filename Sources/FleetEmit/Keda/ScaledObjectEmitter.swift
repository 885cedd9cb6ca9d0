import Fleet
import FleetPlan
import SpecSyntax

/// `<env>/models/<model>/scaledobject.yaml`: KEDA asks the agent how many replicas a model needs.
///
/// A model with as many replicas at least as at most has one, too: its chart never says a number, so somebody must.
/// There is no `fallback`: without one a lost agent leaves every count as it is.
enum ScaledObjectEmitter {
    static func files(for input: EmitInput) -> [GeneratedFile] {
        input.modelsInClusters.filter { $0.environment.driver.value == .keda }.map { plan, environment, cluster in
            let origins = ModelOrigins(plan, in: environment, sources: input.sources)
            let object = object(plan, in: environment, cluster: cluster, fleet: input.fleet.name.value)
            let authentication = authentication(plan, in: environment, cluster: cluster, fleet: input.fleet.name.value)
            return GeneratedFile(
                path: "\(environment.name.value)/models/\(plan.name)/scaledobject.yaml",
                bytes: YAMLWriter.file(header: origins.header, [object] + (authentication.map { [$0] } ?? [])),
                origins: origins.all
            )
        }
    }

    /// How often KEDA asks whether a model is wanted, seconds. Pushes are faster; this is for a push that was lost.
    static let pollingSeconds = 5
    /// From the agent's `false` to zero, seconds. The idle time is the agent's; this outlasts a few lost answers.
    static let cooldownSeconds = 60
    /// What a node may take to pull the image before a start begins, seconds; the chart's progress deadline agrees.
    static let imagePullSeconds = 600
    /// Kubernetes' own default and most, seconds.
    static let stabilizationSeconds = 300...3600

    private static func object(
        _ plan: ModelPlan,
        in environment: ResolvedEnvironment,
        cluster: ResolvedEnvironment.Cluster,
        fleet: String
    ) -> YAMLValue {
        let scale = plan.model.scale
        let residency = plan.timeouts.minResidency.seconds
        let settling = min(max(residency, stabilizationSeconds.lowerBound), stabilizationSeconds.upperBound)
        return [
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": [
                "name": .string(plan.name),
                "namespace": .string(cluster.namespace.value),
                "labels": ChartMap.labels(of: plan, in: environment, fleet: fleet).yaml,
            ],
            "spec": [
                "scaleTargetRef": target(plan),
                "minReplicaCount": .int(scale.min.value),
                "maxReplicaCount": .int(max(scale.max.value, scale.min.value, 1)),
                "pollingInterval": .int(pollingSeconds),
                "cooldownPeriod": .int(cooldownSeconds),
                // With none, KEDA stops a model that is just loading: it has not seen it wanted yet.
                "initialCooldownPeriod": .int(
                    max(plan.timeouts.startup.seconds, plan.timeouts.coldStart.seconds) + imagePullSeconds
                ),
                "advanced": [
                    "horizontalPodAutoscalerConfig": [
                        // Without a name of its own it is `keda-hpa-<name>`, which leaves 54 characters.
                        "name": .string(plan.name),
                        "behavior": ["scaleDown": ["stabilizationWindowSeconds": .int(settling)]],
                    ]
                ],
                "triggers": .list(
                    [demand(plan, environment, cluster)] + scale.schedule.enumerated().map { window($0, $1) }
                ),
            ],
        ]
    }

    private static func target(_ plan: ModelPlan) -> YAMLValue {
        let name = YAMLValue.string(plan.name)
        guard plan.model.placement.nodes.value > 1 else {
            return ["apiVersion": "apps/v1", "kind": "Deployment", "name": name]
        }
        return ["apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "name": name]
    }

    /// The certificates that KEDA needs: it takes them from nowhere but a TriggerAuthentication.
    private static func authentication(
        _ plan: ModelPlan,
        in environment: ResolvedEnvironment,
        cluster: ResolvedEnvironment.Cluster,
        fleet: String
    ) -> YAMLValue? {
        guard let tls = environment.agent?.tls?.value, let secret = tls.secret?.value else { return nil }
        func parameter(_ name: String, _ secret: String, _ key: String) -> YAMLValue {
            ["parameter": .string(name), "name": .string(secret), "key": .string(key)]
        }
        var parameters = [parameter("caCert", secret, "ca.crt")]
        if let client = tls.clientSecret?.value {
            parameters.append(parameter("tlsClientCert", client, "tls.crt"))
            parameters.append(parameter("tlsClientKey", client, "tls.key"))
        }
        return [
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "TriggerAuthentication",
            "metadata": [
                "name": .string(plan.name),
                "namespace": .string(cluster.namespace.value),
                "labels": ChartMap.labels(of: plan, in: environment, fleet: fleet).yaml,
            ],
            "spec": ["secretTargetRef": .list(parameters)],
        ]
    }

    private static func demand(
        _ plan: ModelPlan,
        _ environment: ResolvedEnvironment,
        _ cluster: ResolvedEnvironment.Cluster
    ) -> YAMLValue {
        var metadata: YAMLValue = [
            "scalerAddress": .string(AgentEndpoint.scalerAddress(in: cluster.namespace.value)),
            "model": .string(plan.name),
        ]
        let isEncrypted = environment.agent?.tls?.value.secret != nil
        metadata.set("enableTLS", isEncrypted ? .string("true") : nil)
        var trigger: YAMLValue = ["type": "external-push", "name": "demand", "metadata": metadata]
        trigger.set("authenticationRef", isEncrypted ? ["name": .string(plan.name)] : nil)
        return trigger
    }

    /// A window in which replicas are awake. All metadata is text to KEDA, numbers included.
    private static func window(_ index: Int, _ schedule: Located<ScheduleSpec>) -> YAMLValue {
        [
            "type": "cron",
            "name": .string("schedule-\(index)"),
            "metadata": [
                "timezone": .string(schedule.timezone?.value ?? "Etc/UTC"),
                "start": .string(schedule.start?.value.text ?? ""),
                "end": .string(schedule.end?.value.text ?? ""),
                "desiredReplicas": .string(String(schedule.replicas?.value ?? 1)),
            ],
        ]
    }
}
