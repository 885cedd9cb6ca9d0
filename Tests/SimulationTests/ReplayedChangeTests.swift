import Testing

@testable import Simulation

@Suite struct ReplayedChangeTests {
    /// Against tables: the mean of 1 to 5 is 3 ± 2.776 · 1.5811 ÷ √5.
    @Test func intervalsAreStudents() {
        let interval = ReplayedChange.Interval([1, 2, 3, 4, 5])
        #expect(interval.mean == 3 && abs(interval.high - 3 - 1.963) < 0.001 && abs(interval.low - 3 + 1.963) < 0.001)
        let one = ReplayedChange.Interval([7])
        #expect(one.mean == 7 && one.low == 7 && one.high == 7)
        let many = ReplayedChange.Interval((0..<61).map { Double($0 % 2) })
        #expect(abs((many.high - many.mean) / (many.mean - many.low) - 1) < 1e-9)
        // t of 60 degrees is 2.000.
        let deviation = (30.0 * 31 / 61 / 60).squareRoot()
        #expect(abs((many.high - many.mean) / (deviation / 61.0.squareRoot()) - 2) < 0.02)
    }

    @Test func whatChangesNothingDiffersByNothing() {
        let fleet = SimulatedFleet.sample([SampleModel(name: "a")])
        let runs = (0..<3).map { seed in fleet.run([0, 100, 900], duration: 3600) { $0.seed = UInt64(seed) } }
        let change = ReplayedChange(runs, runs)
        #expect(change.requests == 3 && change.seconds == 3600 && change.seeds == 3)
        #expect(change.measures.count == ReplayedChange.Kind.allCases.count)
        #expect(change.measures.allSatisfy { $0.difference == .init([0]) })
        // An hour with three waits of 30 s makes 730 of them a month.
        #expect(abs((change[.waitsPerMonth]?.before ?? 0) - 3 * 730) < 1e-6)
        #expect(abs((change[.waitHoursPerMonth]?.before ?? 0) - 730 * 90 / 3600) < 1e-9)
    }
}
