/// Keeps a learned timeout from ever costing more than twice what a clairvoyant would have paid.
///
/// A gap of g seconds, after which a model sleeps that has waited τ, costs in seconds awake
///
///     cost(g, τ) = g            if g ≤ τ
///                = τ + B        if g > τ, where B is what the wake-up costs
///
/// and a clairvoyant, who keeps the same bounds m ≤ τ ≤ M but knows g, pays the least of these:
///
///     opt(g) = g                if g ≤ m
///            = min(g, m + B)    if m < g ≤ M
///            = m + B            if g > M
///
/// With m = 0 and M ≥ B that is the min(g, B) of ski rental.
///
/// **Guarantee.** Over every sequence of gaps, whatever is learned and however B and the bounds change between gaps,
///
///     Σ cost ≤ 2 · Σ opt + credit at the beginning
///
/// **Proof.** The guard keeps a credit ≥ 0, to which each gap adds 2·opt − cost. It permits τ only if that can take the
/// credit below zero for no g:
/// - g ≤ τ: if g ≤ m + B then opt = g and the credit grows by g. Else it grows by 2(m + B) − g ≥ 2(m + B) − τ, which is
///   more than the last line of the next case.
/// - g > τ: opt ≥ min(τ, m + B), so the credit changes by at least τ − B if τ ≤ m + B, and by 2m + B − τ if not. For
///   τ = M ≤ m + B, g > M has opt = m + B, and the credit grows.
///
/// So every τ from B − credit to B + 2m + credit is safe, as is M when that lies below. The sum of the changes is
/// 2·Σ opt − Σ cost, and it is at least minus the credit at the beginning. Cutting the credit at a most, as is done, only
/// makes it smaller. ∎
///
/// With no credit what remains is the break-even time B, moved into the bounds: never worse than twice the optimum of any
/// single gap (Karlin, Manasse, Rudolph and Sleator: Competitive snoopy caching, 1988). The credit at the beginning cannot
/// be spared by who wants to learn: without it the first τ must be B, a gap longer than that costs exactly twice the
/// optimum, nothing is gained for the second, and so on for ever, although gaps that are all longer than B are best met by
/// sleeping at once.
package struct CompetitiveGuard: Sendable, Equatable, Codable {
    /// Seconds awake that may be lost on trust in what was learned.
    package private(set) var credit: Double

    private static let mostMisfortunes = 8.0

    package init(credit: Double) { self.credit = max(0, credit) }

    /// The timeouts that the guarantee permits.
    package func permitted(wakeUp: Double, in bounds: ClosedRange<Double>) -> ClosedRange<Double> {
        let (shortest, longest) = (bounds.lowerBound, bounds.upperBound)
        let lower = min(longest, max(shortest, wakeUp - credit))
        return lower...max(lower, min(longest, wakeUp + 2 * shortest + credit))
    }

    /// Accounts for a gap that was met with a permitted timeout.
    package mutating func settle(gap: Double, timeout: Double, wakeUp: Double, in bounds: ClosedRange<Double>) {
        let cost = Self.cost(of: gap, timeout: timeout, wakeUp: wakeUp)
        let change = 2 * Self.clairvoyantCost(of: gap, wakeUp: wakeUp, in: bounds) - cost
        // A good time must not excuse a bad one for ever: there is credit for so many of the worst gaps, and no more.
        let worst = max(wakeUp - bounds.lowerBound, bounds.upperBound - wakeUp - 2 * bounds.lowerBound)
        // Zero is for rounding.
        credit = max(0, min(credit + change, max(Self.mostMisfortunes * worst, credit)))
    }

    static func cost(of gap: Double, timeout: Double, wakeUp: Double) -> Double {
        gap <= timeout ? gap : timeout + wakeUp
    }

    static func clairvoyantCost(of gap: Double, wakeUp: Double, in bounds: ClosedRange<Double>) -> Double {
        if gap <= bounds.lowerBound { return gap }
        let asleep = bounds.lowerBound + wakeUp
        return gap <= bounds.upperBound ? min(gap, asleep) : asleep
    }
}
