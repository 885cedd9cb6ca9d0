import AgentConfig
import Routing

/// Prompts of a table, and the fleet that they are routed in.
struct ScoredPart {
    private let fleet: EvaluatedFleet
    let tasks: [String]
    let judgements: [Judgement]
    private let requests: [RoutingRequest]

    init(_ prompts: Scoring.Prompts, _ fleet: EvaluatedFleet) {
        self.fleet = fleet
        tasks = prompts.table.rows.map(\.task)
        requests = zip(prompts.table.rows, prompts.tokens).map { row, tokens in
            RoutingRequest(
                EvaluatedFleet.route,
                promptTokens: tokens,
                answerTokens: row.answerTokens ?? prompts.answerTokens
            )
        }
        judgements = Self.judge(prompts.table, prompts.signals, PromptJudge(fleet.config))
    }

    /// As the agent does: keywords first, and the classifier only where they leave something open.
    static func judge(_ table: OutcomeTable, _ signals: [ClassifierSignal?], _ judge: PromptJudge) -> [Judgement] {
        zip(table.rows, signals).map { row, signal in
            let matches = judge.matches(in: row.prompt)
            return judge.judge(matches, signal: judge.asksClassifier(after: matches) ? signal : nil)
        }
    }

    /// What is expected of every model on each prompt.
    var expected: [[Double]] { judgements.map(Router(fleet.config).expectedQuality) }

    private var warm: [ModelState] { fleet.models.map { _ in ModelState() } }

    func results(_ table: OutcomeTable) -> [[Scoring.Result]] {
        let router = Router(fleet.config)
        return table.rows.indices.map { [warm] row in
            router.decide(requests[row], judgements[row], warm).candidates.sorted { $0.model < $1.model }.map {
                Scoring.Result(
                    success: table.rows[row].scores[$0.model] ?? 0,
                    cost: $0.price ?? 0,
                    tokens: $0.seconds * EvaluatedFleet.fastest
                )
            }
        }
    }

    func choices(_ weights: RouterConfig.Weights) -> [Int] {
        var fleet = fleet
        fleet.weights = weights
        let router = Router(fleet.config)
        return zip(requests, judgements).map { [warm] in router.choose($0, $1, warm) ?? 0 }
    }
}
