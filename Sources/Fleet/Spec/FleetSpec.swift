package import SpecSyntax

/// The body of a document of kind Fleet: what all models and environments share.
package struct FleetSpec: SpecObject {
    package var teams: Located<SpecMap<TeamSpec>>?
    package var defaults: Located<ModelSettings>?
    package var routing: Located<RoutingSpec>?
    package var tenants: Located<SpecMap<TenantSpec>>?

    package init() {}

    package static let schema = ObjectSchema<FleetSpec>(
        "a fleet",
        "What all models and environments share. A folder holds one document of this kind.",
        [
            Field("teams", \.teams, "The teams that models belong to and budgets speak of."),
            Field("defaults", \.defaults, "Settings for every model, beneath its own."),
            Field("routing", \.routing, "How prompts find their model."),
            Field("tenants", \.tenants, "Who sends requests, and what they may use. Keys are never written here."),
        ]
    )
}

package struct TeamSpec: SpecObject, SpecKeyed {
    package var description: Located<String>?
    package var contact: Located<String>?

    package init() {}

    package static var keyName: String { "team" }

    package static let schema = ObjectSchema<TeamSpec>(
        "a team",
        "A team that owns models.",
        [
            Field("description", \.description, "A sentence for people."),
            Field("contact", \.contact, "Whom to ask: an address or a channel."),
        ]
    )
}

/// A client of the fleet.
package struct TenantSpec: SpecObject, SpecKeyed {
    package var models: Located<Selection>?
    package var priority: Located<Int>?
    package var requestsPerMinute: Located<Int>?
    package var tokensPerMinute: Located<Int>?
    package var concurrency: Located<Int>?

    package init() {}

    package static var keyName: String { "tenant" }

    package static let schema = ObjectSchema<TenantSpec>(
        "a tenant",
        "A client of the fleet: a service or a group of people. Its API keys live in a Secret.",
        [
            Field(
                "models",
                \.models,
                "The models it may use.",
                .optional(default: "all"),
                refersTo: ["model", "route"]
            ),
            Field(
                "priority",
                \.priority,
                in: 0...100,
                "Whose requests go first while others wait; larger is sooner.",
                .optional(default: "50")
            ),
            Field(
                "requestsPerMinute",
                \.requestsPerMinute,
                in: 1...100_000_000,
                "Requests a minute.",
                .optional(default: "no limit")
            ),
            Field(
                "tokensPerMinute",
                \.tokensPerMinute,
                in: 1...1_000_000_000_000,
                "Prompt and answer tokens a minute.",
                .optional(default: "no limit")
            ),
            Field(
                "concurrency",
                \.concurrency,
                in: 1...1_000_000,
                "Requests at a time.",
                .optional(default: "no limit")
            ),
        ]
    )
}

/// All of a kind, or those named.
package enum Selection: SpecValue {
    case all
    case named([Located<String>])

    package static var shape: Shape { .either([.choice(["all"]), .list(of: String.shape)]) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Selection? {
        if case .scalar("all", _) = node.content { return .all }
        guard case .sequence = node.content else {
            decoder.report(.wrongType(found: node, wanted: "`all` or a list of names", path: decoder.path))
            return nil
        }
        return SpecList<String>.decode(node, with: &decoder).map { .named($0.elements) }
    }
}
