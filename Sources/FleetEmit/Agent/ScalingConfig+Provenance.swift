import Fleet
import FleetPlan
import SpecSyntax

extension ProvenanceTable {
    /// `scaling.json`: see `ScalingConfig`.
    static func scaling(_ scope: ProvenanceScope) -> ProvenanceTable {
        let environment = scope.environment
        let pools = scope.plan.environment.pools
        let teams = scope.plan.environment.budgets.teams?.value.entries ?? []
        let isLocal = scope.plan.environment.local != nil
        return [
            .fixed("", "version", because: "the form of the file, which the agent of this version reads"),
            .value("fleet", environment.fleetName, "the name of the fleet"),
            .value("environment", environment.name, "the name of the environment"),
            .value(
                "driver",
                isLocal ? environment.setting("local") : environment.setting("scaling.via"),
                isLocal ? "on one machine the agent starts processes" : "who changes the number of replicas"
            ),
            .value(
                "gpuBudget",
                environment.gpuBudget,
                "GPUs that may be in use at a time: the budget, or all that there are"
            ),
            .value("pools", environment.setting("pools"), "the GPUs there are, by kind of node"),
            .parts("pools[*]") { match in
                pools.indices.contains(match.index())
                    ? .pool(environment.setting("pools") + [pools[match.index()].name.value], environment) : nil
            },
            .value("teams", environment.setting("budgets.teams"), "the share of each team"),
            .parts("teams[*]") { match in
                teams.indices.contains(match.index())
                    ? .team(environment.setting("budgets.teams") + [teams[match.index()].key.value]) : nil
            },
            .value("models", environment.models, "one entry for every model that is deployed here"),
            .parts("models[*]", because: scope.presenceOfModels) {
                scope.model(at: $0.index()).map { .scaled($0, in: environment) }
            },
            .value("processes", environment.setting("local"), "where the processes of the models listen"),
            .value("processes.host", environment.setting("local.host"), "the address that they listen on"),
            .value("processes.firstPort", environment.setting("local.ports"), "the first of the ports that they get"),
            .value("processes.lastPort", environment.setting("local.ports"), "the last of the ports that they get"),
        ]
    }

    private static func pool(_ pool: SettingPath, _ environment: EnvironmentDependencies) -> ProvenanceTable {
        let price = pool + ["pricePerGpuHour"]
        return [
            .value("", pool, "nodes of one kind"),
            .value("name", pool, "the name of the pool"),
            .value(
                "pricePerGpuHour",
                environment.origins.isSet(price) ? [price] : [price, pool + ["gpu"]],
                "what a GPU costs an hour"
            ),
            .each("*") { Provenance([pool + [$0.key]], "what there is of the pool") },
        ]
    }

    private static func team(_ team: SettingPath) -> ProvenanceTable {
        [
            .value("", team, "the share of one team"),
            .value("name", team, "the team whose share it is"),
            .value("gpus", team + ["gpus"], "GPUs that models of the team may use at a time"),
        ]
    }

