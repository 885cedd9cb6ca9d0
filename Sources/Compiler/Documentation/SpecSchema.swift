package import Fleet
import FleetEmit
import SpecSyntax

/// The JSON Schema of the spec language, from the table that decodes it: what an editor completes and checks by.
///
/// Draft 7, whose words the YAML language server knows: of later drafts it has only parts. What the schema refuses the
/// decoder refuses; the decoder knows more, such as keys that exclude one another.
package enum SpecSchema {
    /// - Parameter kind: of the documents; `nil` is any.
    package static func json(of kind: DocumentKind?) -> String {
        String(decoding: JSONWriter.file(document(of: kind)), as: UTF8.self)
    }

    private static func document(of kind: DocumentKind?) -> YAMLValue {
        var definitions = Definitions()
        var schema: YAMLValue = ["$schema": "http://json-schema.org/draft-07/schema#"]
        if let kind {
            schema.set("title", .string("Spindle \(kind.rawValue)"))
            schema.append(definitions.object(kind.description))
        } else {
            schema.set("title", "Spindle document")
            schema.append(anyKind(&definitions))
        }
        schema.set("definitions", definitions.value)
        return schema
    }

    /// Each document by its own kind, so that an editor speaks of the keys of that kind alone.
    private static func anyKind(_ definitions: inout Definitions) -> YAMLValue {
        let header = DocumentKind.fleet.description.fields.filter { ["apiVersion", "kind"].contains($0.key) }
        let kinds = DocumentKind.allCases.map(\.rawValue)
        return [
            "description": "A document of a fleet, of any kind.",
            "type": "object",
            "properties": .map(
                header.map { field in
                    var field = field
                    if field.key == "kind" { field.shape = .choice(kinds) }
                    return YAMLValue.Entry(field.key, definitions.field(field))
                }
            ),
            "required": .strings(DocumentKind.fleet.description.fields.filter { $0.presence == .required }.map(\.key)),
            "allOf": .list(
                DocumentKind.allCases.map { kind in
                    [
                        "if": ["properties": ["kind": ["const": .string(kind.rawValue)]], "required": ["kind"]],
                        "then": definitions.reference(to: kind.description, as: "\(kind.rawValue)Document"),
                    ]
                }
            ),
        ]
    }
}

/// The objects of a schema, each written once.
private struct Definitions {
    private var objects: [String: YAMLValue] = [:]

    /// Sorted by name.
    var value: YAMLValue { .map(objects.sorted { $0.key < $1.key }.map { YAMLValue.Entry($0.key, $0.value) }) }

    mutating func reference(to object: ObjectDescription, as name: String? = nil) -> YAMLValue {
        let title = object.name.withoutArticle
        let name = name ?? title.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        if objects[name] == nil {
            // An object that holds itself is known before its keys are looked at.
            objects[name] = [:]
            var schema: YAMLValue = ["title": .string(title)]
            schema.append(self.object(object))
            objects[name] = schema
        }
        return ["$ref": .string("#/definitions/\(name)")]
    }

    mutating func object(_ object: ObjectDescription) -> YAMLValue {
        [
            "description": .string(object.summary),
            "type": "object",
            "properties": .map(object.fields.map { YAMLValue.Entry($0.key, field($0)) }),
            "required": .strings(object.fields.filter { $0.presence == .required }.map(\.key)),
            "additionalProperties": false,
        ]
    }

    mutating func field(_ field: FieldDescription) -> YAMLValue {
        var schema: YAMLValue = ["description": .string(field.text)]
        if case .optional(let words?) = field.presence { schema.set("default", field.shape.literal(words)) }
        schema.append(value(of: field.shape))
        schema.set("minimum", field.bounds?.minimum.map { .number($0) })
        schema.set("maximum", field.bounds?.maximum.map { .number($0) })
        return schema
    }

    private mutating func value(of shape: Shape) -> YAMLValue {
        switch shape {
        case .scalar(let scalar): Self.value(of: scalar)
        case .choice(let words): ["enum": .strings(words)]
        case .list(let element): ["type": "array", "items": value(of: element)]
        case .map(_, let known?, let element):
            [
                "type": "object",
                "properties": .map(known.map { YAMLValue.Entry($0, value(of: element)) }),
                "additionalProperties": false,
            ]
        case .map(_, nil, let element): ["type": "object", "additionalProperties": value(of: element)]
        case .object(let object): reference(to: object)
        case .either(let shapes): ["anyOf": .list(shapes.flatMap { alternatives(of: $0) })]
        }
    }

    private mutating func alternatives(of shape: Shape) -> [YAMLValue] {
        guard case .scalar(let scalar) = shape, !scalar.words.isEmpty else { return [value(of: shape)] }
        // Any text is right; the words are there for an editor to complete.
        return [["enum": .strings(scalar.words)], Self.value(of: scalar)]
    }

    private static func value(of scalar: Shape.Scalar) -> YAMLValue {
        let kinds = ([scalar.kind] + scalar.bare).map(\.rawValue)
        var schema: YAMLValue = ["type": kinds.count == 1 ? .string(kinds[0]) : .strings(kinds)]
        schema.set("pattern", scalar.pattern.map { .string($0) })
        let examples = scalar.examples.filter(scalar.isLiteral)
        schema.set("examples", examples.isEmpty ? nil : .strings(examples))
        return schema
    }
}

extension FieldDescription {
    /// The summary, and in words what a schema cannot say.
    fileprivate var text: String {
        var text = summary
        if let bounds, bounds.minimum == nil, bounds.maximum == nil { text += " It must be \(bounds.words)." }
        if case .optional(let words?) = presence { text += " Default: \(words)." }
        return text
    }
}

extension Shape {
    /// The value that words are, such as `0` or `main`; `nil` when they only tell of one.
    fileprivate func literal(_ words: String) -> YAMLValue? {
        switch self {
        case .choice(let known): known.contains(words) ? .string(words) : nil
        case .either(let shapes): shapes.lazy.compactMap { $0.literal(words) }.first
        case .list, .map, .object: nil
        case .scalar(let scalar):
            switch scalar.kind {
            case .integer: Int(words).map { .int($0) }
            case .number: Double(words).map { .number($0) }
            case .boolean: Bool(words).map { .bool($0) }
            case .text: scalar.isLiteral(words) ? .string(words) : nil
            }
        }
    }
}

extension Shape.Scalar {
    fileprivate func isLiteral(_ words: String) -> Bool {
        guard let pattern else { return !words.contains(" ") }
        return (try? Regex(pattern).wholeMatch(in: words)) != nil
    }
}

extension YAMLValue {
    /// Adds the entries of another map.
    fileprivate mutating func append(_ other: YAMLValue) {
        guard case .map(let entries) = other else { return }
        for entry in entries { set(entry.key, entry.value) }
    }

    /// A whole number without a fraction.
    fileprivate static func number(_ value: Double) -> YAMLValue {
        Int(exactly: value).map { .int($0) } ?? .double(value)
    }
}
