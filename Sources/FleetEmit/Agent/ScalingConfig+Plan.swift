package import AgentConfig
import Fleet
package import FleetPlan
import SpecSyntax

extension ScalingConfig {
    package init(_ plan: EnvironmentPlan, fleet: String) {
        let environment = plan.environment
        let teams = environment.budgets.teams?.value.entries ?? []
        self.init(
            fleet: fleet,
            environment: environment.name.value,
            driver: Driver(of: environment),
            gpuBudget: environment.gpuBudget,
            pools: environment.pools.map {
                Pool(
                    name: $0.name.value,
                    nodes: $0.nodes.value,
                    gpusPerNode: $0.gpusPerNode.value,
                    pricePerGpuHour: $0.price
                )
            },
            teams: teams.compactMap { entry in
                entry.value.gpus.map { TeamShare(name: entry.key.value, gpus: $0.value) }
            },
            models: plan.models.map { Model($0, in: environment) },
            processes: environment.local.map {
                ProcessHost(host: $0.host.value, firstPort: $0.ports.value.first, lastPort: $0.ports.value.last)
            }
        )
    }
}

extension ScalingConfig.Driver {
    init(of environment: ResolvedEnvironment) {
        switch (environment.place, environment.driver.value) {
        case (.local, _): self = .process
        case (.cluster, .keda): self = .keda
        case (.cluster, .agent): self = .agent
        }
    }
}

extension ScalingConfig.Model {
    fileprivate init(_ plan: ModelPlan, in environment: ResolvedEnvironment) {
        let model = plan.model
        self.init(
            name: plan.name,
            team: model.team?.value,
            pool: plan.pool.name.value,
            gpus: plan.gpus,
            gpusPerNode: model.placement.gpusPerNode,
            nodes: model.placement.nodes.value,
            min: model.scale.min.value,
            max: model.scale.max.value,
            idle: IdlePolicy(model.scale.idleTimeout.value),
            coldStart: ColdStart(plan.timeouts),
            dormancy: environment.local == nil ? nil : plan.dormancy.map { ScalingConfig.Dormancy($0) },
            startupTimeoutSeconds: plan.timeouts.startup.value.exactSeconds,
            minResidencySeconds: plan.timeouts.minResidency.value.exactSeconds,
            longestStreamSeconds: model.scale.longestStream.value.exactSeconds,
            concurrency: plan.concurrency.value,
            queue: .init(
                size: model.scale.queueSize.value,
                timeoutSeconds: plan.timeouts.hold.value.exactSeconds
            ),
            schedule: model.scale.schedule.compactMap { .init($0.value) },
            target: environment.cluster.map { .init(plan, in: $0) },
            process: environment.local.map { _ in .init(model) }
        )
    }
}

extension ScalingConfig.Dormancy {
    fileprivate init(_ plan: DormancyPlan) {
        self.init(level: plan.level, wake: ColdStart(seconds: plan.wake.exactSeconds, estimated: true))
    }
}

extension ScalingConfig.Window {
    /// - Returns: `nil` for a window without start or end, which is an error of the spec.
    fileprivate init?(_ schedule: ScheduleSpec) {
        guard let start = schedule.start, let end = schedule.end else { return nil }
        self.init(
            start: start.value.text,
            end: end.value.text,
            timezone: schedule.timezone?.value ?? "Etc/UTC",
            replicas: schedule.replicas?.value ?? 1
        )
    }
}

extension ScalingConfig.Target {
    fileprivate init(_ plan: ModelPlan, in cluster: ResolvedEnvironment.Cluster) {
        let workload = Workload(of: plan)
        self.init(
            apiVersion: workload.apiVersion,
            kind: workload.kind,
            name: plan.name,
            namespace: cluster.namespace.value
        )
    }
}
