import Compiler
import SpecSyntax

/// A key of the language in Markdown, from the table that decodes it.
struct KeyText {
    private let field: FieldDescription
    private let topic: String?

    /// - Parameter topic: what `spindle explain` takes, for a heading.
    init(_ field: FieldDescription, topic: String? = nil) {
        (self.field, self.topic) = (field, topic)
    }

    var markdown: String {
        var paragraphs = topic.map { ["**`\($0)`**"] } ?? []
        paragraphs.append(field.summary)
        paragraphs.append("Value: \(SpecReference.valueText(field)).")
        switch field.presence {
        case .optional(let text?): paragraphs.append("Default: \(text).")
        case .optional(nil): break
        case .required: paragraphs.append("Required.")
        case .requiredInSum: paragraphs.append("Required, in some layer.")
        }
        return paragraphs.joined(separator: "\n\n")
    }
}
