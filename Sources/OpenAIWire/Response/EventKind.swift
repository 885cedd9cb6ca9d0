/// What the name of an event, or the `type` of its data, says by itself.
enum EventKind: JSONName {
    case content
    case end
    case failure
    /// One that says nothing of these.
    case other

    /// - Returns: `nil` for a name that no API gives.
    init?(spelled word: RawSpan) {
        switch word {
        case "content_block_delta": self = .content
        case "message_stop", "response.completed", "response.incomplete": self = .end
        case "error", "response.failed": self = .failure
        case "message_start", "message_delta", "content_block_start", "content_block_stop", "ping": self = .other
        default:
            guard word.starts(with: "response.") else { return nil }
            self = word.ends(with: ".delta") ? .content : .other
        }
    }
}
