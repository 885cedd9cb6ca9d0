/// The API that a client speaks, which decides how errors look.
package enum Dialect: Sendable, CaseIterable {
    /// OpenAI's, all but Responses.
    case chat
    case responses
    /// Anthropic's.
    case messages

    /// What a client speaks as far as its path tells, be there such a path or not.
    package init(target: String) {
        self =
            target.hasPrefix(Endpoint.messages.path)
            ? .messages : target.hasPrefix(Endpoint.responses.path) ? .responses : .chat
    }
}
