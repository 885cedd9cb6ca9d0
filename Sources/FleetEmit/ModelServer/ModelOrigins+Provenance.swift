import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

extension ProvenanceScope {
    /// The header of a file of one model.
    func header(ofFilesOf model: ModelDependencies, notes: [String: Provenance] = [:]) -> HeaderProvenance {
        let plan = model.plan
        var origins: [String: Provenance] = [:]
        func add(_ document: Located<String>, _ path: String?, _ settings: [SettingPath], _ reason: String) {
            guard let span = document.span else { return }
            origins[Origin(file: input.sources.path(of: span), path: path).description] = Provenance(settings, reason)
        }
        let environmentPath = SettingPath(["environments", environment.plan.environment.name.value])
        add(plan.model.name, nil, [SettingPath(["models", plan.name])], "it describes the model")
        for layer in plan.model.layers {
            let document: SettingPath = layer.document.span == input.fleet.name.span ? "fleet" : environmentPath
            let path = layer.path.hasPrefix("models.") ? ["models", plan.name] : [layer.path]
            add(layer.document, layer.path, [document + path], "it is one of the layers of the model's settings")
        }
        let name = self.plan.environment.name
        add(name, "cluster", [environment.setting("cluster")], "it is where the model runs")
        add(
            name,
            "pools.\(plan.pool.name.value)",
            [environmentPath + ["pools", plan.pool.name.value], model.setting("placement.pool")],
            "it is the pool that the model is placed on"
        )
        return HeaderProvenance(origins: origins, notes: notes)
    }
}

extension ProvenanceTable {
    /// Labels of every object of a model: see `ChartMap.labels`.
    static func labels(of model: ModelDependencies, in environment: EnvironmentDependencies) -> ProvenanceTable {
        [
            .fixed("", because: "every object of a model carries the labels of the specs, and Spindle's own over them"),
            .value("\"spindle.dev/environment\"", environment.name, "the name of the environment"),
            .value("\"spindle.dev/fleet\"", environment.fleetName, "the name of the fleet"),
            .value("\"spindle.dev/model\"", model.name, "the name of the model"),
            .value("\"spindle.dev/team\"", model.setting("metadata.team"), "the team that owns the model"),
            .each("*") { metadata("labels", $0.key, of: model, in: environment) },
        ]
    }

    /// Annotations of the workload: see `ChartMap.annotations`.
    static func annotations(of model: ModelDependencies, in environment: EnvironmentDependencies) -> ProvenanceTable {
        [
            .value(
                "",
                [model.setting("metadata.annotations"), environment.setting("metadata.annotations")],
                "annotations of the environment, and those of the model over them"
            ),
            .each("*") { metadata("annotations", $0.key, of: model, in: environment) },
        ]
    }

    private static func metadata(
        _ kind: String,
        _ key: String,
        of model: ModelDependencies,
        in environment: EnvironmentDependencies
    ) -> Provenance {
        let own = model.setting("metadata.\(kind)") + [key]
        return model.origins.isSet(own)
            ? Provenance([own], "the model has it among its \(kind)")
            : Provenance([environment.setting("metadata.\(kind)") + [key]], "the environment has it among its \(kind)")
    }
}
