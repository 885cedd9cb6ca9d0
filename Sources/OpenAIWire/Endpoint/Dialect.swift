/// The API that a client speaks, which decides how errors look.
package enum Dialect: Sendable, CaseIterable {
    /// OpenAI's, all but Responses.
    case chat
    case responses
    /// Anthropic's.
    case messages
}
