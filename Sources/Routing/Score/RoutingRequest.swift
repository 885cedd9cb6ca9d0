package import AgentConfig

/// What a request asks for, besides the words of its prompt.
package struct RoutingRequest: Sendable, Equatable {
    /// The name that the client asked for: that of a route, a model, an alias or an adapter.
    package var name: String
    package var caller: Caller
    package var promptTokens: Int
    /// Tokens of the answer: as many as are expected, or the most that the client allows.
    package var answerTokens: Int
    package var capabilities: [RouterConfig.Capability]
    /// The model that answered the conversation so far; its cache is warm there.
    package var conversation: String?

    package enum Caller: Sendable, Equatable {
        /// No allow-list applies: a fleet without tenants, or a question about the fleet.
        case anyone
        case tenant(String)
    }

    package init(
        _ name: String,
        caller: Caller = .anyone,
        promptTokens: Int,
        answerTokens: Int,
        capabilities: [RouterConfig.Capability] = [],
        conversation: String? = nil
    ) {
        self.name = name
        self.caller = caller
        self.promptTokens = promptTokens
        self.answerTokens = answerTokens
        self.capabilities = capabilities
        self.conversation = conversation
    }
}
