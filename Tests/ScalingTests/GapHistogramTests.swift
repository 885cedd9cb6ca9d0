import FoundationEssentials
import TestSupport
import Testing

@testable import Scaling

@Suite struct GapHistogramTests {
    @Test func bucketsAreAtMostAnEighthWide() {
        var gap = 0.0625
        var last = GapHistogram.bucket(of: gap)
        #expect(last == 1 && GapHistogram.bucket(of: 0.06) == 0 && GapHistogram.bucket(of: 0) == 0)
        while gap < 2_000_000 {
            let next = gap * 1.125
            #expect(GapHistogram.bucket(of: next) > last, "\(gap)")
            #expect(GapHistogram.bucket(of: gap * 1.05) <= last + 1, "\(gap)")
            (gap, last) = (next, GapHistogram.bucket(of: next))
        }
        #expect(GapHistogram.bucket(of: 1e9) == GapHistogram.bucketCount - 1)
        #expect(GapHistogram.bucket(of: .infinity) == GapHistogram.bucketCount - 1)
    }

    @Test func everyDayCountsATenthLess() {
        var histogram = GapHistogram()
        for _ in 0..<10 { histogram.add(100, at: 1000) }
        histogram.add(200, at: 1000 + 2.5 * DailyDecay.day)
        #expect(abs(histogram.weight(longerThan: 50) - (8.1 + 1)) < 1e-9)
        // A clock that stands still or goes back takes nothing off.
        histogram.add(200, at: 0)
        #expect(abs(histogram.weight(longerThan: 50) - (8.1 + 2)) < 1e-9)
        histogram.add(200, at: 1e12)
        #expect(abs(histogram.weight(longerThan: 50) - 1) < 1e-9, "after an age nothing is left")
    }

    @Test func whatWasUsedLastIsAskedForSoonest() {
        let empty = GapHistogram()
        #expect(empty.probabilityOfRequest(within: 10, afterIdle: 0) == 1)
        #expect(empty.probabilityOfRequest(within: 10, afterIdle: 10) == 0.5)
        #expect(empty.probabilityOfRequest(within: 10, afterIdle: 90) == 0.1)
        #expect(empty.probabilityOfRequest(within: 0, afterIdle: 0) == 0)
    }

    @Test func whatComesEveryHourIsExpectedAfterOne() {
        var hourly = GapHistogram()
        for hour in 0..<100 { hourly.add(3600, at: Double(hour) * 3600) }
        let soon = hourly.probabilityOfRequest(within: 600, afterIdle: 3400)
        let late = hourly.probabilityOfRequest(within: 600, afterIdle: 600)
        #expect(soon > 0.9 && late < 0.05, "\(soon), \(late)")
    }

    @Test func isKeptAndRestored() throws {
        var histogram = GapHistogram()
        for index in 0..<1000 { histogram.add(Double(index) * 1.7, at: Double(index) * 1000) }
        let restored = try JSONDecoder().decode(GapHistogram.self, from: JSONEncoder().encode(histogram))
        #expect(restored == histogram)
    }

    /// A file that somebody wrote by hand does no harm.
    @Test(arguments: [
        #"{"bucket": 999, "weight": 1, "seconds": 1}"#, #"{"bucket": -1, "weight": 1, "seconds": 1}"#,
        #"{"bucket": 50, "weight": -1, "seconds": -5}"#, #"{"bucket": 50, "weight": 0, "seconds": 5}"#,
        #"{"bucket": 50, "weight": 1, "seconds": 1e300}"#, #"{"bucket": 50, "weight": 1e308, "seconds": 1}"#,
    ])
    func nonsenseIsLeftOut(entry: String) throws {
        let text = #"{"agedAt": 5, "buckets": [\#(entry)]}"#
        let histogram = try JSONDecoder().decode(GapHistogram.self, from: Data(text.utf8))
        #expect(histogram.weight(longerThan: 0) == 0)
    }
}
