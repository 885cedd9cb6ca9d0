import FoundationEssentials
package import SpecSyntax

/// How well models answer, measured on a table of outcomes; `spindle eval fit` writes it, and models refer to it by
/// `quality: {profile: NAME}`.
package struct QualityProfileSpec: SpecObject {
    package var measured: Located<String>?
    package var encoder: Located<Digest>?
    package var models: Located<SpecMap<ProfiledQuality>>?

    package init() {}

    package static let schema = ObjectSchema<QualityProfileSpec>(
        "a quality profile",
        """
        How well models answer prompts, measured on a table of outcomes. `spindle eval fit` writes it; a model takes its \
        figures from there with `quality: {profile: NAME}`.
        """,
        [
            Field("measured", \.measured, "On what it was measured, for the next reader."),
            Field(
                "encoder",
                \.encoder,
                "SHA-256 of the classifier's `model.onnx` that read the prompts. The heads mean nothing to another."
            ),
            Field("models", \.models, "The figures of each model.", .required),
        ]
    )
}

/// What a profile says of one model.
package struct ProfiledQuality: SpecObject, SpecKeyed {
    package var prompts: Located<Int>?
    package var low: Located<Double>?
    package var medium: Located<Double>?
    package var high: Located<Double>?
    package var domains: Located<SpecMap<DomainQuality>>?
    package var head: Located<QualityHeadSpec>?

    package init() {}

    package static var keyName: String { "model" }

    package static let schema = ObjectSchema<ProfiledQuality>(
        "the measured quality of a model",
        "The measured share of prompts, from 0 to 1, that the model answers well, by their complexity.",
        [
            Field("prompts", \.prompts, in: 0...1_000_000_000, "On how many prompts it was measured."),
            Field("low", \.low, in: 0...1, "For easy prompts."),
            Field("medium", \.medium, in: 0...1, "For prompts in between."),
            Field("high", \.high, in: 0...1, "For hard prompts."),
            Field("domains", \.domains, "The same for single domains, as in `quality` of a model."),
            Field("head", \.head, "What these figures leave unsaid about a prompt."),
        ]
    )

    /// The figures as a model would write them itself.
    package var tables: QualitySpec {
        var tables = QualitySpec()
        (tables.low, tables.medium, tables.high, tables.domains) = (low, medium, high, domains)
        return tables
    }
}

/// A linear function of a prompt, whose value is added to what the tables of quality expect.
package struct QualityHeadSpec: SpecObject {
    package var bias: Located<Double>?
    package var length: Located<Double>?
    package var state: Located<StateWeights>?

    package init() {}

    package static let schema = ObjectSchema<QualityHeadSpec>(
        "the head of a model",
        "A linear function of a prompt: it is added to the share of good answers that the figures by complexity and domain expect.",
        [
            Field("bias", \.bias, "What is added to every prompt.", .required),
            Field("length", \.length, "What is added for each unit of ln(1 + bytes of the prompt).", .required),
            Field(
                "state",
                \.state,
                "What is added for each number of the prompt's state in the classifier: 32-bit floats in base64.",
                .required
            ),
        ]
    )
}

/// 32-bit floats, little-endian, in base64.
package struct StateWeights: SpecText, Equatable, Sendable {
    package var text: String

    package static let scalar = Shape.Scalar(
        .text,
        "32-bit floats in base64",
        pattern: "^[A-Za-z0-9+/]+={0,2}$",
        bare: [.number]
    )

    package init?(specText text: String) {
        guard let data = Data(base64Encoded: text), !data.isEmpty, data.count.isMultiple(of: 4) else { return nil }
        // Neither infinite nor not a number: not all bits of the exponent are set.
        let bytes = Array(data)
        for float in stride(from: 0, to: bytes.count, by: 4)
        where bytes[float + 3] & 0x7f == 0x7f && bytes[float + 2] & 0x80 == 0x80 {
            return nil
        }
        self.text = text
    }
}

/// SHA-256 in hexadecimal.
package struct Digest: SpecText, Equatable, Sendable {
    package var text: String

    package static let scalar = Shape.Scalar(
        .text,
        "a SHA-256 in hexadecimal",
        pattern: "^[0-9a-f]{64}$",
        bare: [.number]
    )

    package init?(specText text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        self.text = text
    }
}
