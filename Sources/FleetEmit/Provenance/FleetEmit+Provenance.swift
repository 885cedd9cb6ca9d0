package import Fleet
import FleetPlan
import SpecSyntax

extension FleetEmit {
    /// Where a file of the output comes from.
    /// - Parameter path: that of one of the files that `files(for:)` makes of the same input.
    /// - Returns: `nil` when there is no such file.
    package static func provenance(
        of path: String,
        in input: EmitInput,
        origins: SettingOrigins
    ) -> FileProvenance? {
        let parts = path.split(separator: "/").map(String.init)
        if parts.first == "charts" { return ChartEmitter.provenance(of: parts, in: input) }
        guard let plan = input.plans.first(where: { $0.environment.name.value == parts.first }) else { return nil }
        let scope = ProvenanceScope(plan, in: input, origins: origins)
        let file = Array(parts.dropFirst())
        return ModelValuesEmitter.provenance(of: file, in: scope)
            ?? ScaledObjectEmitter.provenance(of: file, in: scope)
            ?? AgentEmitter.provenance(of: file, in: scope)
            ?? ModelsKustomizationEmitter.provenance(of: file, in: scope)
            ?? ArgoCDEmitter.provenance(of: file, in: scope)
            ?? MonitoringEmitter.provenance(of: file, in: scope)
            ?? FluxEmitter.provenance(of: file, in: scope)
    }
}

/// What the tables of one environment are made from.
struct ProvenanceScope: Sendable {
    let plan: EnvironmentPlan
    let environment: EnvironmentDependencies
    let input: EmitInput

    init(_ plan: EnvironmentPlan, in input: EmitInput, origins: SettingOrigins) {
        self.plan = plan
        self.input = input
        environment = EnvironmentDependencies(of: plan, origins: origins)
    }

    func model(named name: String) -> ModelDependencies? {
        plan.models.first { $0.name == name }.map(environment.model)
    }

    func model(at index: Int) -> ModelDependencies? {
        plan.models.indices.contains(index) ? environment.model(plan.models[index]) : nil
    }

    /// What says which classifier the heads of models were fitted with.
    var encoders: [SettingPath] {
        plan.models.flatMap { plan -> [SettingPath] in
            guard plan.model.head != nil, let profile = plan.model.quality.profile else { return [] }
            return [
                SettingPath(["profiles", profile.value, "encoder"]), environment.model(plan).setting("quality.profile"),
            ]
        }
    }

    /// Why a file of one model is there.
    func file(of model: ModelDependencies, also settings: [SettingPath] = [], _ reason: String) -> Provenance {
        Provenance(settings + environment.models + [model.name, environment.name], reason)
    }

    /// Why there is a part for each model in a file of the environment.
    var presenceOfModels: Provenance {
        Provenance(environment.models, "there is one for every model that is deployed here")
    }

    /// Why a file of the environment is there.
    func file(_ settings: [SettingPath], _ reason: String) -> Provenance {
        Provenance(settings + [environment.name], reason)
    }
}
