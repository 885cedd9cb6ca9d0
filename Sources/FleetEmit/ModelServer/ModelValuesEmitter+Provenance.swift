import Engines
import Fleet
import FleetPlan
import SpecSyntax

extension ModelValuesEmitter {
    static func provenance(of file: [String], in scope: ProvenanceScope) -> FileProvenance? {
        guard file.count == 3, file[0] == "models", file[2] == "values.yaml", scope.plan.environment.cluster != nil,
            let model = scope.model(named: file[1])
        else { return nil }
        let note = "What is not here is as in charts/model-server/values.yaml."
        return FileProvenance(
            file: scope.file(
                of: model,
                "every model that is deployed in a cluster has values for the one chart of models"
            ),
            content: .documents(
                [values(model, in: scope.environment)],
                header: scope.header(
                    ofFilesOf: model,
                    notes: [note: Provenance([], "only what differs from the chart's own values is written")]
                )
            )
        )
    }

    private static func values(_ model: ModelDependencies, in environment: EnvironmentDependencies) -> ProvenanceTable {
        let engine = model.setting("engine.name")
        return [
            .fixed("", because: "the values of the chart for one model"),
            .value("name", model.name, "the name of the model, as of all its objects"),
            .part("labels", .labels(of: model, in: environment)),
            .part("annotations", .annotations(of: model, in: environment)),
            .value("image", model.setting("engine.image"), "the image of the engine"),
            .value("imagePullPolicy", model.setting("engine.pullPolicy"), "when a node pulls the image"),
            .part("imagePullSecrets", .list(model.setting("engine.pullSecrets"), "Secrets with registry credentials")),
            .value("port", model.setting("engine.port"), "the port of the engine"),
        ] + launch(model, engine) + resources(model) + storage(model) + scheduling(model) + security(model, engine)
            + network(model, environment)
    }

    private static func launch(_ model: ModelDependencies, _ engine: SettingPath) -> ProvenanceTable {
        let plan = model.plan
        let kind = plan.model.engine.name?.value ?? .vllm
        let launch = kind.engine.launch(plan)
        let spanning = Provenance(
            model.nodes + [model.setting("engine.image")],
            "a replica spans nodes, and in this release of the engine the others have a command line of their own"
        )
        return [
            .value(
                "command",
                kind.origin(ofCommand: 0, of: launch.command, model).settings,
                "how the engine is started"
            ),
            .each("command[*]") { Provenance(kind.origin(ofCommand: $0.index(), of: launch.command, model)) },
            .value("args", engine, "Spindle writes the command line of the engine"),
            .each("args[*]") { kind.origin(ofArgument: $0.index(), of: launch.args, model).map(Provenance.init) },
            .part(
                "workerCommand",
                because: spanning,
                [
                    .value("", [engine] + model.nodes, "the other nodes of a replica run something of their own"),
                    .each("[*]") { Provenance(kind.origin(ofCommand: $0.index(), of: launch.workerCommand, model)) },
                ]
            ),
            .part(
                "workerArgs",
                because: spanning,
                [
                    .value("", [engine] + model.nodes, "what the other nodes of a replica run"),
                    .each("[*]") {
                        kind.origin(ofArgument: $0.index(), of: launch.workerArgs, model).map(Provenance.init)
                    },
                ]
            ),
            .value("env", [engine, model.setting("engine.env")], "variables of the engine, and those of the specs"),
            .parts("env[*]") { match in match.child("name").flatMap { variable($0, model) } },
            .value("nodes", model.nodes, "the nodes of a replica"),
        ]
    }

    /// One element of `env`.
    private static func variable(_ name: String, _ model: ModelDependencies) -> ProvenanceTable? {
        let written = model.setting("engine.env") + [name]
        if model.origins.isSet(written) {
            let reference = written + ["secret"]
            let reason = "a variable that the specs give the engine"
            return [
                .value("", written, reason), .value("name", written, reason), .value("value", written, reason),
                .value("valueFrom", reference, "its value is in a Secret of the cluster"),
                .value("valueFrom.secretKeyRef", reference, "its value is in a Secret of the cluster"),
                .value("valueFrom.secretKeyRef.name", reference + ["name"], "the Secret that holds its value"),
                .value("valueFrom.secretKeyRef.key", reference + ["key"], "the key of the Secret that holds its value"),
            ]
        }
        return EngineLaunch.Variable.origin(of: name, model).map(Provenance.init).map { own in
            [
                .value("", own.settings, own.reason), .value("name", own.settings, own.reason),
                .value("value", own.settings, own.reason),
            ]
        }
    }

    private static func resources(_ model: ModelDependencies) -> ProvenanceTable {
        let memory = model.setting("resources.memory", else: model.gpusPerPod)
        return [
            .value("gpus", model.gpusPerPod + model.resource, "GPUs of each pod"),
            .value("gpus.resource", model.resource, "what Kubernetes calls the GPUs of the pool"),
            .value("gpus.count", model.gpusPerPod, "GPUs of each pod: those of a replica on one of its nodes"),
            .fixed(
                "resources",
                "resources.requests",
                "resources.limits",
                because: "what Kubernetes reserves for each pod"
            ),
            .value(
                "resources.requests.cpu",
                model.setting("resources.cpu", else: model.gpusPerPod),
                "requested cores; there is no limit on them"
            ),
            .value("resources.requests.memory", memory, "requested memory, which is also the limit"),
            .value("resources.limits.memory", memory, "requested memory, which is also the limit"),
            .value(
                "sharedMemory",
                model.setting("resources.sharedMemory", else: model.gpusPerPod),
                "the size of /dev/shm, through which the processes of a replica talk"
            ),
        ]
    }

