import AgentConfig
import FoundationEssentials
import TestSupport
import Testing

@testable import Scaling

/// What a scaler learns of the models that it runs, and keeps.
@Suite struct LearningTests {
    private let spec = ColdStart(seconds: 60, estimated: true)

    @Test func theSpecStandsUntilAStartWasSeen() {
        var history = ColdStartHistory()
        #expect(history.mean(spec) == 60 && history.late(spec) == 90)
        #expect(history.rest(after: 0, spec) == 60 && history.rest(after: 45, spec) == 15)
        history.add(100)
        #expect(history.mean(spec) == 100 && history.late(spec) == 100)
    }

    @Test func whatIsLeftOfAStartComesFromThoseThatTookLonger() {
        var history = ColdStartHistory()
        for _ in 0..<9 { history.add(10) }
        history.add(100)
        #expect(history.mean(spec) == 19)
        #expect(history.late(spec) == 10, "nine of ten")
        #expect(history.rest(after: 0, spec) == 19)
        #expect(history.rest(after: 20, spec) == 80, "not one of the quick ones")
        #expect(history.rest(after: 120, spec) == 60, "slower than all before")
    }

    @Test func oldStartsAreForgottenAndNonsenseIsLeftOut() throws {
        var history = ColdStartHistory()
        for second in 1...100 { history.add(Double(second)) }
        history.add(-1)
        history.add(.nan)
        #expect(history.count == ColdStartHistory.most)
        #expect(history.mean(spec) == (69 + 100) / 2.0)
        let restored = try JSONDecoder().decode(ColdStartHistory.self, from: JSONEncoder().encode(history))
        #expect(restored == history)
        let odd = try JSONDecoder().decode(ColdStartHistory.self, from: Data("[5, -3]".utf8))
        #expect(odd.mean(spec) == 5)
    }

    /// One model, asked for once after each gap, through the whole scaler.
    ///
    /// - Returns: the time at the end, and what it cost in seconds awake: without requests, and for wake-ups.
    private func replay(
        _ count: Int,
        on scaler: inout FleetScaler,
        from start: Double = 0,
        gap: (_ index: Int, _ timeout: Double) -> Double
    ) throws -> (end: Double, cost: Double) {
        let model = try #require(scaler.id(of: "a"))
        var (now, cost) = (start, 0.0)
        var running: ReplicaID?
        for index in 0..<count {
            let idleSince = now
            now += gap(index, scaler.lives[model.index].idleness?.timeout.seconds ?? 0)
            var sleptAt: Double?
            while let due = scaler.nextDeadline, due < now {
                for action in scaler.handle(.timer, at: due) {
                    guard case .stop(let replica) = action else { continue }
                    _ = scaler.handle(.stopped(replica), at: due)
                    (running, sleptAt) = (nil, due)
                }
            }
            let isFirst = index == 0 && running == nil
            if !isFirst { cost += (sleptAt ?? now) - idleSince + (sleptAt == nil ? 0 : Self.wakeUp) }
            for action in scaler.handle(.arrived(model), at: now) {
                guard case .start(let replica) = action else { continue }
                now += 60
                _ = scaler.handle(.becameReady(replica), at: now)
                running = replica
            }
            let replica = try #require(running)
            _ = scaler.handle(.began(replica), at: now)
            now += 1
            _ = scaler.handle(.ended(replica), at: now)
        }
        return (now, cost)
    }

    private func replay(_ gaps: [Double], on scaler: inout FleetScaler, from start: Double = 0) throws -> Double {
        try replay(gaps.count, on: &scaler, from: start) { index, _ in gaps[index] }.end
    }

    /// B of a cold start of a minute.
    private static let wakeUp = 60 * (1 + ScalerTuning().waitWeight)

    private static let adaptive = ScalingConfig.sample([
        .sample(
            "a",
            idle: .adaptive(minSeconds: 10, maxSeconds: 3600),
            coldStart: 60,
            startup: 300,
            residency: 0,
            hold: 300
        )
    ])

    /// Conversations with pauses of up to 70 s, and hours between them: the model learns to wait for the former alone.
    @Test func aFleetLearnsTheTimeoutOfAKnownLaw() throws {
        let law = GapDistribution.bimodal(
            share: 0.7,
            short: 50...70,
            long: 5000...9000,
            wakeUp: Self.wakeUp,
            in: 10...3600
        )
        var scaler = FleetScaler(Self.adaptive, at: 0)
        let end = try replay(law.gaps(2000), on: &scaler)
        let status = try #require(scaler.status(at: end).first)
        let timeout = try #require(status.idleTimeout)
        #expect(abs(GapHistogram.bucket(of: timeout.seconds) - GapHistogram.bucket(of: law.optimum)) <= 1, "\(timeout)")
        #expect(status.idleDeadline == end + timeout.seconds)
        #expect(status.coldStart == .init(mean: 60, late: 60, seen: ColdStartHistory.most))
        guard case .learned = timeout.basis else {
            Issue.record("\(timeout)")
            return
        }
    }

    /// What the fleet really spends, against who knows each gap, when gaps mean ill.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func aFleetNeverSpendsMoreThanTwiceWhatAClairvoyantWould(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        var scaler = FleetScaler(Self.adaptive, at: 0)
        let habit = Double.random(in: 10...400, using: &generator)
        var clairvoyant = 0.0
        let spent = try replay(300, on: &scaler) { index, timeout in
            let ill = [timeout + 0.001, timeout + 0.001, timeout + 5000, 5, timeout - 0.001]
            let gap = index < 40 ? habit : max(0, ill.randomElement(using: &generator) ?? 0)
            // Before the first request there is no gap.
            guard index > 0 else { return gap }
            clairvoyant += CompetitiveGuard.clairvoyantCost(of: gap, wakeUp: Self.wakeUp, in: 10...3600)
            return gap
        }
        #expect(spent.cost <= 2 * clairvoyant + Self.wakeUp + 0.001, "\(spent.cost / clairvoyant)")
        #expect(spent.cost >= clairvoyant - 0.001)
    }

    @Test func whatWasLearnedOutlivesTheScaler() throws {
        var scaler = FleetScaler(Self.adaptive, at: 0)
        let end = try replay(GapDistribution.periodic(100, wakeUp: 120, in: 10...3600).gaps(100), on: &scaler)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let written = try encoder.encode(scaler.learned)
        let kept = try JSONDecoder().decode(LearnedState.self, from: written)
        #expect(try encoder.encode(kept) == written)
        // The new process has a clock of its own.
        var next = FleetScaler(Self.adaptive, learned: kept, at: 7)
        let model = try #require(next.id(of: "a"))
        let learned = next.learned.models["a"]
        #expect(learned?.coldStarts == kept.models["a"]?.coldStarts)
        #expect(learned?.idle.gaps.weight(longerThan: 10) == kept.models["a"]?.idle.gaps.weight(longerThan: 10))
        _ = try replay([10], on: &next, from: 7)
        let before = scaler.status(at: end).first?.idleTimeout?.seconds
        #expect(before == 104)
        #expect(next.status(of: model, at: 100)?.idleTimeout?.seconds == before)
    }

    @Test func whatIsOfAnotherVersionIsNotRestored() throws {
        var scaler = FleetScaler(Self.adaptive, at: 0)
        _ = try replay([100, 100], on: &scaler)
        var kept = scaler.learned
        kept.version = 2
        #expect(FleetScaler(Self.adaptive, learned: kept, at: 0).learned.models["a"]?.coldStarts.count == 0)
    }
}
