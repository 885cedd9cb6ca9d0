import Fleet
import FleetPlan
import SpecSyntax

/// `environments.<name>` of the document.
struct EnvironmentInput {
    private let plan: EnvironmentPlan
    private let environment: ResolvedEnvironment
    private let path: SettingPath

    init(_ plan: EnvironmentPlan) {
        self.plan = plan
        environment = plan.environment
        path = SettingPath(["environments", environment.name.value])
    }

    var json: JSONValue {
        [
            "name": environment.name.json,
            "path": path.description.json,
            "metadata": [
                "team": environment.metadata.team.json, "labels": environment.metadata.labels?.json ?? [:],
                "annotations": environment.metadata.annotations?.json ?? [:],
            ],
            "cluster": environment.cluster.map(cluster) ?? nil,
            "local": environment.local.map(local) ?? nil,
            "versions": versions,
            "delivery": environment.delivery.map(delivery) ?? nil,
            "scaling": [
                "via": environment.driver.value.rawValue.json, "kedaNamespace": environment.kedaNamespace.json,
            ],
            "agent": environment.agent.map(agent) ?? nil,
            "pools": .array(plan.pools.map(pool)),
            "budgets": [
                "gpus": environment.budgets.gpus.json, "monthly": environment.budgets.monthly.json,
                "teams": (environment.budgets.teams?.value.entries ?? []).jsonObject {
                    ($0.key.value, ["gpus": $0.value.gpus.json])
                },
            ],
            "routing": RoutingInput(environment.routing, in: path).json,
            "tenants": .array(environment.tenants.map(tenant)),
            "models": .array(plan.models.map { ModelInput($0, in: environment, path).json }),
            "plan": figures,
        ]
    }

    private func cluster(_ cluster: ResolvedEnvironment.Cluster) -> JSONValue {
        ["server": cluster.server.json, "name": cluster.name.json, "namespace": cluster.namespace.json]
    }

    private func local(_ local: ResolvedEnvironment.Local) -> JSONValue {
        ["host": local.host.json, "ports": ["first": local.ports.first.json, "last": local.ports.last.json]]
    }

    private var versions: JSONValue {
        let versions = environment.versions
        return [
            "kubernetes": versions.kubernetes.json, "helm": versions.helm.json, "keda": versions.keda.json,
            "argocd": versions.argocd.json, "flux": versions.flux.json,
            "leaderWorkerSet": versions.leaderWorkerSet.json,
        ]
    }

    private func delivery(_ delivery: Delivery) -> JSONValue {
        [
            "via": delivery.via.value.rawValue.json, "repo": delivery.repo.json, "revision": delivery.revision.json,
            "path": delivery.path.json, "project": delivery.project.json, "namespace": delivery.namespace.json,
            "interval": delivery.interval.json, "prune": delivery.prune.json,
        ]
    }

    private func agent(_ agent: AgentSpec) -> JSONValue {
        [
            "image": agent.image.json, "pullSecrets": agent.pullSecrets?.json ?? [], "replicas": agent.replicas.json,
            "cpu": agent.cpu.json, "memory": agent.memory.json, "keys": agent.keys.json,
            "monitoringNamespace": agent.monitoringNamespace.json,
            "tls": [
                "secret": agent.tls?.value.secret.json ?? .null,
                "clientSecret": agent.tls?.value.clientSecret.json ?? .null,
            ],
        ]
    }

    private func pool(_ plan: EnvironmentPlan.PoolPlan) -> JSONValue {
        let pool = plan.pool
        return [
            "name": pool.name.json,
            "path": (path + ["pools", pool.name.value]).description.json,
            "gpu": ["name": pool.gpu.name.json, "memory": pool.gpu.memory.json],
            "nodes": pool.nodes.json,
            "gpusPerNode": pool.gpusPerNode.json,
            "pricePerGpuHour": pool.price.json,
            "resource": pool.resource.json,
            "nodeSelector": pool.nodeSelector.jsonObject { ($0.key, $0.value.json) },
            "tolerations": pool.tolerations.json,
            "plan": [
                "pinnedGpus": plan.pinned.json, "wantedGpus": plan.wanted.json, "atMostGpus": plan.atMost.json,
                "gpus": pool.gpus.json,
            ],
        ]
    }

    private func tenant(_ tenant: Tenant) -> JSONValue {
        [
            "name": tenant.name.json, "path": (path + ["tenants", tenant.name.value]).description.json,
            "models": tenant.models.json, "priority": tenant.priority.json,
            "requestsPerMinute": tenant.requestsPerMinute.json, "tokensPerMinute": tenant.tokensPerMinute.json,
            "concurrency": tenant.concurrency.json,
        ]
    }

    /// Named as `spindle plan --format json` names them.
    private var figures: JSONValue {
        [
            "gpus": [
                "pinned": plan.pinnedGPUs.json, "atMost": plan.atMostGPUs.json, "wanted": plan.wantedGPUs.json,
                "budget": environment.gpuBudget.json, "stock": environment.stock.json,
            ],
            "cost": [
                "pinnedPerHour": plan.pinnedCostPerHour.cents.json,
                "pinnedPerMonth": (plan.pinnedCostPerHour * EnvironmentPlan.hoursPerMonth).cents.json,
                "atMostPerHour": plan.atMostCostPerHour.cents.json,
                "atMostPerMonth": (plan.atMostCostPerHour * EnvironmentPlan.hoursPerMonth).cents.json,
            ],
        ]
    }
}
