import NIOCore
import NIOHTTP1
import OpenAIWire
import Routing

/// What became of a request, for its headers, the log and the metrics.
struct ExchangeRecord: Sendable {
    let arrival: NIODeadline
    var requestID = ""
    var endpoint = Endpoint.models
    var tenant: String?
    /// What the client asked for.
    var name = ""
    var isStreaming = false
    var promptTokens = 0
    /// As it is judged; kept only for a log that is to have it.
    var prompt: String?
    var judgement: Judgement?
    /// Why the classifier did not judge, where it was asked to.
    var classifierSilence: ClassifierAnswer.Silence?
    var decision: Decision?
    /// The model that answers, and how its engine knows it.
    private(set) var model: String?
    private(set) var upstream: String?
    private(set) var reason = ""
    /// Whether the model had to be waited for.
    var hasWaited = false
    /// How it was found: `warm`, `starting` or `cold`.
    var replica: Int?
    var attempts = 0
    var failures: [String] = []
    var wait = 0.0
    var sent: NIODeadline?
    var firstContent: NIODeadline?
    var end: NIODeadline?
    /// Its part of the time of the replicas that worked on it.
    var replicaSeconds = 0.0
    var tokens = Usage()
    var events = 0
    var status = 0
    var error: String?

    init(arrival: NIODeadline) { self.arrival = arrival }

    mutating func chose(_ model: String, upstream: String, _ reason: Decision.Reason) {
        self.model = model
        self.upstream = upstream
        self.reason =
            switch reason {
            case .named: "named"
            case .bestScore: "best-score"
            case .keepsConversation: "keeps-conversation"
            }
    }

    mutating func fellBack(to model: String, upstream: String) {
        self.model = model
        self.upstream = upstream
        reason = "fallback"
    }

    /// Tokens a second after the first, if there were enough of them to tell.
    func decodeRate(until end: NIODeadline) -> Double? {
        guard let firstContent else { return nil }
        let seconds = (end - firstContent).seconds
        let count = tokens.completion ?? events
        return isStreaming && count > 8 && seconds > 0 ? Double(count - 1) / seconds : nil
    }
}
