import Diagnostics
import SpecSyntax

/// As much of JSON Schema, draft 7, as the schemas of the language use. Documents are typed as YAML 1.2's core schema types
/// them, which is how an editor sees them. `make conformance` holds the same schemas against a validator of somebody else.
struct SchemaValidator {
    fileprivate let root: Rule
    fileprivate let definitions: [String: Rule]

    /// A word of the schema that this does not know.
    struct UnknownKeyword: Error { var keyword: String }

    /// - Parameter json: the text of the schema.
    init(json: String) throws {
        var sources = SourceMap()
        let file = sources.add(path: "schema.json", bytes: Array(json.utf8))
        let schema = YAMLReader.read(file, in: sources).documents[0]
        root = try Rule(schema)
        definitions = try schema["definitions"]?.rules() ?? [:]
    }

    func accepts(_ document: Node) -> Bool { accepts(document, root) }

    private func accepts(_ value: Node, _ rule: Rule) -> Bool {
        // Beside a reference nothing counts.
        if let name = rule.reference { return definitions[name].map { accepts(value, $0) } ?? false }
        if let types = rule.types, !types.contains(where: value.isOfType) { return false }
        if let words = rule.words, !words.contains(where: value.equals) { return false }
        if let pattern = rule.pattern, value.isOfType("string"), (try? pattern.firstMatch(in: value.text ?? "")) == nil
        {
            return false
        }
        if let number = value.number, number < rule.minimum ?? number || number > rule.maximum ?? number {
            return false
        }
        if case .mapping(let entries) = value.content, !acceptsEntries(entries, rule) { return false }
        if let items = rule.items, !value.items.allSatisfy({ accepts($0, items) }) { return false }
        if !rule.anyOf.isEmpty, !rule.anyOf.contains(where: { accepts(value, $0) }) { return false }
        if !rule.allOf.allSatisfy({ accepts(value, $0) }) { return false }
        if let condition = rule.condition, let then = rule.then, accepts(value, condition) {
            return accepts(value, then)
        }
        return true
    }

    private func acceptsEntries(_ entries: [Node.Entry], _ rule: Rule) -> Bool {
        guard rule.required.allSatisfy({ key in entries.contains { $0.key == key } }) else { return false }
        return entries.allSatisfy { entry in
            if let property = rule.properties[entry.key] { return accepts(entry.value, property) }
            return !rule.isClosed && rule.others.map { accepts(entry.value, $0) } ?? true
        }
    }

    fileprivate final class Rule {
        let reference: String?
        let types: [String]?
        let words: [Node]?
        let pattern: Regex<AnyRegexOutput>?
        let minimum, maximum: Double?
        let required: [String]
        let properties: [String: Rule]
        let others: Rule?
        let isClosed: Bool
        let items, condition, then: Rule?
        let anyOf, allOf: [Rule]

        private static let keywords: Set<String> = [
            "$ref", "type", "enum", "const", "pattern", "minimum", "maximum", "required", "properties", "items",
            "anyOf",
            "additionalProperties", "allOf", "if", "then", "$schema", "title", "description", "default", "examples",
            "definitions",
        ]

        init(_ schema: Node) throws {
            if let unknown = schema.keys.first(where: { !Self.keywords.contains($0) }) {
                throw UnknownKeyword(keyword: unknown)
            }
            reference = schema["$ref"]?.text.map { String($0.dropFirst("#/definitions/".count)) }
            types = schema["type"].map { $0.text.map { [$0] } ?? $0.items.compactMap(\.text) }
            words = schema["const"].map { [$0] } ?? schema["enum"]?.items
            pattern = try schema["pattern"]?.text.map { try Regex($0) }
            minimum = schema["minimum"]?.number
            maximum = schema["maximum"]?.number
            required = schema["required"]?.items.compactMap(\.text) ?? []
            properties = try schema["properties"]?.rules() ?? [:]
            isClosed = schema["additionalProperties"]?.text == "false"
            others = try isClosed ? nil : schema["additionalProperties"].map { try Rule($0) }
            items = try schema["items"].map { try Rule($0) }
            condition = try schema["if"].map { try Rule($0) }
            then = try schema["then"].map { try Rule($0) }
            anyOf = try schema["anyOf"]?.items.map { try Rule($0) } ?? []
            allOf = try schema["allOf"]?.items.map { try Rule($0) } ?? []
        }
    }
}

extension Node {
    /// The values of a mapping as rules.
    fileprivate func rules() throws -> [String: SchemaValidator.Rule] {
        guard case .mapping(let entries) = content else { return [:] }
        return try Dictionary(uniqueKeysWithValues: entries.map { ($0.key, try SchemaValidator.Rule($0.value)) })
    }

    fileprivate var items: [Node] { if case .sequence(let items) = content { items } else { [] } }

    fileprivate var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

    fileprivate var number: Double? { isOfType("number") ? text.flatMap { Double($0) } : nil }

    fileprivate func equals(_ other: Node) -> Bool {
        guard let text, text == other.text else { return false }
        return isOfType("string") == other.isOfType("string")
    }

    fileprivate func isOfType(_ type: String) -> Bool {
        switch content {
        case .sequence: return type == "array"
        case .mapping: return type == "object"
        case .scalar(_, quoted: true): return type == "string"
        case .scalar(let text, quoted: false):
            if isNull { return type == "null" }
            switch text {
            case "true", "True", "TRUE", "false", "False", "FALSE": return type == "boolean"
            case ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN": return type == "number"
            default: break
            }
            // What Swift reads besides (`inf`, `0x1p3`) has letters that no number of YAML has.
            guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text) else {
                return type == "string"
            }
            return type == "number" || type == "integer" && number == number.rounded()
        }
    }
}
