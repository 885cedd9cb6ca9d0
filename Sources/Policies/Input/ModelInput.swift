import Fleet
import FleetPlan
import SpecSyntax

/// `environments.<name>.models.<name>` of the document.
struct ModelInput {
    private let plan: ModelPlan
    private let model: ResolvedModel
    private let environment: ResolvedEnvironment
    private let path: SettingPath

    init(_ plan: ModelPlan, in environment: ResolvedEnvironment, _ path: SettingPath) {
        self.plan = plan
        model = plan.model
        self.environment = environment
        self.path = path + ["models", plan.name]
    }

    var json: JSONValue {
        [
            "name": model.name.json,
            "environment": environment.name.json,
            "path": path.description.json,
            "metadata": [
                "team": model.team.json, "labels": SpecMap(model.labels).json,
                "annotations": SpecMap(model.annotations).json,
            ],
            "source": model.source.json,
            "architecture": architecture,
            "precision": model.precision.value.rawValue.json,
            "cachePrecision": model.cachePrecision.value.rawValue.json,
            "context": model.context.json,
            // Each kind of place has its own way to start a model; settings for the other one mean nothing there.
            "engine": environment.cluster == nil ? nil : engine,
            "process": environment.local == nil ? nil : process,
            "placement": placement,
            "resources": [
                "cpu": model.resources.cpu.json, "memory": model.resources.memory.json,
                "sharedMemory": model.resources.sharedMemory.json,
            ],
            "memory": ["fraction": model.memoryFraction.json, "overhead": model.memoryOverhead.json],
            "scale": scale,
            "probes": ["path": model.probes.path.json, "startup": plan.timeouts.startup.json],
            "storage": storage,
            "network": ["egress": model.egress?.value.rawValue.json ?? nil],
            "security": [
                "runAsUser": model.security.runAsUser.json, "readOnlyRoot": model.security.readOnlyRoot.json,
            ],
            "adapters": .array(model.adapters.map(adapter)),
            "aliases": model.aliases.json,
            "capabilities": .array(model.capabilities.map { $0.rawValue.json }),
            "quality": quality,
            "throughput": ["prefill": model.throughput.prefill.json, "decode": model.throughput.decode.json],
            "plan": figures,
        ]
    }

    private var architecture: JSONValue {
        let architecture = model.architecture.value
        return [
            "name": architecture.name.json, "parameters": architecture.parameters.json,
            "active": architecture.active.json, "layers": architecture.layers.json,
            "maxContext": architecture.maxContext.json,
        ]
    }

    private var engine: JSONValue {
        let engine = model.engine
        return [
            "name": engine.name?.value.rawValue.json ?? nil,
            "image": engine.image.json,
            "pullPolicy": engine.pullPolicy?.value.rawValue.json ?? nil,
            "pullSecrets": engine.pullSecrets?.json ?? [],
            "command": engine.command?.json ?? [],
            "args": engine.args?.json ?? [],
            "env": (engine.env?.value.entries ?? []).jsonObject { ($0.key.value, variable($0.value.value)) },
            "port": engine.port.json,
            "trustRemoteCode": (engine.trustRemoteCode?.value ?? false).json,
        ]
    }

    private func variable(_ value: EnvironmentValue) -> JSONValue {
        switch value {
        case .text(let text): text.json
        case .secret(let name, let key): ["secret": ["name": name.json, "key": key.json]]
        }
    }

    private var process: JSONValue {
        let process = model.process
        return [
            "command": process.command?.json ?? [], "env": process.env?.json ?? [:],
            "workingDirectory": process.workingDirectory.json, "health": process.health.json,
        ]
    }

    private var placement: JSONValue {
        let placement = model.placement
        return [
            "pool": placement.poolName.json,
            "gpus": placement.gpus.json,
            "nodes": placement.nodes.json,
            "tensorParallel": placement.tensorParallel.json,
            "pipelineParallel": placement.pipelineParallel.json,
            "nodeSelector": SpecMap(placement.nodeSelector).json,
            "tolerations": placement.tolerations.json,
            "priorityClass": placement.priorityClass.json,
            "runtimeClass": placement.runtimeClass.json,
        ]
    }

    private var scale: JSONValue {
        let scale = model.scale
        return [
            "min": scale.min.json,
            "max": scale.max.json,
            "idleTimeout": idleTimeout(scale.idleTimeout.value),
            "coldStart": plan.timeouts.coldStart.json,
            "concurrency": plan.concurrency.json,
            "idle": scale.idle.value.rawValue.json,
            "sleepLevel": scale.sleepLevel.json,
            "sleepMemory": scale.sleepMemory.json,
            "minResidency": plan.timeouts.minResidency.json,
            "longestStream": scale.longestStream.json,
            "queue": ["size": scale.queueSize.json, "timeout": plan.timeouts.hold.json],
            "schedule": .array(scale.schedule.map { schedule($0.value) }),
        ]
    }

    private func idleTimeout(_ timeout: IdleTimeout) -> JSONValue {
        let (policy, after, min, max): (String, SpecDuration?, SpecDuration?, SpecDuration?) =
            switch timeout {
            case .fixed(let after): ("fixed", after, nil, nil)
            case .adaptive(let min, let max): ("adaptive", nil, min, max)
            case .never: ("never", nil, nil, nil)
            }
        return ["policy": policy.json, "after": after.json, "min": min.json, "max": max.json]
    }

    private func schedule(_ schedule: ScheduleSpec) -> JSONValue {
        [
            "start": schedule.start.json, "end": schedule.end.json,
            "timezone": (schedule.timezone?.value ?? "Etc/UTC").json, "replicas": (schedule.replicas?.value ?? 1).json,
        ]
    }

    private var storage: JSONValue {
        let storage = model.storage
        return [
            "kind": (storage.kind?.value ?? .claim).rawValue.json, "size": plan.storageSize.json,
            "storageClass": storage.storageClass.json, "accessMode": storage.accessMode?.value.rawValue.json ?? nil,
            "path": storage.path.json, "claim": storage.claim.json,
        ]
    }

    private func adapter(_ adapter: AdapterSpec) -> JSONValue {
        ["name": adapter.name.json, "source": adapter.source.json, "rank": adapter.rank.json]
    }

    private var quality: JSONValue {
        let quality = model.quality
        return [
            "low": quality.low.json, "medium": quality.medium.json, "high": quality.high.json,
            "domains": (quality.domains?.value.entries ?? []).jsonObject { entry in
                let domain = entry.value.value
                return (
                    entry.key.value,
                    ["low": domain.low.json, "medium": domain.medium.json, "high": domain.high.json]
                )
            },
        ]
    }

    private var figures: JSONValue {
        let perMonth = plan.costPerHour.map { $0 * EnvironmentPlan.hoursPerMonth }
        return [
            "pinnedGpus": plan.pinnedGPUs.json,
            "mostGpus": plan.mostGPUs.json,
            "costPerHour": plan.costPerHour?.cents.json ?? nil,
            "pinnedPerMonth": perMonth.map { ($0 * Double(model.scale.min.value)).cents.json } ?? nil,
            "mostPerMonth": perMonth.map { ($0 * Double(max(model.scale.min.value, model.scale.max.value))).cents.json }
                ?? nil,
            "weights": (plan.memory?.weights).json,
            "prefill": plan.throughput.prefill.rounded().json,
            "decode": ((plan.throughput.decode * 10).rounded() / 10).json,
        ]
    }
}

extension Double {
    /// Rounded to hundredths, so that sums of prices are prices.
    var cents: Double { (self * 100).rounded() / 100 }
}
