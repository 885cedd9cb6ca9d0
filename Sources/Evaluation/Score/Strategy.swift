package import AgentConfig
import Foundation

/// A way of choosing models, and what it gives.
package struct Strategy: Sendable {
    package enum Kind: Sendable {
        case routed(RouterConfig.Weights)
        case random
        /// Every prompt to one model: a static deployment.
        case single
        /// What nobody can know beforehand.
        case ceiling
    }

    package var name: String
    package var kind: Kind
    /// The mean score.
    package var success: Estimate
    /// USD a prompt.
    package var cost: Estimate
    /// The time of an answer, as tokens that the smallest model makes in it.
    package var tokens: Estimate
    /// Success less that of the best single model, prompt by prompt.
    package var gain: Estimate
    /// The cost as a share of the best single model's.
    package var costShare: Double

    init(_ name: String, _ kind: Kind, _ results: [Scoring.Result], against best: [Scoring.Result]) {
        self.name = name
        self.kind = kind
        success = Estimate(results.map(\.success))
        cost = Estimate(results.map(\.cost))
        tokens = Estimate(results.map(\.tokens))
        gain = Estimate(zip(results, best).map { $0.success - $1.success })
        let base = best.reduce(0) { $0 + $1.cost }
        costShare = base > 0 ? results.reduce(0) { $0 + $1.cost } / base : 0
    }

    /// RouterArena's score (arXiv 2510.00202): with A the success, c the USD of a thousand prompts, and
    /// C = (log₂ 200 − log₂ c) ÷ (log₂ 200 − log₂ 0.0044) within 0 and 1, S = (1 + β) · A · C ÷ (β · A + C), β = 0.1.
    package var arenaScore: Double {
        let (dearest, cheapest, beta) = (200.0, 0.0044, 0.1)
        let thousand = min(dearest, max(cheapest, cost.mean * 1000))
        let saving = (log2(dearest) - log2(thousand)) / (log2(dearest) - log2(cheapest))
        let sum = beta * success.mean + saving
        return sum > 0 ? (1 + beta) * success.mean * saving / sum : 0
    }
}
