import Fleet
import SpecSyntax

/// `settings.yaml` in the folder of the policies: what its owners decide beside the policies themselves.
struct PolicySettings: SpecObject {
    var severity: Located<SpecMap<PolicySeverity>>?
    var exemptions: Located<SpecList<Exemption>>?

    init() {}

    static let schema = ObjectSchema<PolicySettings>(
        "the settings of policies",
        "What the owners of the policies decide beside the policies themselves.",
        [
            Field("severity", \.severity, "Severities by the id of a policy, instead of the policy's own."),
            Field("exemptions", \.exemptions, "What a policy does not hold for, each with a reason and a last day."),
        ]
    )
}

/// A part of the fleet that a policy does not hold for.
struct Exemption: SpecObject {
    var policy: Located<String>?
    var path: Located<ExemptionPath>?
    var reason: Located<Sentence>?
    var expires: Located<CalendarDay>?

    init() {}

    static let schema = ObjectSchema<Exemption>(
        "an exemption",
        "A part of the fleet that a policy does not hold for.",
        [
            Field("policy", \.policy, "The id of the policy.", .required),
            Field(
                "path",
                \.path,
                "Where it does not hold: this place and all beneath it. `*` stands for any one name.",
                .required
            ),
            Field("reason", \.reason, "Why, for the next reader.", .required),
            Field("expires", \.expires, "The last day on which it counts.", .required),
        ]
    )
}

/// A place of the fleet and all beneath it; `*` stands for any one name.
struct ExemptionPath: SpecText {
    private var components: [String]

    static let scalar = Shape.Scalar(.text, "a path of the fleet", examples: ["environments.*.models.qwen-3-235b"])

    init?(specText text: String) {
        components = SettingPath(text).components
        guard !components.isEmpty else { return nil }
    }

    func covers(_ path: SettingPath) -> Bool {
        components.count <= path.components.count
            && zip(components, path.components).allSatisfy { $0 == "*" || $0 == $1 }
    }
}

/// Text that says something.
struct Sentence: SpecText {
    var text: String

    static let scalar = Shape.Scalar(.text, "a sentence")

    init?(specText text: String) {
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        self.text = text
    }
}

/// How much a violation weighs.
enum PolicySeverity: String, SpecChoice, SpecKeyed {
    case error, warning, note

    static var keyName: String { "policy" }
}
