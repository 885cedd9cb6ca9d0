import Testing

@testable import Scaling

@Suite struct WorkTimeTests {
    @Test func itIsTheMeanOfWhatRequestsTake() {
        var work = WorkTime(at: 100)
        #expect(work.mean == 0)
        // Two at once for ten seconds, then one alone for ten more.
        work.pass(to: 200, inFlight: 0)
        work.pass(to: 210, inFlight: 2)
        work.end()
        work.pass(to: 220, inFlight: 1)
        work.end()
        #expect(work.mean == 15)
    }

    @Test func whatWasLongAgoCountsLess() {
        var work = WorkTime(at: 0)
        var now = 0.0
        for seconds in [100.0, 1] {
            for _ in 0..<10_000 {
                now += seconds
                work.pass(to: now, inFlight: 1)
                work.end()
            }
        }
        #expect(abs(work.mean - 1) < 0.1)
    }
}
