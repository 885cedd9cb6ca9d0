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
    /// - Parameter known: the keys there are, where they are not of the author's choice.
    case map(keys: String, known: [String]?, of: Shape)
    case object(ObjectDescription)
    case either([Shape])

    package struct Scalar: Sendable {
        package var kind: Kind
        /// With its article, such as `a duration`.
        package var name: String
        package var examples: [String]
        /// What every text of the form matches, as a regular expression of JSON Schema (ECMA 262). It may match more.
        package var pattern: String?
        /// Kinds of value whose text is taken, too, when it stands without quotes.
        package var bare: [Kind]
        /// Words for an editor to complete, where any others are allowed, too.
        package var words: [String]

        /// Named as JSON Schema names them.
        package enum Kind: String, Sendable {
            case text = "string"
            case integer, number, boolean
        }

        package init(
            _ kind: Kind,
            _ name: String,
            examples: [String] = [],
            pattern: String? = nil,
            bare: [Kind] = [],
            words: [String] = []
        ) {
            self.kind = kind
            self.name = name
            self.examples = examples
            self.pattern = pattern
            self.bare = bare
            self.words = words
        }
    }

    /// As a message says it: `a duration such as 10m`, `a list of numbers`.
    package var described: String {
        switch self {
        case .scalar(let scalar):
            scalar.examples.isEmpty ? scalar.name : "\(scalar.name) such as \(scalar.examples.listed("or"))"
        case .choice(let words): words.count == 1 ? "`\(words[0])`" : "one of \(words.listed("or"))"
        case .list(let element): "a list (each \(element.described))"
        case .map(let keys, _, _): "a mapping by \(keys)"
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
    package var bounds: Bounds?
    /// What its texts name, in the words for the keys of maps: `pool`, `model`. Empty where they name nothing of the fleet.
    package var refersTo: [String]

    package init(
        key: String,
        summary: String,
        shape: Shape,
        presence: Presence,
        bounds: Bounds? = nil,
        refersTo: [String] = []
    ) {
        self.key = key
        self.summary = summary
        self.shape = shape
        self.presence = presence
        self.bounds = bounds
        self.refersTo = refersTo
    }
}

/// The least and the greatest value that a key takes.
package struct Bounds: Sendable, Equatable {
    /// As a message says it: `from 1 to 64`.
    package var words: String
    /// For values that are written as bare numbers.
    package var minimum: Double?
    package var maximum: Double?

    package init(_ words: String, minimum: Double? = nil, maximum: Double? = nil) {
        self.words = words
        self.minimum = minimum
        self.maximum = maximum
    }
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

    /// What to do about a text that `init` refuses, when more can be said than the form that is wanted.
    static func advice(on text: String) -> Advice?
}

extension SpecText {
    package static var shape: Shape { .scalar(scalar) }

    package static func advice(on text: String) -> Advice? { nil }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Self? {
        guard case .scalar(let text, _) = node.content, !node.isNull else {
            decoder.report(.wrongType(found: node, wanted: shape.described, path: decoder.path))
            return nil
        }
        guard let value = Self(specText: text) else {
            decoder.report(.malformed(node, wanted: shape.described, path: decoder.path, advice: advice(on: text)))
            return nil
        }
        return value
    }
}
