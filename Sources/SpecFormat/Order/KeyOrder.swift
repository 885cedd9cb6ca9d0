import Fleet
import SpecSyntax

/// Puts keys in the order in which the language documents them. Names of the author's choice stay in the author's order,
/// and keys that the language does not know go last.
enum KeyOrder {
    static func sort(_ document: inout Document) {
        let shape = Shape.object(document.kind.flatMap { descriptions[$0] } ?? DocumentHeader.schema.description)
        sort(&document.root.value, as: shape)
    }

    private static let descriptions = Dictionary(
        uniqueKeysWithValues: DocumentKind.allCases.map { ($0, $0.description) }
    )

    private static func sort(_ node: inout SyntaxNode, as shape: Shape) {
        guard case .collection(var collection) = node.content else { return }
        // Written anew below; two copies would be copied at the first change.
        node.content = .empty
        defer { node.content = .collection(collection) }
        guard collection.isMapping else {
            guard let element = shape.element else { return }
            for index in collection.entries.indices { sort(&collection.entries[index].value, as: element) }
            return
        }
        let fields = shape.fields
        for index in collection.entries.indices {
            guard let key = collection.entries[index].key?.text,
                let inner = fields?.first(where: { $0.key == key })?.shape ?? shape.mapped
            else { continue }
            sort(&collection.entries[index].value, as: inner)
        }
        guard let fields else { return }
        let order = sorted(collection.entries, by: fields)
        if AnchorOrder.allows(order, of: collection.entries) {
            collection.entries = order.map { collection.entries[$0] }
        }
    }

    /// Positions of the entries in their new order.
    private static func sorted(_ entries: [Entry], by fields: [FieldDescription]) -> [Int] {
        let ranks = entries.map { entry -> Int in
            guard let key = entry.key?.text else { return fields.count }
            if entry.isMerge { return -1 }
            return fields.firstIndex { $0.key == key } ?? fields.count
        }
        return entries.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    }
}

extension Entry {
    /// Whether it merges another mapping into its own, which is customary at the top.
    fileprivate var isMerge: Bool {
        if case .scalar(.plain(_, "<<"))? = key?.content { true } else { false }
    }
}

extension Shape {
    fileprivate var fields: [FieldDescription]? {
        switch self {
        case .object(let object): object.fields
        case .either(let shapes): shapes.lazy.compactMap(\.fields).first
        default: nil
        }
    }

    /// What the items of a list are.
    fileprivate var element: Shape? {
        switch self {
        case .list(let element): element
        case .either(let shapes): shapes.lazy.compactMap(\.element).first
        default: nil
        }
    }

    /// What the values of a mapping by names are.
    fileprivate var mapped: Shape? {
        switch self {
        case .map(_, _, let value): value
        case .either(let shapes): shapes.lazy.compactMap(\.mapped).first
        default: nil
        }
    }
}
