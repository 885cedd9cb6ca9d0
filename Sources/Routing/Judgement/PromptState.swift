import Foundation

/// A prompt as numbers, from which heads of models tell how well it will be answered.
package struct PromptState: Sendable, Equatable {
    /// SHA-256, in hexadecimal, of the model that made the state.
    package var encoder: String
    /// Prompts of a kind lie together.
    package var state: [Float]
    /// ln(1 + bytes).
    package var length: Double

    package init(encoder: String, state: [Float], bytes: Int) {
        self.encoder = encoder
        self.state = state
        length = log(1 + Double(max(0, bytes)))
    }
}
