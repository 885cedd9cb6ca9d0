import FoundationEssentials
import TestSupport
import Testing

@testable import Scaling

@Suite struct TimeoutTrialsTests {
    /// What a model with this timeout costs, second by second: as plain as it can be said.
    private static func cost(_ times: [Int], _ timeout: Int, work: Int, coldStart: Int, waitWeight: Double) -> Double {
        let begin = times[0]
        guard let last = times.last else { return 0 }
        var (cost, ready, busyUntil, isAwake) = (0.0, 0, begin, false)
        var coming = times[...]
        for second in begin...(last + coldStart + work) {
            if isAwake, second - busyUntil > timeout, coming.first.map({ $0 >= second }) ?? true { isAwake = false }
            while coming.first == second {
                coming.removeFirst()
                if !isAwake { (isAwake, ready) = (true, second + coldStart) }
                cost += waitWeight * Double(max(0, ready - second))
                busyUntil = max(busyUntil, max(second, ready) + work)
            }
            // Its idle time after the last request is not over, and counts for nothing yet.
            let counts = !coming.isEmpty || second < busyUntil
            if isAwake, counts, second - busyUntil < timeout { cost += 1 }
        }
        return cost
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func eachTrialCostsWhatItsTimeoutWouldHave(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let (work, coldStart) = (Int.random(in: 1...20, using: &generator), Int.random(in: 1...200, using: &generator))
        let waitWeight = Double.random(in: 0...3, using: &generator)
        var (times, time) = ([Int](), 0)
        for _ in 0..<200 {
            time +=
                Bool.random(using: &generator)
                ? .random(in: 0...9, using: &generator) : .random(in: 0...900, using: &generator)
            times.append(time)
        }
        // Ends of buckets that are whole seconds.
        var trials = TimeoutTrials(within: 0...512)
        for time in times {
            trials.meet(
                .init(
                    at: Double(time),
                    after: nil,
                    work: Double(work),
                    coldStart: Double(coldStart),
                    waitWeight: waitWeight
                )
            )
        }
        for (index, timeout) in trials.timeouts.enumerated() where timeout == timeout.rounded() {
            let cost = Self.cost(times, Int(timeout), work: work, coldStart: coldStart, waitWeight: waitWeight)
            #expect(abs(trials.cost(of: index) - cost) < 1e-6 * cost, "timeout \(timeout)")
        }
    }

    @Test func theShortestOfTheCheapestIsTaken() {
        var trials = TimeoutTrials(within: 60...3600)
        #expect(trials.cheapest == 60)
        for round in 0..<20 {
            // A pair of requests, 100 seconds apart: the next bucket ends at 104.
            for pause in [0.0, 101] {
                trials.meet(
                    .init(
                        at: Double(round) * 3000 + pause,
                        after: pause > 0 ? 100 : nil,
                        work: 1,
                        coldStart: 20,
                        waitWeight: 9
                    )
                )
            }
        }
        #expect(trials.cheapest == 104)
        #expect(trials.gaps == 39)
    }

    /// Requests that come in crowds all wait for the start that the first of them causes.
    @Test func crowdsAreWorthStayingAwakeFor() {
        func cheapest(crowd: Int) -> Double {
            var trials = TimeoutTrials(within: 0...10_000)
            for round in 0..<50 {
                for request in 0..<crowd {
                    let time = Double(round) * 1000 + Double(request)
                    trials.meet(.init(at: time, after: nil, work: 1, coldStart: 100, waitWeight: 1))
                }
            }
            return trials.cheapest
        }
        // One request: a gap of 999 s costs more awake than a start, which costs 200.
        #expect(cheapest(crowd: 1) == 0)
        // Twenty: their waits alone cost nearly 2,000.
        #expect(cheapest(crowd: 20) > 900)
    }

    /// Somebody asks again a hundred seconds after each answer, so that who waits for a start asks later.
    @Test func whoGotAnAnswerLaterAsksLater() {
        var trials = TimeoutTrials(within: 10...3600)
        for round in 0..<50 {
            let gap = round == 0 ? nil : 100.0
            trials.meet(.init(at: Double(round) * 101, after: gap, work: 1, coldStart: 60, waitWeight: 1))
        }
        #expect(abs(trials.cost(of: 0) - (121 + 49 * (10 + 121))) < 1e-6)
        #expect(trials.cheapest == 104)
    }

    @Test func areKeptAndRestored() throws {
        var trials = TimeoutTrials(within: 10...600)
        for index in 0..<300 {
            let time = Double(index * index)
            trials.meet(.init(at: time, after: nil, work: 2, coldStart: 30, waitWeight: 1))
        }
        var restored = try JSONDecoder().decode(TimeoutTrials.self, from: JSONEncoder().encode(trials))
        #expect(restored.cheapest == trials.cheapest && restored.gaps == trials.gaps)
        #expect(trials.timeouts.indices.allSatisfy { restored.cost(of: $0) == trials.cost(of: $0) })
        // The first request begins anew, without the time in between.
        let before = restored.cost(of: 0)
        restored.meet(.init(at: 1e6, after: nil, work: 2, coldStart: 30, waitWeight: 1))
        #expect(restored.cost(of: 0) < before)
    }

    /// A file that somebody wrote by hand does no harm.
    @Test(arguments: [
        #"{"shortest": 10, "longest": 20, "gaps": 5, "costs": [1]}"#,
        #"{"shortest": 10, "longest": 10, "gaps": -5, "costs": [1]}"#,
        #"{"shortest": 10, "longest": 10, "gaps": 5, "costs": [-1]}"#,
    ])
    func nonsenseIsLeftOut(text: String) throws {
        let trials = try JSONDecoder().decode(TimeoutTrials.self, from: Data(text.utf8))
        #expect(trials.gaps == 0 && trials.cost(of: 0) == 0)
    }

    @Test func boundsThatAreNoneAreRefused() {
        let text = #"{"shortest": 10, "longest": 5, "gaps": 0, "costs": []}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(TimeoutTrials.self, from: Data(text.utf8)) }
    }
}
