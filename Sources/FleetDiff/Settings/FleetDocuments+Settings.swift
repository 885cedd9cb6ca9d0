import Diagnostics
import Fleet
import SpecSyntax

extension SettingList {
    /// What a document says to people and to the compiler rather than to a cluster.
    init<Body>(of document: SpecDocument<Body>, secrets: Set<Span>) {
        self.init(secrets: secrets)
        add("metadata.description", document.metadata.description) { .text($0) }
        // Those of a model belong to its settings.
        if Body.self != ModelSettings.self { add("metadata.team", document.metadata.team) { .text($0) } }
        if Body.self == FleetSpec.self {
            add("metadata.labels", map: document.metadata.labels?.value.entries ?? [])
            add("metadata.annotations", map: document.metadata.annotations?.value.entries ?? [])
        }
        if let profile = document.body as? QualityProfileSpec { add("measured", profile.measured) { .text($0) } }
        for allowance in document.allow {
            add("allow.\(allowance.rule?.value ?? "")", .text(allowance.reason?.value ?? ""))
        }
    }

    init(of team: TeamSpec, secrets: Set<Span>) {
        self.init(secrets: secrets)
        add("description", team.description) { .text($0) }
        add("contact", team.contact) { .text($0) }
    }
}
