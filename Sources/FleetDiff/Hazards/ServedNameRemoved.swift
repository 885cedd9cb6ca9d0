import Fleet
import SpecSyntax

enum ServedNameRemoved: HazardRule {
    static let id = "served-name-removed"
    static let help =
        "add the name to `aliases` of the model that takes over, or keep a route of that name, until no client asks for it"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments else { return }
        let served = Set(after.servedNames.map(\.name))
        for (name, kind) in before.servedNames where !served.contains(name) {
            report(name, "\(kind) `\(name)` is no longer served: requests for it get 404")
        }
    }
}

extension ResolvedEnvironment {
    fileprivate var servedNames: [(name: String, kind: String)] {
        routing.routes.map { ($0.name.value, "route") }
            + models.flatMap { model in
                [(model.name.value, "model")] + model.aliases.map { ($0.value, "alias") }
                    + model.adapters.compactMap { $0.name.map { ($0.value, "adapter") } }
            }
    }
}
