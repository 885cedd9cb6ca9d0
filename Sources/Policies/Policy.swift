package import Diagnostics
import SpecSyntax

/// What a policy says of itself.
struct PolicyDeclaration: SpecObject {
    var id: Located<PolicyID>?
    var title: Located<Sentence>?
    var severity: Located<PolicySeverity>?
    var explanation: Located<Sentence>?
    /// Read apart; see `PolicyOutcome`.
    static let rule = "violations"

    init() {}

    static let schema = ObjectSchema<PolicyDeclaration>(
        "a policy",
        "A rule of an organization about its fleet.",
        [
            Field("id", \.id, "Its name in messages, exemptions and tests, such as `gpu-approval`.", .required),
            Field("title", \.title, "What it demands, in a few words.", .required),
            Field("severity", \.severity, "What a violation is.", .required),
            Field("explanation", \.explanation, "Why, and what to do: `spindle policy explain` prints it.", .required),
        ]
    )
}

/// Lower-case letters, digits and `-`.
struct PolicyID: SpecText {
    var text: String

    static let scalar = Shape.Scalar(.text, "the id of a policy", examples: ["gpu-approval"])

    init?(specText text: String) {
        let isWord = text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                }
        }
        guard isWord, text.utf8.count <= 63 else { return nil }
        self.text = text
    }

    static func help(for text: String) -> String? { "use lower-case letters and digits with `-` between them" }
}

/// A policy that was read.
package struct Policy: Sendable {
    package var id: String
    package var title: String
    package var severity: Severity
    package var explanation: String
    package var file: FileID
    /// Where its id stands.
    package var span: Span

    /// - Returns: `nil` when a part is missing.
    init?(_ declaration: PolicyDeclaration, in file: FileID) {
        guard let id = declaration.id, let title = declaration.title, let severity = declaration.severity,
            let explanation = declaration.explanation
        else { return nil }
        self.id = id.text
        self.title = title.text
        self.severity = severity.value.severity
        self.explanation = explanation.text
        self.file = file
        span = id.span ?? Span(file: file, lower: 0, upper: 0)
    }
}

extension PolicySeverity {
    var severity: Severity {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}
