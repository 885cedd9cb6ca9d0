package import AgentConfig
package import Routing

/// Lets a router choose for every prompt of a table, and looks up what became of it there.
package struct Scoring {
    package struct Prompts: Sendable {
        package var table: OutcomeTable
        /// What the classifier says of each; `nil` where it was not asked.
        package var signals: [ClassifierSignal?]
        /// Of each prompt.
        package var tokens: [Int]
        /// Of an answer, where the table does not say.
        package var answerTokens: Int

        /// - Parameter table: every model has a score for every prompt.
        package init(table: OutcomeTable, signals: [ClassifierSignal?], tokens: [Int], answerTokens: Int) {
            self.table = table
            self.signals = signals
            self.tokens = tokens
            self.answerTokens = answerTokens
        }
    }

    private let parts: [ScoredPart]
    private let models: [EvaluatedFleet.Model]
    private let tasks: [String]
    /// Of every model on each prompt.
    private let results: [[Result]]
    /// What is expected of every model on each prompt.
    private let expected: [[Double]]
    /// The model that is best on the whole table.
    private let bestSingle: Int
    /// What a static deployment of it gives.
    private let best: [Result]

    /// What it means that a model answers a prompt.
    struct Result {
        /// The score, from 0 to 1.
        var success: Double
        /// USD.
        var cost: Double
        /// The time that it takes, as tokens that the smallest model makes in it.
        var tokens: Double
    }

    /// - Parameter fleet: of the models of the table, in its order.
    package init(_ prompts: Prompts, _ fleet: EvaluatedFleet) { self.init([(prompts, fleet)]) }

    /// - Parameter parts: at least one; of the same models.
    package init(_ parts: [(prompts: Prompts, fleet: EvaluatedFleet)]) {
        models = parts.first?.fleet.models ?? []
        self.parts = parts.map { ScoredPart($0.prompts, $0.fleet) }
        tasks = self.parts.flatMap(\.tasks)
        expected = self.parts.flatMap(\.expected)
        let results = zip(parts, self.parts).flatMap { given, part in part.results(given.prompts.table) }
        let bestSingle = Self.bestModel(of: Array(results.indices), results, count: models.count)
        (self.results, self.bestSingle, best) = (results, bestSingle, results.map { $0[bestSingle] })
    }

    /// The model that the router chooses for each prompt.
    private func choices(_ weights: RouterConfig.Weights) -> [Int] { parts.flatMap { $0.choices(weights) } }

    // MARK: Strategies

    package func routed(_ name: String, _ weights: RouterConfig.Weights) -> Strategy {
        Strategy(name, .routed(weights), zip(results, choices(weights)).map { $0[$1] }, against: best)
    }

    /// Everyone's share is the same.
    private var random: Strategy {
        let means = results.map { results in
            let count = Double(results.count)
            return Result(
                success: results.reduce(0) { $0 + $1.success } / count,
                cost: results.reduce(0) { $0 + $1.cost } / count,
                tokens: results.reduce(0) { $0 + $1.tokens } / count
            )
        }
        return Strategy("a model at random", .random, means, against: best)
    }

    private func single(_ model: Int) -> Strategy {
        Strategy(models[model].name, .single, results.map { $0[model] }, against: best)
    }

    /// Which of its models is best for a task, known afterwards.
    private var perTask: Strategy {
        let rowsByTask = Dictionary(grouping: results.indices) { tasks[$0] }
        var chosen = results.map { $0[0] }
        for rows in rowsByTask.values {
            let best = Self.bestModel(of: rows, results, count: models.count)
            for row in rows { chosen[row] = results[row][best] }
        }
        return Strategy("the best model of each task", .ceiling, chosen, against: best)
    }

    /// The cheapest of the best models of each prompt, known afterwards.
    private var oracle: Strategy {
        let chosen = results.map { results in
            results.min { ($1.success, $0.cost) < ($0.success, $1.cost) } ?? results[0]
        }
        return Strategy("the best model of each prompt", .ceiling, chosen, against: best)
    }

    private static func bestModel(of rows: [Int], _ results: [[Result]], count: Int) -> Int {
        let sums = (0..<count).map { model in rows.reduce(0) { $0 + results[$1][model].success } }
        return sums.indices.max { sums[$0] < sums[$1] } ?? 0
    }

    // MARK: The report

    /// - Parameter weights: those of the fleet, besides accuracy alone; `nil` where it has none.
    package func report(weights: RouterConfig.Weights?) -> ScoreReport {
        let singles = models.indices.map(single)
        let curve = (0...50).reversed().map { step in
            let accuracy = Double(step) / 50
            return routed("routed", .init(accuracy: accuracy, latency: 0, cost: 1 - accuracy))
        }
        var strategies = [routed("routed by accuracy alone", .init(accuracy: 1, latency: 0, cost: 0))]
        if let weights { strategies.append(routed("routed by the fleet's weights", weights)) }
        let floor = singles[bestSingle].success.mean
        for (name, least) in [("as good as the best model", floor), ("within 4 points of it", floor - 0.04)] {
            guard var found = cheapest(curve, atLeast: least) else { continue }
            found.name = "cheapest \(name)"
            strategies.append(found)
        }
        return ScoreReport(
            prompts: results.count,
            strategies: strategies + [random] + singles + [perTask, oracle],
            bestSingle: models[bestSingle].name,
            calibrationError: Calibration(
                zip(expected, results).flatMap { expected, results in zip(expected, results.map(\.success)) }
                    .map { (expected: $0.0, scored: $0.1) }
            ).error,
            pair: models.count == 2 ? pair : nil,
            curve: curve
        )
    }

    private func cheapest(_ curve: [Strategy], atLeast success: Double) -> Strategy? {
        curve.filter { $0.success.mean >= success }.min { $0.cost.mean < $1.cost.mean }
    }

    /// Of the two models of the fleet, the better one and the other.
    private var pair: ModelPair {
        let strong = bestSingle
        return ModelPair(
            strong: models[strong].name,
            weak: models[1 - strong].name,
            prompts: zip(expected, results).map { expected, results in
                .init(
                    gain: expected[strong] - expected[1 - strong],
                    strong: results[strong].success,
                    weak: results[1 - strong].success
                )
            }
        )
    }
}
