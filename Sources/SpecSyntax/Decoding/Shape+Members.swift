extension Shape {
    package enum Member {
        case field(FieldDescription)
        case element(Shape)

        package var shape: Shape {
            switch self {
            case .field(let field): field.shape
            case .element(let shape): shape
            }
        }
    }

    /// What lies beneath a key. An element of a list may be left out, or be a number, `[number]` or `*`.
    package func member(_ key: String) -> Member? {
        switch self {
        case .object(let object): object.fields.first { $0.key == key }.map { .field($0) }
        case .map(_, _, let element): .element(element)
        case .list(let element):
            key == "*" || Int(key) != nil || key.hasPrefix("[") ? .element(element) : element.member(key)
        case .either(let shapes): shapes.lazy.compactMap { $0.member(key) }.first
        case .scalar, .choice: nil
        }
    }

    /// The keys that may follow.
    package var keys: [String] {
        switch self {
        case .object(let object): object.fields.map(\.key)
        case .map(_, let known, _): known ?? ["*"]
        case .list(let element): element.keys
        case .either(let shapes): shapes.flatMap(\.keys)
        case .scalar, .choice: []
        }
    }

    /// What the elements of a list look like.
    package var element: Shape? {
        switch self {
        case .list(let element): element
        case .either(let shapes): shapes.lazy.compactMap(\.element).first
        case .scalar, .choice, .map, .object: nil
        }
    }
}
