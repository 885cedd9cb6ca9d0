import AgentConfig
import FoundationEssentials
import OpenAIWire
import Routing

/// What is asked of a router: the facts of a request, and the text by which it is judged.
struct RouteQuestion {
    var facts: RoutingRequest
    var text: String

    /// What the agent expects of a client that sets no limit.
    private static let expectedAnswer = 256

    /// Reads the body of a chat as the agent does.
    init(body: [UInt8]) throws(CommandFailure) {
        let bytes = body.span.bytes
        let scan: RequestScan
        do throws(RequestFault) {
            scan = try RequestScan(bytes)
        } catch {
            throw CommandFailure("the agent would refuse the request: \(APIError(error).message)")
        }
        let estimate = PromptEstimate(scan, in: bytes, answer: Self.expectedAnswer)
        facts = RoutingRequest(
            scan.model,
            promptTokens: estimate.promptTokens,
            answerTokens: estimate.answerTokens,
            capabilities: scan.capabilities + [.chat]
        )
        text = ConversationTask.text(of: scan, in: bytes)
    }

    /// A chat of one turn.
    init(prompt: String, for name: String) throws(CommandFailure) {
        let chat = Chat(model: name, messages: [.init(role: "user", content: prompt)])
        guard let body = try? JSONEncoder().encode(chat) else {
            throw CommandFailure("the prompt cannot be written as JSON")
        }
        self = try RouteQuestion(body: Array(body))
    }

    private struct Chat: Encodable {
        var model: String
        var messages: [Message]

        struct Message: Encodable {
            var role: String
            var content: String
        }
    }
}

/// A question, and what the router of an environment makes of it.
struct RouteAnswer {
    let question: RouteQuestion
    let config: RouterConfig
    let cold: Set<String>
    /// `nil` where a model is asked for by name: nothing depends on the prompt.
    let judgement: Judgement?
    let decision: Decision

    /// - Parameter cold: names of models at zero; all others are awake and idle.
    init(
        _ question: RouteQuestion,
        _ config: RouterConfig,
        cold: [String],
        classifier: RouteClassifier
    ) throws(CommandFailure) {
        let router = Router(config)
        let isCold = Set(cold)
        let isRoute = config.routes.contains { $0.name == question.facts.name }
        if isRoute {
            let matches = router.judge.matches(in: question.text)
            let signal = try classifier.signal(for: question.text, matches, router)
            judgement = router.judge.judge(matches, signal: signal)
        } else {
            judgement = nil
        }
        decision = router.decide(
            question.facts,
            judgement ?? .unasked,
            config.models.map { ModelState(isCold.contains($0.name) ? .cold : .warm) }
        )
        self.question = question
        self.config = config
        self.cold = isCold
    }

    func name(of model: Int) -> String { config.models[model].name }

    func state(of model: Int) -> String { cold.contains(name(of: model)) ? "cold" : "warm" }
}
