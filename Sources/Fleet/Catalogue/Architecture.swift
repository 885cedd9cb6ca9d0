/// The dimensions of a model that decide its memory and its speed.
package struct Architecture: Sendable, Hashable {
    /// Of dimensions that are written in the spec.
    package static let inlineName = "inline"

    package var name: String
    package var parameters: Int
    /// Parameters that one token uses; all of them unless it is a mixture of experts.
    package var active: Int
    package var layers: Int
    package var heads: Int
    package var kvHeads: Int
    package var headDim: Int
    /// Multi-head latent attention keeps one compressed vector a token instead of keys and values a head.
    package var latent: LatentAttention?
    /// Layers that attend only to a window of tokens.
    package var local: LocalAttention?
    /// Layers that attend to an image instead of the text; their cache does not grow with the sequence.
    package var crossLayers: Int
    package var maxContext: Int
    package var capabilities: [Capability]

    package struct LatentAttention: Sendable, Hashable {
        package var rank: Int
        package var ropeHeadDim: Int

        package init(rank: Int, ropeHeadDim: Int) {
            self.rank = rank
            self.ropeHeadDim = ropeHeadDim
        }
    }

    package struct LocalAttention: Sendable, Hashable {
        package var layers: Int
        package var window: Int

        package init(layers: Int, window: Int) {
            self.layers = layers
            self.window = window
        }
    }

    package init(
        name: String,
        parameters: Int,
        active: Int? = nil,
        layers: Int,
        heads: Int,
        kvHeads: Int,
        headDim: Int,
        latent: LatentAttention? = nil,
        local: LocalAttention? = nil,
        crossLayers: Int = 0,
        maxContext: Int,
        capabilities: [Capability] = []
    ) {
        self.name = name
        self.parameters = parameters
        self.active = active ?? parameters
        self.layers = layers
        self.heads = heads
        self.kvHeads = kvHeads
        self.headDim = headDim
        self.latent = latent
        self.local = local
        self.crossLayers = crossLayers
        self.maxContext = maxContext
        self.capabilities = capabilities
    }
}
