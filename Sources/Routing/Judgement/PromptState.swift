/// A prompt as numbers, from which heads of models tell how well it will be answered.
package struct PromptState: Sendable, Equatable {
    /// SHA-256, in hexadecimal, of the model that made the state.
    package var encoder: String
    /// Prompts of a kind lie together.
    package var state: [Float]
    /// ln(1 + bytes of the prompt).
    package var length: Double

    package init(encoder: String, state: [Float], length: Double) {
        self.encoder = encoder
        self.state = state
        self.length = length
    }
}
