import Fleet
import SpecSyntax

/// What the table of the language says of a place in a document.
struct SpecPlace {
    /// What is written there; of a key, the mapping that it is in.
    let shape: Shape
    /// The key that the shape belongs to, its elements and names included; `nil` at the top.
    let field: FieldDescription?
    /// As `spindle explain` takes it, such as `models.*.scale`.
    let topic: String

    /// - Returns: `nil` where the language has no such place.
    init?(_ cursor: SpecCursor) {
        var shape = Shape.object(Self.description(of: cursor.kind))
        var field: FieldDescription?
        var topic = cursor.kind.map(Self.topic) ?? "document"
        for step in cursor.path {
            switch shape.member(step) {
            case .field(let found)?:
                field = found
                shape = found.shape
                topic += ".\(step)"
            case .element(let element)?:
                shape = element
                topic += ".*"
            case nil: return nil
            }
        }
        self.shape = shape
        self.field = field
        self.topic = topic
    }

    private static func topic(of kind: DocumentKind) -> String {
        switch kind {
        case .fleet: "fleet"
        case .model: "models.*"
        case .environment: "environments.*"
        case .profile: "profiles.*"
        }
    }

    /// Of a document that does not yet say what it is, the keys that all have.
    private static func description(of kind: DocumentKind?) -> ObjectDescription {
        if let kind { return kind.description }
        var header = DocumentHeader.schema.description
        for index in header.fields.indices {
            switch header.fields[index].key {
            case "apiVersion": header.fields[index].shape = .choice([DocumentKind.apiVersion])
            case "kind": header.fields[index].shape = .choice(DocumentKind.allCases.map(\.rawValue))
            default: continue
            }
        }
        return header
    }
}

extension Shape {
    /// The keys with a meaning that a mapping may have.
    var fields: [FieldDescription] {
        switch self {
        case .object(let object): object.fields
        case .either(let shapes): shapes.flatMap(\.fields)
        case .scalar, .choice, .list, .map: []
        }
    }

    /// What the keys of a mapping name, such as `pool`, and the keys there are where they are not of the author's choice.
    var names: (sort: String, known: [String]?)? {
        switch self {
        case .map(let sort, let known, _): (sort, known)
        case .either(let shapes): shapes.lazy.compactMap(\.names).first
        case .scalar, .choice, .list, .object: nil
        }
    }

    /// The words that a value may be.
    var words: [String] {
        switch self {
        case .choice(let words): words
        case .scalar(let scalar): scalar.kind == .boolean ? ["true", "false"] : scalar.words
        case .either(let shapes): shapes.flatMap(\.words)
        case .list, .map, .object: []
        }
    }

    /// Whether it is written on the lines below its key, never behind it, outside of braces.
    var isBlock: Bool {
        switch self {
        case .map, .object: true
        case .list, .scalar, .choice, .either: false
        }
    }
}
