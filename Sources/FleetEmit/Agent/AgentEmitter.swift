import AgentConfig
import Fleet
import FleetPlan
import SpecSyntax

/// What the agent of each environment reads, `agent/router.json` and `agent/scaling.json`, and what installs it in a
/// cluster: `agent/values.yaml` for the chart and `agent/kustomization.yaml` for the ConfigMap.
enum AgentEmitter {
    static func files(for input: EmitInput) -> [GeneratedFile] {
        input.plans.flatMap { files(of: EnvironmentOutput($0, in: input)) }
    }

    private static func files(of output: EnvironmentOutput) -> [GeneratedFile] {
        let plan = output.plan
        var files = [
            output.json("agent/router.json", RouterConfig(plan, fleet: output.fleet).encoded()),
            output.json("agent/scaling.json", ScalingConfig(plan, fleet: output.fleet).encoded()),
        ]
        if let cluster = plan.environment.cluster, let agent = plan.environment.agent, let image = agent.image {
            files.append(output.yaml("agent/values.yaml", [values(agent, image: image.value, of: output)]))
            files.append(
                output.yaml("agent/kustomization.yaml", of: [], [kustomization(of: output, in: cluster)])
            )
        }
        return files
    }

    /// Values of the chart `spindle-agent`, those that differ from its defaults or say what must never move with them.
    private static func values(
        _ agent: AgentSpec,
        image: ImageReference,
        of output: EnvironmentOutput
    ) -> YAMLValue {
        let environment = output.environment
        let cpu = agent.cpu?.value ?? CPUQuantity(millicores: 1000)
        let memory = agent.memory?.value ?? ByteSize(bytes: 512 << 20)
        var values: YAMLValue = ["name": .string(AgentEndpoint.name)]
        values.set("labels", output.labels.yaml)
        values.set("image", .string(image.text))
        values.set("imagePullSecrets", agent.pullSecrets.map { .strings($0.value.values) })
        values.set("replicas", .int(agent.replicas?.value ?? 2))
        values.set(
            "resources",
            [
                "requests": ["cpu": .string(cpu.kubernetes), "memory": .string(memory.kubernetes)],
                "limits": ["memory": .string(memory.kubernetes)],
            ]
        )
        values.set("configMap", .string(AgentConfigMap.name))
        values.set("keysSecret", agent.keys.map { .string($0.value) })
        values.set("driver", .string(environment.driver.value.rawValue))
        values.set("kedaNamespace", environment.driver.value == .keda ? .string(environment.kedaNamespace) : nil)
        values.set(
            "leaderWorkerSets",
            output.plan.models.contains { $0.model.placement.nodes.value > 1 } ? .bool(true) : nil
        )
        values.set("tlsSecret", agent.tls?.value.secret.map { .string($0.value) })
        values.set("tlsClients", agent.tls?.value.clientSecret.map { _ in .bool(true) })
        values.set("monitoringNamespace", agent.monitoringNamespace.map { .string($0.value) })
        values.set("terminationGracePeriodSeconds", .int(gracePeriod(of: output.plan)))
        return values
    }

    /// The longest stream passes through the agent, which must outlive it: a minute more for the `preStop` pause and to
    /// close what is left. Without models, the default of a stream.
    private static func gracePeriod(of plan: EnvironmentPlan) -> Int {
        (plan.models.map(\.model.scale.longestStream.value.seconds).max() ?? 600) + 60
    }

    /// A ConfigMap with a fixed name: the agent mounts it and reloads, so a new name, which would restart the agent and
    /// cut its streams, is what must not happen.
    private static func kustomization(
        of output: EnvironmentOutput,
        in cluster: ResolvedEnvironment.Cluster
    ) -> YAMLValue {
        var options: YAMLValue = ["disableNameSuffixHash": true]
        options.set("labels", output.labels.yaml)
        options.set("annotations", Kustomization.unsubstituted)
        return Kustomization.document(
            namespace: cluster.namespace.value,
            [
                .init(
                    "configMapGenerator",
                    [
                        [
                            "name": .string(AgentConfigMap.name), "files": .strings(AgentConfigMap.files),
                            "options": options,
                        ]
                    ]
                )
            ]
        )
    }
}
