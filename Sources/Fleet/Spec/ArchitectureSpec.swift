package import SpecSyntax

/// A row of the catalogue by its name, or the dimensions of a model that is not in it.
package enum ArchitectureSpec: SpecValue {
    case named(String)
    case inline(ArchitectureDimensions)

    package static var shape: Shape {
        .either([
            .scalar(
                Shape.Scalar(
                    .text,
                    "a name of the catalogue",
                    examples: ["qwen3-235b-a22b"],
                    bare: [.number, .boolean],
                    words: Catalogue.bundled.architectureNames
                )
            ),
            .object(ArchitectureDimensions.schema.description),
        ])
    }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> ArchitectureSpec? {
        guard case .mapping = node.content else { return String.decode(node, with: &decoder).map { .named($0) } }
        return ArchitectureDimensions.decode(node, with: &decoder).map { .inline($0) }
    }
}

/// The dimensions that decide how much memory a model takes, named as published configurations name them.
package struct ArchitectureDimensions: SpecObject {
    package var parameters: Located<ParameterCount>?
    package var active: Located<ParameterCount>?
    package var layers: Located<Int>?
    package var hidden: Located<Int>?
    package var heads: Located<Int>?
    package var kvHeads: Located<Int>?
    package var headDim: Located<Int>?
    package var kvLoraRank: Located<Int>?
    package var ropeHeadDim: Located<Int>?
    package var localLayers: Located<Int>?
    package var localWindow: Located<Int>?
    package var crossLayers: Located<Int>?
    package var maxContext: Located<TokenCount>?

    package init() {}

    /// Far above any model, and low enough that no product of dimensions overflows.
    private static let parameterRange = ParameterCount(1)...ParameterCount(1_000_000_000_000_000)

    package static let schema = ObjectSchema<ArchitectureDimensions>(
        "an architecture",
        "The dimensions that decide how much memory a model takes, as its published configuration gives them.",
        [
            Field(
                "parameters",
                \.parameters,
                in: Self.parameterRange,
                "All parameters; a mixture of experts keeps every one of them in memory.",
                .required
            ),
            Field(
                "active",
                \.active,
                in: Self.parameterRange,
                "The parameters that one token uses, in a mixture of experts.",
                .optional(default: "all")
            ),
            Field("layers", \.layers, in: 1...1000, "`num_hidden_layers`.", .required),
            Field("hidden", \.hidden, in: 1...1_000_000, "`hidden_size`."),
            Field("heads", \.heads, in: 1...1024, "`num_attention_heads`.", .required),
            Field("kvHeads", \.kvHeads, in: 1...1024, "`num_key_value_heads`.", .required),
            Field("headDim", \.headDim, in: 1...1024, "`head_dim`, or hidden size ÷ attention heads.", .required),
            Field("kvLoraRank", \.kvLoraRank, in: 1...100_000, "`kv_lora_rank`, with multi-head latent attention."),
            Field(
                "ropeHeadDim",
                \.ropeHeadDim,
                in: 1...10_000,
                "`qk_rope_head_dim`, with multi-head latent attention."
            ),
            Field("localLayers", \.localLayers, in: 1...1000, "Layers that attend only to a window."),
            Field("localWindow", \.localWindow, in: 1...10_000_000, "The tokens of that window."),
            Field(
                "crossLayers",
                \.crossLayers,
                in: 1...1000,
                "Layers that attend to an image instead of the text; they are among `layers`."
            ),
            Field(
                "maxContext",
                \.maxContext,
                in: TokenCount(1)...TokenCount(1 << 24),
                "`max_position_embeddings`.",
                .required
            ),
        ]
    )
}
