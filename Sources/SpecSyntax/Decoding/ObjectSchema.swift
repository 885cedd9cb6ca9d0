import Diagnostics

/// A mapping with known keys. Its one table of fields makes the decoder, the overlay and the documentation.
package protocol SpecObject: SpecValue {
    init()
    static var schema: ObjectSchema<Self> { get }
}

extension SpecObject {
    package static var shape: Shape { .object(schema.description) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Self? {
        schema.decode(node, with: &decoder)
    }

    package func overlaid(by higher: Self) -> Self { Self.schema.overlay(higher, on: self) }
}

/// The table of the keys of a mapping.
package struct ObjectSchema<Root: SpecObject>: Sendable {
    /// With its article, such as `the scaling of a model`.
    package let name: String
    package let summary: String
    package let fields: [Field<Root>]
    private let required: [Field<Root>]
    private let identity: Identity<Root>?

    package init(_ name: String, _ summary: String, identity: Identity<Root>? = nil, _ fields: [Field<Root>]) {
        self.name = name
        self.summary = summary
        self.identity = identity
        self.fields = fields
        required = fields.filter { $0.presence == .required }
    }

    package var description: ObjectDescription {
        ObjectDescription(name: name, summary: summary, fields: fields.map(\.description), identity: identity?.key)
    }

    /// - Parameter others: keys of the same mapping that another schema decodes.
    /// - Returns: what could be decoded, so that one bad key does not hide the errors of the others; `nil` when the
    ///   node is no mapping at all.
    package func decode(_ node: Node, besides others: [String] = [], with decoder: inout SpecDecoder) -> Root? {
        guard case .mapping(let entries) = node.content else {
            decoder.report(.wrongType(found: node, wanted: "a mapping (\(name))", path: decoder.path))
            return nil
        }
        var root = Root()
        var free = FreeKeys(of: entries)
        for entry in entries {
            guard let field = fields.first(where: { $0.key == entry.key }) else {
                guard !others.contains(entry.key) else { continue }
                let path = decoder.at(entry.key) { $0.path }
                decoder.report(
                    .unknownKey(
                        entry.key,
                        in: name,
                        known: fields.map(\.key) + others,
                        at: entry.keySpan,
                        path: path,
                        rename: { free.take($0) ? applicability(of: $0, to: entry.value, path: decoder.path) : nil }
                    )
                )
                continue
            }
            decoder.at(entry.key) { field.decode(entry.value, &$0, &root) }
        }
        for field in required {
            guard !entries.contains(where: { $0.key == field.key || isMisspelling($0.key, of: field) }) else {
                continue
            }
            let path = decoder.at(field.key) { $0.path }
            decoder.report(.missingKey(field.key, in: name, at: Self.opening(of: node, entries), path: path))
        }
        return root
    }

    /// Whether a misspelled key would be right under another name, its value included.
    private func applicability(of key: String, to value: Node, path: String) -> Fix.Applicability {
        guard let field = fields.first(where: { $0.key == key }) else { return .safe }
        var trial = SpecDecoder(at: path)
        var root = Root()
        trial.at(key) { field.decode(value, &$0, &root) }
        return trial.diagnostics.isEmpty ? .safe : .maybe
    }

    /// A key that is misspelled is not missing, too.
    private func isMisspelling(_ key: String, of field: Field<Root>) -> Bool {
        !fields.contains { $0.key == key } && nearest(to: key, among: [field.key]) != nil
    }

    package func overlay(_ higher: Root, on lower: Root) -> Root {
        if let identity, identity.differs(lower, higher) { return higher }
        var result = lower
        for field in fields { field.overlay(higher, &result) }
        return result
    }

    /// The first key of a mapping, which stands for all of it without marking many lines.
    private static func opening(of node: Node, _ entries: [Node.Entry]) -> Span {
        entries.first?.keySpan ?? node.span
    }
}

/// The key that says what a mapping is about, so that its other keys mean nothing beneath another value of it.
package struct Identity<Root: Sendable>: Sendable {
    package let key: String
    /// Whether both layers say what they are about, and do not agree.
    fileprivate let differs: @Sendable (Root, Root) -> Bool

    package init<Value: SpecValue & Equatable>(
        _ key: String,
        _ property: any KeyPath<Root, Located<Value>?> & Sendable
    ) {
        self.key = key
        differs = { lower, higher in
            guard let below = lower[keyPath: property], let above = higher[keyPath: property] else { return false }
            return below.value != above.value
        }
    }
}

/// One key of a mapping: how it is written, where it goes, what it means. A class, since every key that is decoded looks
/// through a table of them.
package final class Field<Root: Sendable>: Sendable {
    package let key: String
    package let presence: Presence
    package let description: FieldDescription
    fileprivate let decode: @Sendable (Node, inout SpecDecoder, inout Root) -> Void
    fileprivate let overlay: @Sendable (Root, inout Root) -> Void

    /// - Parameter refersTo: what its texts name, for editors; see `FieldDescription`.
    package convenience init<Value: SpecValue>(
        _ key: String,
        _ property: any WritableKeyPath<Root, Located<Value>?> & Sendable,
        _ summary: String,
        _ presence: Presence = .optional(default: nil),
        refersTo: [String] = []
    ) {
        self.init(key, property, presence, bounds: nil, refersTo: refersTo, summary) { _, _, _ in true }
    }

    /// A number with bounds.
    package convenience init<Value: SpecValue & SpecNumber>(
        _ key: String,
        _ property: any WritableKeyPath<Root, Located<Value>?> & Sendable,
        in range: ClosedRange<Value>,
        _ summary: String,
        _ presence: Presence = .optional(default: nil)
    ) {
        let bounds = Value.bounds(range)
        self.init(key, property, presence, bounds: bounds, refersTo: [], summary) { value, node, decoder in
            guard !range.contains(value) else { return true }
            decoder.report(.outOfRange(node, bounds: bounds.words, path: decoder.path))
            return false
        }
    }

    private init<Value: SpecValue>(
        _ key: String,
        _ property: any WritableKeyPath<Root, Located<Value>?> & Sendable,
        _ presence: Presence,
        bounds: Bounds?,
        refersTo: [String],
        _ summary: String,
        accept: @escaping @Sendable (Value, Node, inout SpecDecoder) -> Bool
    ) {
        self.key = key
        self.presence = presence
        description = FieldDescription(
            key: key,
            summary: summary,
            shape: Value.shape,
            presence: presence,
            bounds: bounds,
            refersTo: refersTo
        )
        decode = { node, decoder, root in
            guard let located = decoder.decode(node, as: Value.self), accept(located.value, node, &decoder) else {
                return
            }
            root[keyPath: property] = located
        }
        overlay = { higher, result in
            guard let value = higher[keyPath: property] else { return }
            guard let lower = result[keyPath: property] else { return result[keyPath: property] = value }
            result[keyPath: property] = Located(lower.value.overlaid(by: value.value), at: value.span)
        }
    }
}

/// A number whose bounds can be said.
package protocol SpecNumber: Comparable {
    static func bounds(_ range: ClosedRange<Self>) -> Bounds
}
