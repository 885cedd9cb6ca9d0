import Diagnostics
import SpecSyntax

extension FleetResolver {
    /// Follows the reference to a profile.
    mutating func quality(
        _ own: QualitySpec,
        of model: String,
        path: String
    ) -> (figures: QualitySpec, head: Located<QualityHeadSpec>?, encoder: Located<Digest>?) {
        guard let reference = own.profile else {
            if let name = own.as {
                report(
                    .excludedKey(
                        "as",
                        reason: "without `profile` it names nothing",
                        at: name.span,
                        path: "\(path).as"
                    )
                )
            }
            return (own, nil, nil)
        }
        guard let profile = profiles[reference.value] else {
            // It may be in a file that could not be read.
            if !documents.isPartial {
                let known = profiles.keys.sorted()
                report(
                    .unknownReference(
                        .unknownProfile,
                        "quality profile",
                        reference,
                        known: known,
                        in: "the fleet",
                        path: "\(path).profile"
                    )
                )
            }
            return (own, nil, nil)
        }
        let models = profile.body.models?.value ?? SpecMap()
        let name = own.as ?? Located(model, at: reference.span)
        guard let entry = models[name.value] else {
            if profile.isComplete {
                report(
                    .unknownReference(
                        .unknownProfile,
                        "model",
                        name,
                        known: models.keys,
                        in: "quality profile `\(reference.value)`",
                        path: own.as == nil ? "\(path).profile" : "\(path).as"
                    )
                )
            }
            return (own, nil, nil)
        }
        return (entry.value.tables.overlaid(by: own), entry.value.head, profile.body.encoder)
    }
}
