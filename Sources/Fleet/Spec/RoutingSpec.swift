package import SpecSyntax

/// How prompts find their model.
package struct RoutingSpec: SpecObject {
    package var weights: Located<WeightsSpec>?
    package var classifier: Located<ClassifierSpec>?
    package var keywords: Located<SpecList<KeywordSpec>>?
    package var routes: Located<SpecList<RouteSpec>>?
    package var switchingCost: Located<Double>?
    package var clientTimeout: Located<SpecDuration>?

    package init() {}

    package static let schema = ObjectSchema<RoutingSpec>(
        "the routing",
        "How prompts find their model.",
        [
            Field(
                "weights",
                \.weights,
                "What counts how much.",
                .optional(default: "accuracy 0.5, latency 0.3, cost 0.2")
            ),
            Field("classifier", \.classifier, "What judges prompts that no keyword decides."),
            Field("keywords", \.keywords, "Rules that judge a prompt by what is in it; the first that fires decides."),
            Field("routes", \.routes, "Names that clients ask for instead of a model."),
            Field(
                "switchingCost",
                \.switchingCost,
                in: 0...1,
                "How much better, in score, another model must be before a conversation moves to it and loses its cache.",
                .optional(default: "0.05")
            ),
            Field(
                "clientTimeout",
                \.clientTimeout,
                "How long the clients wait for an answer; waits along the way are checked against it.",
                .optional(default: "not known")
            ),
        ]
    )
}

/// What counts how much in the score; the three sum to 1.
package struct WeightsSpec: SpecObject {
    package var accuracy: Located<Double>?
    package var latency: Located<Double>?
    package var cost: Located<Double>?

    package init() {}

    package static let schema = ObjectSchema<WeightsSpec>(
        "the weights",
        "What counts how much when a model is chosen. The three sum to 1.",
        [
            Field("accuracy", \.accuracy, "The chance of a good answer.", .required),
            Field("latency", \.latency, "The time to the answer, a wake-up included.", .required),
            Field("cost", \.cost, "The GPU time that the answer takes, a wake-up included.", .required),
        ]
    )
}

package struct ClassifierSpec: SpecObject {
    package var kind: Located<ClassifierKind>?
    package var minConfidence: Located<Double>?
    package var folder: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<ClassifierSpec>(
        "the classifier",
        "What judges prompts that no keyword decides.",
        [
            Field("kind", \.kind, "The DistilBERT classifier, or none.", .optional(default: "distilbert")),
            Field(
                "minConfidence",
                \.minConfidence,
                in: 0...1,
                "Below this probability the judgement is mixed with that of the keywords.",
                .optional(default: "0.6")
            ),
            Field(
                "folder",
                \.folder,
                "A folder with another classifier and its labels, where the agent runs: on the machine or in its image. `docs/agent.md` says what is in it.",
                .optional(default: "the one that Spindle brings")
            ),
        ]
    )
}

/// A rule that judges a prompt by what is in it.
package struct KeywordSpec: SpecObject {
    package var match: Located<SpecList<String>>?
    package var pattern: Located<SpecList<String>>?
    package var marker: Located<SpecList<Marker>>?
    package var complexity: Located<Complexity>?
    package var domain: Located<Domain>?

    package init() {}

    package static let schema = ObjectSchema<KeywordSpec>(
        "a keyword rule",
        "A rule that judges a prompt by what is in it: one word, pattern or marker is enough.",
        [
            Field("match", \.match, "Words or phrases, without regard to case, at the bounds of words."),
            Field(
                "pattern",
                \.pattern,
                "Regular expressions, without regard to case; `spindle explain SP5008` says what they may have."
            ),
            Field("marker", \.marker, "What such prompts look like, whatever their words; guessed from a few signs."),
            Field("complexity", \.complexity, "The complexity of such prompts."),
            Field("domain", \.domain, "The domain of such prompts."),
        ]
    )
}

/// A name that clients ask for instead of a model.
package struct RouteSpec: SpecObject {
    package var name: Located<String>?
    package var candidates: Located<Selection>?
    package var fallback: Located<NameList>?
    package var timeout: Located<SpecDuration>?
    package var weights: Located<WeightsSpec>?
    package var capabilities: Located<SpecList<Capability>>?
    package var tenants: Located<Selection>?

    package init() {}

    package static let schema = ObjectSchema<RouteSpec>(
        "a route",
        "A name that clients ask for instead of a model, and the models behind it.",
        [
            Field("name", \.name, "The name, such as `auto`.", .required),
            Field(
                "candidates",
                \.candidates,
                "The models to choose from.",
                .optional(default: "all"),
                refersTo: ["model"]
            ),
            Field(
                "fallback",
                \.fallback,
                "The models, or other routes, to try when the chosen model fails before its first word or has no room: those awake first, else in this order.",
                refersTo: ["model", "route"]
            ),
            Field(
                "timeout",
                \.timeout,
                "How long a request may take until its first word, waits included.",
                .optional(
                    default: "10m, or what its slowest candidate may take to wake, but not longer than the clients wait"
                )
            ),
            Field(
                "weights",
                \.weights,
                "What counts how much on this route.",
                .optional(default: "those of the routing")
            ),
            Field("capabilities", \.capabilities, "What every request on this route needs, such as `vision`."),
            Field(
                "tenants",
                \.tenants,
                "The tenants that may ask for it.",
                .optional(default: "all"),
                refersTo: ["tenant"]
            ),
        ]
    )
}

/// One name, or a list of them.
package struct NameList: SpecValue {
    package var names: [Located<String>]

    package static var shape: Shape { .either([String.shape, .list(of: String.shape)]) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> NameList? {
        if case .sequence = node.content {
            return SpecList<String>.decode(node, with: &decoder).map { NameList(names: $0.elements) }
        }
        return decoder.decode(node, as: String.self).map { NameList(names: [$0]) }
    }
}
