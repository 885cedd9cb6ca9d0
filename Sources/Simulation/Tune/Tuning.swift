/// Looks for settings under which a fleet would have been better on every axis: more good answers, quicker ones, cheaper
/// ones, fewer refusals; none of them worse, one of them better.
///
/// From the fleet as it is, it takes of all changes of one setting that are better on every axis the one that gains most,
/// and again from there, until there is none (a greedy ascent: what only two changes together would gain is not found). What
/// it found is then held against the fleet with other lots than those that it was found with.
package struct Tuning: Sendable {
    /// What was found, each setting once.
    package private(set) var changes: [FleetChange] = []
    package private(set) var fleet: SimulatedFleet
    /// Variants that were simulated.
    package private(set) var tried = 0

    /// Better by less than this share is the same.
    private static let noticeable = 0.002
    private static let mostRounds = 12

    /// - Parameter run: simulates fleets, each with several seeds, the same for all.
    package init(_ start: SimulatedFleet, run: ([SimulatedFleet]) -> [[SimulationResult]]) {
        fleet = start
        guard var best = run([start]).first.map(Axes.init) else { return }
        for _ in 0..<Self.mostRounds {
            let neighbours = fleet.neighbours
            let fleets = neighbours.map { $0.applied(to: fleet) }
            let axes = run(fleets).map(Axes.init)
            tried += fleets.count
            let better = axes.indices.filter { axes[$0].isBetter(than: best, by: Self.noticeable) }
            guard let next = better.max(by: { axes[$0].gain(over: best) < axes[$1].gain(over: best) }) else { return }
            changes.removeAll { $0.concerns(theSameAs: neighbours[next]) }
            changes.append(neighbours[next])
            (fleet, best) = (fleets[next], axes[next])
        }
    }

    /// Whether a change is as good as it seemed, with other lots: worse on no axis beyond chance, better on one beyond it.
    package static func holds(_ change: ReplayedChange) -> Bool {
        let axes: [(kind: ReplayedChange.Kind, sign: Double)] = [
            (.success, 1), (.latencyP95, -1), (.costPerMonth, -1), (.refused, -1),
        ]
        var isBetter = false
        for axis in axes {
            guard let measure = change[axis.kind] else { return false }
            let (low, high) = (axis.sign * measure.difference.low, axis.sign * measure.difference.high)
            if max(low, high) < 0 { return false }
            let worse = -axis.sign * measure.difference.mean
            if worse > noticeable * max(abs(measure.before), 1e-9) { return false }
            isBetter = isBetter || min(low, high) > 0
        }
        return isBetter
    }

    /// What a fleet is judged by: means over seeds, the more the better.
    private struct Axes {
        var values: [Double]

        init(_ results: [SimulationResult]) {
            let count = Double(max(1, results.count))
            func mean(_ value: (SimulationResult) -> Double) -> Double { results.reduce(0) { $0 + value($1) } / count }
            values = [
                mean(\.success), -mean(\.latency.p95), -mean(\.cost),
                -mean { Double($0.tooMany + $0.unavailable + $0.cut) / Double(max(1, $0.requests)) },
            ]
        }

        /// By axis, as a share of the other's value.
        private func gains(over other: Axes) -> [Double] {
            zip(values, other.values).map { new, old in new == old ? 0 : (new - old) / max(abs(old), abs(new)) }
        }

        func gain(over other: Axes) -> Double { gains(over: other).reduce(0, +) }

        func isBetter(than other: Axes, by share: Double) -> Bool {
            let gains = gains(over: other)
            return gains.allSatisfy { $0 >= 0 } && gains.contains { $0 > share }
        }
    }
}
