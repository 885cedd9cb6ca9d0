import Diagnostics
import Fleet
package import SpecSyntax

/// The reference of the spec language, from the table that decodes it.
package enum SpecReference {
    /// One key for a terminal: what it is, and the keys beneath it.
    static func text(path: String, field: FieldDescription?, shape: Shape) -> String {
        var out = "\(path)\n"
        if let field {
            out += "\n  \(field.summary)\n\n  value:   \(valueText(field))\n"
            switch field.presence {
            case .optional(let text): out += text.map { "  default: \($0)\n" } ?? ""
            case .required, .requiredInSum: out += "  required\n"
            }
        }
        for object in objects(in: shape) {
            out += "\n  \(object.summary)\n"
            let width = object.fields.map(\.key.count).max() ?? 0
            for field in object.fields { out += "    \(field.key.padded(to: width))  \(field.summary)\n" }
        }
        return out
    }

    /// `docs/spec.md`.
    package static func markdown() -> String {
        var out = """
            # The spec language

            Made from the table that decodes it (`make golden`). A fleet is a folder with one document of kind Fleet, and
            any number of kind Model and Environment, in `.yaml`, `.json` or `.jsonnet` files. Unknown keys are errors.
            `spindle explain 'models.*.scale'` prints any part of this page, `spindle schema` the JSON Schema of it for editors
            ([schema/](schema)): the first line of each file of [specs/](../specs) shows how a spec names its schema.


            """
        var written = Set<String>()
        for kind in DocumentKind.allCases { section(kind.rawValue, kind.description, level: 2, into: &out, &written) }
        return out
    }

    private static func section(
        _ title: String,
        _ object: ObjectDescription,
        level: Int,
        into out: inout String,
        _ written: inout Set<String>
    ) {
        out += "\(String(repeating: "#", count: level)) \(title)\n\n\(object.summary)\n\n"
        out += "| key | value | default | meaning |\n|---|---|---|---|\n"
        for field in object.fields { out += row(field) }
        out += "\n"
        for field in object.fields {
            for nested in objects(in: field.shape) where written.insert(nested.name).inserted {
                section("\(nested.name.withoutArticle) (`\(field.key)`)", nested, level: 3, into: &out, &written)
            }
        }
    }

    private static func row(_ field: FieldDescription) -> String {
        let preset =
            switch field.presence {
            case .optional(let text): text ?? ""
            case .required: "**required**"
            case .requiredInSum: "**required**, in some layer"
            }
        return "| `\(field.key)` | \(cell(valueText(field))) | \(cell(preset)) | \(cell(field.summary)) |\n"
    }

    /// What may stand behind a key, in words.
    package static func valueText(_ field: FieldDescription) -> String {
        field.shape.described + (field.bounds.map { ", \($0.words)" } ?? "")
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    /// The mappings with known keys in a value.
    private static func objects(in shape: Shape) -> [ObjectDescription] {
        switch shape {
        case .object(let object): [object]
        case .list(let element), .map(_, _, let element): objects(in: element)
        case .either(let shapes): shapes.flatMap(objects)
        case .scalar, .choice: []
        }
    }
}

extension String {
    /// A name such as `the scaling of a model` as a title.
    var withoutArticle: String {
        for article in ["the ", "a ", "an "] where hasPrefix(article) {
            let rest = dropFirst(article.count)
            return rest.prefix(1).uppercased() + rest.dropFirst()
        }
        return self
    }
}
