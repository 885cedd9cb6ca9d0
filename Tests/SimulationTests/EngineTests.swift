import Scaling
import Testing

@testable import Simulation

@Suite struct EngineTests {
    @Test func eventsComeInOrderAndThoseAtOneTimeAsTheyWereForeseen() {
        var lots = Lots(seed: 3)
        var queue = EventQueue()
        let times = (0..<2000).map { _ in Double(lots.index(below: 50)) }
        for (index, time) in times.enumerated() { queue.add(.init(.timer, at: time, index: Int32(index))) }
        var seen: [(Double, Int32)] = []
        while let event = queue.pop() { seen.append((event.time, event.index)) }
        let expected = times.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
        #expect(seen.map(\.1) == expected.map { Int32($0.offset) })
    }

    /// Whatever comes when: no sequence gets its tokens faster than alone, and the engine none faster than it can.
    @Test(arguments: 0..<50)
    func aBatchIsNoFasterThanTheEngine(seed: UInt64) throws {
        var lots = Lots(seed: seed)
        var speed = EngineSpeed(prefill: 2000, decode: 50)
        speed.readToken = 1e-7
        speed.computeToken = 0.004
        var scaler = FleetScaler(SimulatedFleet.sample([SampleModel(name: "a")]).scaling, at: 0)
        let id = ReplicaID(model: try #require(scaler.id(of: "a")), number: 1)
        _ = scaler.handle(.timer, at: 0)
        var replica = Replica(id, at: 0)
        let arrivals = (0..<40).map { _ in lots.share() * 20 }.sorted()
        let lengths = arrivals.map { _ in (prompt: 1 + lots.share() * 500, answer: Double(1 + lots.index(below: 200))) }
        var (next, firsts, ends) = (0, [Double](repeating: 0, count: 40), [Double](repeating: 0, count: 40))
        while next < 40 || replica.load > 0 {
            let end = replica.nextEnd(speed) ?? .infinity
            if next < 40, arrivals[next] < end {
                let length = lengths[next]
                let first = replica.begin(
                    Int32(next),
                    prompt: length.prompt,
                    answer: length.answer,
                    speed,
                    at: arrivals[next]
                )
                firsts[next] = try #require(first)
                next += 1
            } else {
                let request = replica.end(at: end, speed)
                ends[Int(try #require(request))] = end
            }
        }
        for request in 0..<40 {
            let alone = speed.prefill(lengths[request].prompt)
            #expect(firsts[request] - arrivals[request] >= alone - 1e-9)
            let decoding = (lengths[request].answer - 1) * speed.step(sequences: 1, cached: 0)
            #expect(ends[request] - firsts[request] >= decoding - 1e-9)
        }
        let prompts = lengths.reduce(0) { $0 + speed.prefill($1.prompt) }
        let last = try #require(ends.max())
        #expect(last - arrivals[0] >= prompts)
    }

    /// The third has to wait until the cache has room.
    @Test func theCacheIsALimit() throws {
        var speed = EngineSpeed(prefill: 1000, decode: 100)
        speed.cacheTokens = 2500
        let scaler = FleetScaler(SimulatedFleet.sample([SampleModel(name: "a")]).scaling, at: 0)
        var replica = Replica(ReplicaID(model: try #require(scaler.id(of: "a")), number: 1), at: 0)
        let firsts = [101.0, 201, 101].enumerated().map { request, answer in
            replica.begin(Int32(request), prompt: 1000, answer: answer, speed, at: 0)
        }
        #expect(firsts == [1, 2, nil] && replica.load == 3)
        let early = replica.admit(speed)
        #expect(early == nil)
        let end = try #require(replica.nextEnd(speed))
        let (ended, admitted) = (replica.end(at: end, speed), replica.admit(speed))
        #expect(ended == 0 && admitted?.request == 2)
    }

    @Test func lotsAreSpreadAsTheyShould() {
        var lots = Lots(seed: 9)
        let count = 100_000
        let exponential = (0..<count).reduce(0.0) { sum, _ in sum + lots.exponential() } / Double(count)
        #expect(abs(exponential - 1) < 0.02)
        let lengths = (0..<count).map { _ in lots.logNormal(variation: 0.5) }
        let mean = lengths.reduce(0, +) / Double(count)
        let variance = lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        #expect(abs(mean - 1) < 0.02 && abs(variance.squareRoot() - 0.5) < 0.02)
        let picks = (0..<count).count { _ in lots.index(weights: [1, 3]) == 1 }
        #expect(abs(Double(picks) / Double(count) - 0.75) < 0.02)
    }

    @Test func strategiesAreNamedAsTheyAreRead() {
        let strategies = Strategy.usual(models: ["a", "b"]) + [Strategy(.fixed(seconds: 0), .roundRobin)]
        #expect(Set(strategies).count == strategies.count)
        for strategy in strategies { #expect(Strategy(strategy.name) == strategy) }
        #expect(Strategy("spec") == Strategy(.spec, .hybrid))
        for wrong in ["", "spec/", "spec/all", "fixed-s", "fixed--1s/hybrid", "fixed-1e9s", "spec/only:", "x/hybrid"] {
            #expect(Strategy(wrong) == nil, "\(wrong)")
        }
    }
}
