import Diagnostics
import SpecSyntax

/// A file of tests: cases of one policy.
struct PolicyTestFile: SpecObject {
    var policy: Located<String>?
    var cases: Located<SpecMap<PolicyTestCase>>?

    init() {}

    static let schema = ObjectSchema<PolicyTestFile>(
        "a test of a policy",
        "Small fleets and what a policy finds in them.",
        [
            Field("policy", \.policy, "The id of the policy.", .required),
            Field("cases", \.cases, "The cases, by what each shows.", .required),
        ]
    )
}

/// A small fleet, and what a policy finds in it.
struct PolicyTestCase: SpecObject, SpecKeyed {
    var fleet: Located<Settings>?
    var models: Located<SpecMap<Settings>>?
    var environments: Located<SpecMap<Settings>>?
    var violations: Located<SpecList<ExpectedViolation>>?

    static var keyName: String { "case" }

    init() {}

    static let schema = ObjectSchema<PolicyTestCase>(
        "a case of a test",
        "A small fleet, and what the policy finds in it.",
        [
            Field("fleet", \.fleet, "Settings of the fleet, such as its `routing`."),
            Field(
                "models",
                \.models,
                "Models by name, with the settings that matter.",
                .optional(default: "one called `model`")
            ),
            Field(
                "environments",
                \.environments,
                "Environments by name, with the settings that matter.",
                .optional(default: "one called `production`")
            ),
            Field("violations", \.violations, "What the policy finds.", .required),
        ]
    )

    /// Settings of a document as they are written, laid over those that every test has: see `PolicyTestFleet`.
    struct Settings: SpecValue, SpecKeyed {
        var node: Node

        static var keyName: String { "name" }
        static var shape: Shape { .map(keys: "key", known: nil, of: String.shape) }

        static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Settings? {
            guard case .mapping = node.content else {
                decoder.report(.wrongType(found: node, wanted: "a mapping of settings", path: decoder.path))
                return nil
            }
            return Settings(node: node)
        }
    }
}

/// A violation that a test expects: its path, or an object of what is compared.
struct ExpectedViolation: SpecValue {
    var path: String
    var message: String?
    var help: String?
    var severity: PolicySeverity?

    static var shape: Shape { .either([String.shape, .object(ExpectedObject.schema.description)]) }

    static func decode(_ node: Node, with decoder: inout SpecDecoder) -> ExpectedViolation? {
        guard case .mapping = node.content else {
            return decoder.decode(node, as: Sentence.self).map { ExpectedViolation(path: $0.text) }
        }
        guard let spec = ExpectedObject.decode(node, with: &decoder), let path = spec.path else { return nil }
        return ExpectedViolation(
            path: path.text,
            message: spec.message?.value,
            help: spec.help?.value,
            severity: spec.severity?.value
        )
    }
}

/// The long form of `ExpectedViolation`.
private struct ExpectedObject: SpecObject {
    var path: Located<Sentence>?
    var message: Located<String>?
    var help: Located<String>?
    var severity: Located<PolicySeverity>?

    init() {}

    static let schema = ObjectSchema<ExpectedObject>(
        "an expected violation",
        "A violation that a test expects, and what of it is compared.",
        [
            Field("path", \.path, "Its place.", .required),
            Field("message", \.message, "What it says."),
            Field("help", \.help, "What it says to do."),
            Field("severity", \.severity, "How much it weighs."),
        ]
    )
}
