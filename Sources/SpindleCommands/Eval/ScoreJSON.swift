import AgentConfig
import Evaluation
import Foundation

/// What a table of outcomes says of a router, for programs.
///
/// Shape: `{"version": 1, "prompts", "bestSingle", "calibrationError", "strategies": [{"name", "kind", "weights"?, "success", "gain",
/// "cost", "costShare", "tokens", "arenaScore"}], "curve": [as strategies], "pair"?: {"strong", "weak", "apgr", "cpt50", "cpt80"},
/// "ablation"?: [as strategies]}`; estimates are `{"mean", "low", "high"}`, costs USD a prompt.
struct ScoreJSON: Encodable {
    private struct Row: Encodable {
        var name: String
        var kind: String
        var weights: [String: Double]?
        var success, gain, cost, tokens: Estimate
        var costShare, arenaScore: Double

        init(_ strategy: Strategy) {
            name = strategy.name
            switch strategy.kind {
            case .routed(let routed):
                kind = "routed"
                weights = ["accuracy": routed.accuracy, "latency": routed.latency, "cost": routed.cost]
            case .random: kind = "random"
            case .single: kind = "single"
            case .ceiling: kind = "ceiling"
            }
            (success, gain, cost, tokens) = (strategy.success, strategy.gain, strategy.cost, strategy.tokens)
            (costShare, arenaScore) = (strategy.costShare, strategy.arenaScore)
        }
    }

    private struct Pair: Encodable {
        var strong, weak: String
        var apgr, cpt50, cpt80: Estimate
    }

    private let version = 1
    private let prompts: Int
    private let bestSingle: String
    private let calibrationError: Double
    private let strategies: [Row]
    private let curve: [Row]
    private let pair: Pair?
    private let ablation: [Row]?

    init(_ report: ScoreReport, ablation: [Strategy]) {
        prompts = report.prompts
        bestSingle = report.bestSingle
        calibrationError = report.calibrationError
        strategies = report.strategies.map(Row.init)
        curve = report.curve.map(Row.init)
        pair = report.pair.map {
            .init(strong: $0.strong, weak: $0.weak, apgr: $0.apgr, cpt50: $0.cpt50, cpt80: $0.cpt80)
        }
        self.ablation = ablation.isEmpty ? nil : ablation.map(Row.init)
    }

    func render() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
