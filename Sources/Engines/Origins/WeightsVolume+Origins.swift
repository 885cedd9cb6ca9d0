package import Fleet
package import FleetPlan
import SpecSyntax

extension WeightsVolume {
    /// The settings that decide which volume a model has.
    package static func kindSettings(_ model: ModelDependencies) -> [SettingPath] {
        switch model.plan.model.source.value.store {
        case .claim, .file: [model.setting("source")]
        case .huggingFace, .s3, .gcs, .oci, .http, .https: [model.setting("storage.kind"), model.setting("source")]
        }
    }

    /// The claim or folder that is mounted.
    package static func placeSettings(_ model: ModelDependencies) -> [SettingPath] {
        switch model.plan.model.source.value.store {
        case .claim: [model.setting("source")]
        case .file: model.setting("storage.path", else: [model.setting("source")])
        case .huggingFace, .s3, .gcs, .oci, .http, .https:
            [model.setting(model.plan.model.storage.kind?.value == .hostPath ? "storage.path" : "storage.claim")]
        }
    }

    /// Where in the container the weights are.
    static func weightsSettings(_ model: ModelDependencies) -> [SettingPath] {
        let source = model.setting("source")
        return model.plan.model.source.value.store == .file ? [source, model.setting("storage.path")] : [source]
    }
}
