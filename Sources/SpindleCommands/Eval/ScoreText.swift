import AgentConfig
import Diagnostics
import Evaluation
import Foundation

/// What a fit is worth, for eyes.
struct FitText {
    private let fitted: FittedQuality
    private let table: OutcomeTable

    init(_ fitted: FittedQuality, _ table: OutcomeTable) {
        self.fitted = fitted
        self.table = table
    }

    func render() -> String {
        let check = fitted.check
        var columns = TextTable("model", ["success", "95 %", "low", "medium", "high"])
        for model in fitted.models.indices {
            let scores = Estimate(table.rows.compactMap { $0.scores[model] })
            let quality = fitted.quality[model]
            columns.add(
                [
                    fitted.models[model], percent(scores.mean), "\(percent(scores.low)) to \(percent(scores.high))",
                ] + [quality.low, quality.medium, quality.high].map { $0.map(percent) ?? "" }
            )
        }
        let heads = check.penalty.map { "heads with a penalty of \(Int($0)) bring it to \(number(check.error, 4))" }
        return """
            \(columns.render())\
            On prompts that were not fitted, in \(check.folds) folds:
              mean square error of tables \(number(check.errorOfTables, 4)); \(heads ?? "heads do not better, and are left out")
              expected calibration error \(number(check.calibrationError, 3))
              by accuracy alone \(percent(check.success)) of prompts are answered well; by the best single model \(percent(check.bestSingle))
            """
    }
}

/// What a table of outcomes says of a router, for eyes.
struct ScoreText {
    private let report: ScoreReport
    private let ablation: [Strategy]

    init(_ report: ScoreReport, ablation: [Strategy]) {
        self.report = report
        self.ablation = ablation
    }

    func render() -> String {
        var columns = TextTable(
            "",
            ["success", "95 %", "gain, points", "95 %", "USD/1,000", "95 %", "cost", "tokens", "95 %", "S"]
        )
        for strategy in report.strategies { columns.add(row(strategy)) }
        var text = columns.render()
        text += """
            \(report.prompts) prompts. Gain and cost are against `\(report.bestSingle)`, the best single model. Tokens are the time of an \
            answer, as tokens that the smallest model makes in it; S is RouterArena's score. What is cheapest was looked for on the curve \
            of these same prompts.
            Expected calibration error of what the profile expects: \(number(report.calibrationError, 3))

            """
        if let pair = report.pair {
            text += """
                Between `\(pair.strong)` and `\(pair.weak)`: APGR \(interval(pair.apgr)), CPT(50 %) \(interval(pair.cpt50)), \
                CPT(80 %) \(interval(pair.cpt80))

                """
        }
        guard !ablation.isEmpty else { return text }
        var judged = TextTable("by accuracy alone, judged by", ["success", "95 %", "gain, points", "95 %"])
        for strategy in ablation { judged.add(Array(row(strategy).prefix(5))) }
        return text + judged.render()
    }

    private func row(_ strategy: Strategy) -> [String] {
        let name =
            switch strategy.kind {
            case .routed(let weights) where weights.accuracy < 1:
                "\(strategy.name) (\(number(weights.accuracy, 2)), \(number(weights.latency, 2)), \(number(weights.cost, 2)))"
            default: strategy.name
            }
        return [
            name, percent(strategy.success.mean),
            "\(percent(strategy.success.low)) to \(percent(strategy.success.high))",
            points(strategy.gain.mean), "\(points(strategy.gain.low)) to \(points(strategy.gain.high))",
            number(strategy.cost.mean * 1000, 4),
            "\(number(strategy.cost.low * 1000, 4)) to \(number(strategy.cost.high * 1000, 4))",
            percent(strategy.costShare), number(strategy.tokens.mean, 0),
            "\(number(strategy.tokens.low, 0)) to \(number(strategy.tokens.high, 0))",
            number(strategy.arenaScore * 100, 1),
        ]
    }

    private func interval(_ estimate: Estimate) -> String {
        "\(number(estimate.mean, 3)) (\(number(estimate.low, 3)) to \(number(estimate.high, 3)))"
    }

    private func points(_ share: Double) -> String { (share < 0 ? "" : "+") + number(share * 100, 1) }
}

private func percent(_ share: Double) -> String { number(share * 100, 1) + " %" }

private func number(_ number: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", number) }

extension TextTable {
    /// The first column is text, the others are numbers.
    fileprivate init(_ first: String, _ numbers: [String]) {
        self.init([.text(first)] + numbers.map { .number($0) })
    }
}
