/// What is answered to a request: the same for the same request, so that a client can tell whether all of it came.
struct Generation {
    /// As the request has it.
    var model: String
    /// Of this process, from 1.
    var number: Int
    var script: Script
    /// Tokens of the answer.
    var count: Int
    /// Whether the request allows no more tokens than these.
    var isCutOff: Bool
    var promptTokens: Int
    var isStreamed: Bool
    /// Whether a streamed answer ends with how many tokens it took.
    var tellsUsage: Bool
    /// Set where a function is to be called instead of a text written.
    var function: String?

    /// The pieces that the answer is made of, in order: tokens, or the arguments of a call with the tokens in them.
    func piece(_ index: Int) -> String {
        guard function != nil else { return script.token(index) }
        return (index == 0 ? "{\"text\":\"" : "") + script.token(index) + (index == count - 1 ? "\"}" : "")
    }

    var text: String {
        var text = ""
        for index in 0..<count { text += piece(index) }
        return text
    }

    /// The time that stands in answers; it is the same for all.
    static let created = 1_750_000_000
}

/// The shape that an API gives to an answer.
protocol Dialect: Sendable {
    /// The whole answer.
    func whole(_ generation: Generation) -> String
    /// Events before the first piece.
    func prelude(_ generation: Generation) -> [String]
    func event(_ generation: Generation, piece index: Int) -> String
    /// Events behind the last piece.
    func epilogue(_ generation: Generation) -> [String]
    func errorEvent(_ generation: Generation) -> String
}

/// Events as they are sent: some APIs name them.
func serverSentEvent(_ data: String) -> String { "data: \(data)\n\n" }

func serverSentEvent(_ name: String, _ data: String) -> String { "event: \(name)\ndata: \(data)\n\n" }