    private static func scaled(_ model: ModelDependencies, in environment: EnvironmentDependencies) -> ProvenanceTable {
        let workload = Workload(of: model.plan)
        let schedule = model.setting("scale.schedule")
        return [
            .value("", [model.name] + environment.models, "a model that is deployed here"),
            .value("name", model.name, "the name of the model"),
            .value("team", model.setting("metadata.team"), "the team that owns the model and whose share it uses"),
            .value("pool", model.setting("placement.pool"), "the pool that the model is placed on"),
            .value("gpus", model.gpus, "GPUs of one replica"),
            .value("gpusPerNode", model.gpusPerPod, "GPUs of one replica on each of its nodes"),
            .value("nodes", model.nodes, "the nodes of one replica"),
            .value("min", model.setting("scale.min"), "replicas that are always awake"),
            .value("max", model.most, "the most replicas at a time"),
            .part("idle", .idle(model)),
            .part("coldStart", .coldStart(of: model)),
            .value(
                "dormancy",
                model.setting("scale.idle"),
                "its engine sleeps when nobody asks, in place of being stopped"
            ),
            .value("dormancy.level", model.setting("scale.sleepLevel"), "vLLM's level of sleep"),
            .part("dormancy.wake", .wake(of: model)),
            .value("startupTimeoutSeconds", model.startup, "how long a start may take, in seconds"),
            .value("minResidencySeconds", model.minResidency, "how long a model that has woken stays, in seconds"),
            .value(
                "longestStreamSeconds",
                model.setting("scale.longestStream"),
                "how long a replica that is told to stop may finish answers, in seconds"
            ),
            .value("concurrency", model.concurrency, "requests that one replica works on at a time"),
            .value(
                "queue",
                [model.setting("scale.queue.size")] + model.hold,
                "requests that wait while the model wakes or is full"
            ),
            .value("queue.size", model.setting("scale.queue.size"), "requests that may wait"),
            .value("queue.timeoutSeconds", model.hold, "how long one may wait, in seconds"),
            .value("schedule", schedule, "windows in which replicas are awake whatever the traffic"),
            .each("schedule[*]") { Provenance([schedule + $0.captures], "a window in which replicas are awake") },
            .each("schedule[*].*") { Provenance([schedule + $0.captures], "a window in which replicas are awake") },
            .value("target", model.nodes, "what is scaled in the cluster"),
            .value("target.apiVersion", model.nodes, workload.reason(model.plan)),
            .value("target.kind", model.nodes, workload.reason(model.plan)),
            .value("target.name", model.name, "the name of the model, as of all its objects"),
            .value("target.namespace", environment.setting("cluster.namespace"), "the namespace of the environment"),
            .part("process", .process(of: model)),
        ]
    }

    /// See `ColdStart`.
    static func coldStart(of model: ModelDependencies) -> ProvenanceTable {
        let seconds =
            model.isSet("scale.coldStart")
            ? "from nothing to the first answer, in seconds"
            : "an estimate from the size of the weights, in seconds: 70 s, and 0.5 GB a second"
        return [
            .value("", model.coldStart, "from nothing to the first answer"),
            .value("seconds", model.coldStart, seconds),
            .value("estimated", model.setting("scale.coldStart"), "whether the specs leave it to an estimate"),
        ]
    }

    /// See `DormancyPlan`.
    private static func wake(of model: ModelDependencies) -> ProvenanceTable {
        let reason = "an estimate from the size of the weights on each GPU, in seconds"
        return [
            .value("", model.coldStart, "from the order to wake up to the first answer"),
            .value("seconds", model.coldStart + model.gpus + [model.setting("scale.sleepLevel")], reason),
            .fixed("estimated", because: "no spec says it"),
        ]
    }

    /// See `IdlePolicy`.
    private static func idle(_ model: ModelDependencies) -> ProvenanceTable {
        let idle = model.setting("scale.idleTimeout")
        // The short form is one value.
        let isLong: Bool = if case .mapping? = model.origins.value(of: idle)?.content { true } else { false }
        func part(_ key: String, else other: String? = nil) -> [SettingPath] {
            guard isLong else { return model.idleTimeout }
            let path = idle + [key]
            return [path] + (model.origins.isSet(path) ? [] : [other].compactMap { $0.map { idle + [$0] } })
        }
        return [
            .value("", model.idleTimeout, "when a model without requests goes to sleep"),
            .value("policy", part("policy"), "whether the time is set or learned from the gaps between requests"),
            .value("seconds", part("after"), "how long the model stays awake without requests, in seconds"),
            .value("minSeconds", part("min", else: "max"), "the shortest time that is learned, in seconds"),
            .value("maxSeconds", part("max", else: "min"), "the longest time that is learned, in seconds"),
        ]
    }
}
