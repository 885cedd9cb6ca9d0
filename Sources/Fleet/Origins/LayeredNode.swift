import Diagnostics
import SpecSyntax

/// A value as several layers write it, the lowest first: `SpecValue.overlaid(by:)` on located trees, so that what is
/// replaced is still there to be shown.
struct LayeredNode {
    /// A node and the key that it stands behind.
    struct Place {
        var node: Node
        var key: Span
    }

    struct Candidate {
        var layer: SettingLayer
        /// What the layer says; `nil` when it says nothing.
        var place: Place?
        /// Whether a layer above has replaced it.
        var isReplaced = false
    }

    private var candidates: [Candidate]
    private let shape: Shape

    init(_ candidates: [Candidate], shape: Shape) {
        self.candidates = candidates
        self.shape = shape
        replace()
    }

    /// Marks what the layers above leave nothing of.
    private mutating func replace() {
        var identity: String?
        for index in candidates.indices {
            guard !candidates[index].isReplaced, let node = candidates[index].place?.node else { continue }
            switch shape {
            case .map, .object:
                guard case .object(let object) = shape, let key = object.identity,
                    case .scalar(let name, _) = node[key]?.content
                else { continue }
                if let identity, identity != name { markReplaced(before: index) }
                identity = name
            case .scalar, .choice, .list, .either: markReplaced(before: index)
            }
        }
    }

    private mutating func markReplaced(before end: Int) {
        for index in candidates.indices.prefix(end) { candidates[index].isReplaced = true }
    }

    private var inForce: [Place] { candidates.filter { !$0.isReplaced }.compactMap(\.place) }

    /// What the highest layer in force says.
    var decisive: Place? { inForce.last }

    /// - Returns: the value behind a key, with the description of the key where it has one; `nil` for a key that there
    ///   cannot be.
    func child(_ component: String) -> (node: LayeredNode, field: FieldDescription?)? {
        let isElement = inForce.contains { if case .sequence = $0.node.content { true } else { false } }
        guard let member = isElement ? shape.element.map(Shape.Member.element) : shape.member(component) else {
            return nil
        }
        let children = candidates.map { candidate in
            var child = candidate
            child.place = candidate.place?.child(component)
            return child
        }
        let field: FieldDescription? = if case .field(let field) = member { field } else { nil }
        return (LayeredNode(children, shape: member.shape), field)
    }

    /// The key that layers have to agree about, and the highest of the layers that say it.
    var identity: (key: String, layer: Int)? {
        guard case .object(let object) = shape, let key = object.identity,
            let layer = candidates.lastIndex(where: { $0.place?.node[key] != nil })
        else { return nil }
        return (key, layer)
    }

    /// The lowest layer that says anything, in force or not.
    var lowestLayer: Int? { candidates.firstIndex { $0.place != nil } }

    var origins: [SettingOrigin] {
        let marks = contributions
        return zip(candidates, marks).compactMap { candidate, isInForce in
            candidate.place.map {
                SettingOrigin(layer: candidate.layer, value: $0.node, keySpan: $0.key, isInForce: isInForce)
            }
        }
    }

    /// Whether anything that each candidate says is left. A mapping whose every key is replaced says nothing.
    private var contributions: [Bool] {
        let own = candidates.map { !$0.isReplaced && $0.place != nil }
        guard own.count(where: \.self) > 1 else { return own }
        var marks = own.map { _ in false }
        for key in Set(inForce.flatMap(\.node.keys)) {
            guard let child = child(key)?.node else { continue }
            marks = zip(marks, child.contributions).map { $0 || $1 }
        }
        return marks
    }
}

extension LayeredNode.Place {
    /// The value of a key of a mapping, or an element of a list by `[index]` or by its name.
    func child(_ component: String) -> LayeredNode.Place? {
        switch node.content {
        case .scalar: return nil
        case .mapping(let entries):
            return entries.first { $0.key == component }.map { .init(node: $0.value, key: $0.keySpan) }
        case .sequence(let items):
            let item =
                component.hasPrefix("[")
                ? Int(component.dropFirst().dropLast()).flatMap { items.indices.contains($0) ? items[$0] : nil }
                : items.first {
                    if case .scalar(let name, _) = $0["name"]?.content { name == component } else { false }
                }
            return item.map { .init(node: $0, key: $0.span) }
        }
    }
}
