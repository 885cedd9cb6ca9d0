package import AgentConfig

/// What a JSON request body says to a router, found in one pass over its bytes.
///
/// One scan reads the bodies of every API: their keys do not contradict each other. What only the engine can judge is
/// left to it: a message of a strange shape is skipped, not refused. Refused is what makes routing wrong or ambiguous:
/// what is not JSON (RFC 8259, UTF-8 without byte-order mark, no halves of surrogate pairs, at most 256 levels deep),
/// no model, and a key that is read here and given twice.
package struct RequestScan: Sendable, Equatable {
    package internal(set) var model = ""
    /// The value of `model` with its quotes, in bytes of the body.
    package internal(set) var modelRange = 0..<0
    package internal(set) var isStreaming = false
    /// `stream_options.include_usage`.
    package internal(set) var includesUsage = false
    /// The most tokens of an answer that the client allows.
    package internal(set) var answerLimit: Int?
    /// How many answers the client wants.
    package internal(set) var answers = 1
    package internal(set) var features: Features = []
    /// Images, videos and pages that are not text.
    package internal(set) var images = 0
    package internal(set) var recordings = 0
    /// Tokens that the client gives as numbers instead of text.
    package internal(set) var tokenIDs = 0
    /// The definitions of tools as they stand in the body.
    package internal(set) var tools: Range<Int>?

    package internal(set) var turns: [Turn] = []
    package internal(set) var texts: [PromptText] = []

    /// The response that a request of the Responses API continues.
    package internal(set) var previousResponse: JSONString?
    package internal(set) var conversation: JSONString?
    package internal(set) var promptCacheKey: JSONString?
    package internal(set) var user: JSONString?
    /// `metadata.session_id`, or what clients call it instead: `conversation_id`, `thread_id`, and the `user_id` of the
    /// Messages API if it holds a session.
    package internal(set) var session: JSONString?

    /// Texts in one body. Beyond any real conversation, and little enough that what is kept of a body stays far smaller
    /// than the largest body.
    package static let mostTexts = 100_000

    package struct Features: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// There are tools, and the client has not said that none may be called.
        package static let tools = Features(rawValue: 1)
        package static let vision = Features(rawValue: 2)
        package static let audio = Features(rawValue: 4)
        /// The answer must be JSON, or follow a schema.
        package static let json = Features(rawValue: 8)
        /// The client asks for thinking before the answer.
        package static let reasoning = Features(rawValue: 16)
    }

    /// What a model must be able to do, besides what the endpoint demands. No model says whether it hears, so that
    /// audio counts as vision: what takes neither is shut out.
    package var capabilities: [RouterConfig.Capability] {
        var capabilities: [RouterConfig.Capability] = []
        if features.contains(.tools) { capabilities.append(.tools) }
        if !features.isDisjoint(with: [.vision, .audio]) { capabilities.append(.vision) }
        if features.contains(.json) { capabilities.append(.json) }
        if features.contains(.reasoning) { capabilities.append(.reasoning) }
        return capabilities
    }

    /// - Parameter bytes: the whole body.
    package init(_ bytes: RawSpan) throws(RequestFault) {
        var scanner = RequestScanner()
        self = try scanner.run(bytes)
    }

    init() {}
}