    private static func storage(_ model: ModelDependencies) -> ProvenanceTable {
        let kind = WeightsVolume.kindSettings(model)
        return [
            .value("storage", kind, "where the weights are kept"),
            .value("storage.kind", kind, "where the weights are kept"),
            .value("storage.size", model.storageSize + kind, "the size of the volume"),
            .value(
                "storage.storageClass",
                [model.setting("storage.storageClass")] + kind,
                "the StorageClass of the claim"
            ),
            .value(
                "storage.accessMode",
                model.setting("storage.accessMode", else: model.hasSeveralPods) + kind,
                "who may mount the claim: several pods, when more than one can run"
            ),
            .value("storage.path", WeightsVolume.placeSettings(model) + kind, "the folder of the node that is mounted"),
            .value("storage.claim", WeightsVolume.placeSettings(model) + kind, "the claim that is mounted"),
        ]
    }

    private static func scheduling(_ model: ModelDependencies) -> ProvenanceTable {
        let selector = model.setting("placement.nodeSelector")
        let tolerations = model.setting("placement.tolerations")
        let ofPool = model.plan.pool.tolerations.count
        return [
            .value(
                "scheduling",
                model.pool("nodeSelector") + model.pool("tolerations")
                    + [
                        selector, tolerations, model.setting("placement.priorityClass"),
                        model.setting("placement.runtimeClass"),
                    ],
                "where pods of the model may run"
            ),
            .value(
                "scheduling.nodeSelector",
                model.pool("nodeSelector") + [selector],
                "labels of the nodes of the pool"
            ),
            .each("scheduling.nodeSelector.*") { match in
                let own = selector + [match.key]
                return model.origins.isSet(own)
                    ? Provenance([own], "the model asks for nodes with this label")
                    : Provenance(model.pool("nodeSelector", match.key), "nodes of the pool have this label")
            },
            .value(
                "scheduling.tolerations",
                model.pool("tolerations") + [tolerations],
                "taints of the nodes of the pool"
            ),
            .parts("scheduling.tolerations[*]") { match in
                match.index() < ofPool
                    ? toleration(model.pool("tolerations"), match.index(), "a taint of the nodes of the pool")
                    : toleration([tolerations], match.index() - ofPool, "a taint that the model tolerates besides")
            },
            .value(
                "scheduling.priorityClassName",
                model.setting("placement.priorityClass"),
                "the PriorityClass of its pods"
            ),
            .value(
                "scheduling.runtimeClassName",
                model.setting("placement.runtimeClass"),
                "the RuntimeClass of its pods"
            ),
        ]
    }

    /// - Parameter list: the setting of the list, and behind it what chose that list.
    private static func toleration(_ list: [SettingPath], _ index: Int, _ reason: String) -> ProvenanceTable {
        let element = list[0] + [SettingPath.index(index)]
        let choice = Array(list.dropFirst())
        return [
            .value("", [element] + choice, reason),
            .each("*") { Provenance([element + [$0.key]] + choice, reason) },
        ]
    }

    private static func security(_ model: ModelDependencies, _ engine: SettingPath) -> ProvenanceTable {
        let user = model.setting("security.runAsUser")
        let readOnly = model.setting("security.readOnlyRoot", else: [engine])
        return [
            .value("security", [user] + readOnly, "the rights of the container"),
            .value("security.runAsUser", user, "the user id"),
            .value("security.runAsGroup", user, "the group id is that of the user"),
            .value("security.fsGroup", user, "the group of the volume is that of the user"),
            .value(
                "security.readOnlyRootFilesystem",
                readOnly,
                "whether the engine can do without writing to its image"
            ),
        ]
    }

    private static func network(
        _ model: ModelDependencies,
        _ environment: EnvironmentDependencies
    ) -> ProvenanceTable {
        let plan = model.plan
        let egress = model.setting("network.egress", else: [model.setting("source"), model.setting("adapters")])
        let namespace = environment.setting("cluster.namespace")
        let monitoring = environment.setting("agent.monitoringNamespace")
        return [
            .part("probes", probes(model)),
            .value(
                "terminationGracePeriodSeconds",
                model.setting("scale.longestStream"),
                "the longest answer may end, \(plan.model.scale.longestStream.value); the pause of the chart before"
                    + " a stop and \(ModelServerValues.shutdownSeconds) s to unload come on top"
            ),
            .value("strategy", model.most, "with more than one replica, others serve while one is replaced"),
            .value(
                "networkPolicy",
                [namespace, monitoring] + egress,
                "who may reach the model, and what it may reach"
            ),
            .value("networkPolicy.agentNamespace", namespace, "the agent of this environment may reach the model"),
            .value("networkPolicy.monitoringNamespace", monitoring, "Prometheus may read its metrics"),
            .value("networkPolicy.egress", egress, "open while something is downloaded, else name resolution only"),
        ]
    }

    private static func probes(_ model: ModelDependencies) -> ProvenanceTable {
        let period = ModelServerValues().probes.startup.periodSeconds
        return [
            .value("", [model.setting("probes.path")] + model.startup, "how it is found out that a replica is ready"),
            .value("path", model.setting("probes.path"), "it answers 200 once the model is loaded"),
            .value("startup", model.startup, "how long a start may take"),
            .value(
                "startup.failureThreshold",
                model.startup,
                "a start may take \(model.plan.timeouts.startup.value), and the chart probes every \(period) s"
            ),
        ]
    }
}

extension ProvenanceTable {
    /// A list that is one setting, element by element.
    static func list(_ setting: SettingPath, _ reason: String) -> ProvenanceTable {
        [
            .value("", setting, reason),
            .each("[*]") { Provenance([setting + [SettingPath.index($0.index())]], reason) },
        ]
    }
}

extension Provenance {
    init(_ word: WordOrigin) { self.init(word.settings, word.reason) }
}
