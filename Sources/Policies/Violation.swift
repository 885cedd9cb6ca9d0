import Diagnostics
import Fleet
import SpecSyntax

/// What a policy finds, as it says it.
struct ViolationSpec: SpecObject {
    var path: Located<Sentence>?
    var message: Located<Sentence>?
    var help: Located<Sentence>?
    var severity: Located<PolicySeverity>?

    init() {}

    static let schema = ObjectSchema<ViolationSpec>(
        "a violation",
        "What a policy finds.",
        [
            Field("path", \.path, "The place in the fleet, such as `model.path + '.placement.gpus'`.", .required),
            Field("message", \.message, "What is wrong there.", .required),
            Field("help", \.help, "What to do."),
            Field("severity", \.severity, "Instead of the policy's."),
        ]
    )
}

/// What a policy finds.
struct Violation: Sendable {
    /// Where it stands in the source of the policy, as far as that can be told.
    var span: Span?
    var path: SettingPath
    var message: String
    var help: String?
    /// When it is not the policy's.
    var severity: Severity?

    /// - Returns: `nil` when a part is missing.
    init?(_ spec: Located<ViolationSpec>) {
        guard let path = spec.path, let message = spec.message else { return nil }
        span = path.span ?? spec.span
        self.path = SettingPath(path.text)
        self.message = Self.cut(message.text)
        help = (spec.help?.text).map(Self.cut)
        severity = spec.severity?.value.severity
    }

    /// A policy can make a text of any length; a reader sees no more than a few lines of it.
    private static func cut(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.dropFirst(mostScalars).isEmpty ? text : String(scalars.prefix(mostScalars)) + "…"
    }

    private static let mostScalars = 500
}
