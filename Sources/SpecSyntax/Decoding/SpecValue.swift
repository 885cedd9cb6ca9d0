import Diagnostics

/// A type that a value of a spec decodes into.
package protocol SpecValue: Sendable {
    /// What a value looks like, for messages, documentation and schemas.
    static var shape: Shape { get }

    /// The value of a node, or `nil` once the decoder has been told what is wrong.
    static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Self?

    /// This value with a higher layer's laid over it. Scalars and lists are replaced, mappings are merged.
    func overlaid(by higher: Self) -> Self
}

extension SpecValue {
    package func overlaid(by higher: Self) -> Self { higher }
}

/// What values of a type look like.
package indirect enum Shape: Sendable {
    /// Text or a number with a form of its own: what it is called, and examples.
    case scalar(Scalar)
    case choice([String])
    case list(of: Shape)
    case map(keys: String, of: Shape)
    case object(ObjectDescription)
    case either([Shape])

    package struct Scalar: Sendable {
        package var kind: Kind
        /// With its article, such as `a duration`.
        package var name: String
        package var examples: [String]

        package enum Kind: Sendable { case text, integer, number, boolean }

        package init(_ kind: Kind, _ name: String, examples: [String] = []) {
            self.kind = kind
            self.name = name
            self.examples = examples
        }
    }

    /// As a message says it: `a duration such as 10m`, `a list of numbers`.
    package var described: String {
        switch self {
        case .scalar(let scalar):
            scalar.examples.isEmpty ? scalar.name : "\(scalar.name) such as \(scalar.examples.listed("or"))"
        case .choice(let words): "one of \(words.listed("or"))"
        case .list(let element): "a list (each \(element.described))"
        case .map(let keys, _): "a mapping by \(keys)"
        case .object(let object): "a mapping (\(object.name))"
        case .either(let shapes): shapes.map(\.described).joined(separator: ", or ")
        }
    }
}

/// The parts of an `ObjectSchema` that documentation and schemas read.
package struct ObjectDescription: Sendable {
    package var name: String
    package var summary: String
    package var fields: [FieldDescription]
    /// The key that says what the mapping is about: a layer with another value of it inherits nothing from those below.
    package var identity: String?

    package init(name: String, summary: String, fields: [FieldDescription], identity: String? = nil) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.identity = identity
    }
}

/// The parts of a `Field` that documentation and schemas read.
package struct FieldDescription: Sendable {
    package var key: String
    package var summary: String
    package var shape: Shape
    package var presence: Presence
    /// The bounds in words, such as `1 to 64`.
    package var bounds: String?
}

/// Whether a key must be there.
package enum Presence: Sendable, Equatable {
    /// May be absent; the text says what then holds.
    case optional(default: String?)
    /// Must stand in this very mapping.
    case required
    /// Must be set by one of the layers: defaults, model, environment.
    case requiredInSum
}

/// A word out of a fixed list.
package protocol SpecChoice: SpecValue, RawRepresentable<String>, CaseIterable {}

extension SpecChoice {
    package static var shape: Shape { .choice(allCases.map(\.rawValue)) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Self? {
        guard case .scalar(let text, _) = node.content, let value = Self(rawValue: text) else {
            decoder.report(.unknownValue(node, known: allCases.map(\.rawValue), path: decoder.path))
            return nil
        }
        return value
    }
}

/// Text with a form of its own, such as a duration.
package protocol SpecText: SpecValue {
    static var scalar: Shape.Scalar { get }

    /// The value of a text, or `nil` when it has not the form.
    init?(specText: String)

    /// What is wrong with a text that `init` refuses, when more can be said than the form that is wanted.
    static func help(for text: String) -> String?
}

extension SpecText {
    package static var shape: Shape { .scalar(scalar) }

    package static func help(for text: String) -> String? { nil }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Self? {
        guard case .scalar(let text, _) = node.content, !node.isNull else {
            decoder.report(.wrongType(found: node, wanted: shape.described, path: decoder.path))
            return nil
        }
        guard let value = Self(specText: text) else {
            decoder.report(.malformed(node, wanted: shape.described, path: decoder.path, help: help(for: text)))
            return nil
        }
        return value
    }
}
