/// One turn of a conversation, or the whole of what a request without turns asks for.
package struct Turn: Sendable, Equatable {
    package var role: Role
    /// Indices in `RequestScan.texts`.
    package var texts: Range<Int>

    package enum Role: Sendable, Equatable {
        /// Set apart from the turns: `system` of the Messages API, `instructions` of the Responses API.
        case instructions
        /// A turn of a system or developer.
        case system
        /// Also a prompt and the input of an embedding.
        case user
        case assistant
        /// The answer of a tool that stands in a turn of its own.
        case tool
        /// One that no API names.
        case other
    }
}

/// A piece of the prompt.
package struct PromptText: Sendable, Equatable {
    /// Where it stands. That of a tool call need not be a string: it is JSON as it stands there.
    package var string: JSONString
    package var kind: Kind

    package enum Kind: Sendable, Equatable {
        /// What someone wrote.
        case content
        /// What a model thought before it answered.
        case reasoning
        case toolCall
        /// What a tool answered, within a turn of a user.
        case toolResult
        /// A document that was sent along as text.
        case attachment
    }
}
