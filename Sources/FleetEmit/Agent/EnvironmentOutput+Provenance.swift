import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

extension ProvenanceScope {
    /// The header of a file that models have a part in: all of them, or those that are named.
    func header(of models: [ModelPlan]? = nil, notes: [String: Provenance] = [:]) -> HeaderProvenance {
        let models = models ?? plan.models
        var origins: [String: Provenance] = [:]
        func add(_ name: Located<String>, _ document: SettingPath) {
            guard let span = name.span else { return }
            let file = input.sources.path(of: span)
            let known = origins[file]?.settings ?? []
            origins[file] = Provenance(known + [document], "the file has parts from here")
        }
        add(input.fleet.name, "fleet")
        add(plan.environment.name, SettingPath(["environments", plan.environment.name.value]))
        for model in models { add(model.model.name, SettingPath(["models", model.name])) }
        let others = Provenance(
            environment.models,
            "every model that is deployed here has a part in the file; the lock file lists them all"
        )
        return HeaderProvenance(origins: origins, others: others, notes: notes)
    }
}

extension ProvenanceTable {
    /// Labels of everything that belongs to no single model.
    static func labels(of environment: EnvironmentDependencies) -> ProvenanceTable {
        [
            .fixed("", because: "every object carries the labels of its environment, and Spindle's own over them"),
            .fixed("\"app.kubernetes.io/part-of\"", because: "everything of Spindle carries it"),
            .value("\"spindle.dev/environment\"", environment.name, "the name of the environment"),
            .value("\"spindle.dev/fleet\"", environment.fleetName, "the name of the fleet"),
            .each("*") {
                Provenance([environment.setting("metadata.labels") + [$0.key]], "a label of the environment")
            },
        ]
    }
}
