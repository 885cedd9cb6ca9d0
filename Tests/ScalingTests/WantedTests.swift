import AgentConfig
import Testing

@testable import Scaling

/// Models that prompts would go to, if they were awake.
@Suite struct WantedTests {
    private static func model(_ name: String) -> ScalingConfig.Model {
        .sample(name, idle: .fixed(seconds: 1000), coldStart: 60, residency: 0)
    }

    private var scaler = FleetScaler(.sample([model("a"), model("b")], budget: 1), at: 0)
    private let a, b: ModelID
    private let first: ReplicaID

    init() throws {
        a = try #require(scaler.id(of: "a"))
        b = try #require(scaler.id(of: "b"))
        first = ReplicaID(model: a, number: 1)
    }

    @Test func itIsStartedAndStaysForItsIdleTime() throws {
        var scaler = scaler
        let started = scaler.handle(.wanted(a), at: 10)
        #expect(started == [.start(first)])
        #expect(scaler.status(of: a, at: 10)?.change?.cause == .wanted)
        _ = scaler.handle(.becameReady(first), at: 70)
        let idle = scaler.handle(.timer, at: 1069)
        #expect(idle.isEmpty)
        let gone = scaler.handle(.timer, at: 1070)
        #expect(gone == [.stop(first)])
    }

    @Test func whoIsIdleMakesRoomAndWhoIsBusyDoesNot() throws {
        var scaler = scaler
        _ = scaler.handle(.arrived(a), at: 0)
        _ = scaler.handle(.becameReady(first), at: 60)
        _ = scaler.handle(.began(first), at: 60)
        let busy = scaler.handle(.wanted(b), at: 61)
        #expect(busy.isEmpty)
        // However long it waits.
        for time in stride(from: 62.0, to: 120, by: 1) {
            #expect(scaler.handle(.timer, at: time).isEmpty)
        }
        let idle = scaler.handle(.ended(first), at: 120.5)
        #expect(idle == [.stop(first)], "it is wanted until a cold start later")
        let started = scaler.handle(.stopped(first), at: 120.9)
        #expect(started == [.start(ReplicaID(model: b, number: 2))])
    }

    @Test func thereIsRoomWhereNobodyWorksOrWaits() {
        var scaler = scaler
        #expect(scaler.hasRoom(for: b), "nothing is awake")
        _ = scaler.handle(.arrived(a), at: 0)
        #expect(!scaler.hasRoom(for: b), "one starts")
        _ = scaler.handle(.becameReady(first), at: 60)
        _ = scaler.handle(.began(first), at: 60)
        #expect(!scaler.hasRoom(for: b), "it works")
        _ = scaler.handle(.ended(first), at: 70)
        #expect(scaler.hasRoom(for: b), "it is idle")
        _ = scaler.handle(.arrived(b), at: 71)
        #expect(scaler.hasRoom(for: b), "room is made for it already")
        #expect(!scaler.hasRoom(for: a), "another waits")
    }

    @Test func whatWasWantedLongAgoIsNotStarted() throws {
        var scaler = scaler
        _ = scaler.handle(.arrived(a), at: 0)
        _ = scaler.handle(.becameReady(first), at: 60)
        _ = scaler.handle(.began(first), at: 60)
        _ = scaler.handle(.wanted(b), at: 61)
        #expect(scaler.nextDeadline ?? .infinity <= 121)
        _ = scaler.handle(.timer, at: 121)
        #expect(scaler.status(of: b, at: 121)?.desired == 0)
        let idle = scaler.handle(.ended(first), at: 122)
        #expect(idle.isEmpty)
    }

    @Test func whomSomebodyPutToSleepSleeps() throws {
        var scaler = scaler
        _ = scaler.handle(.sleep(a), at: 0)
        #expect(scaler.handle(.wanted(a), at: 1).isEmpty)
        let awake = scaler.handle(.arrived(a), at: 2)
        #expect(awake == [.start(first)])
    }

    @Test func whoOnlyFollowsStartsNothing() throws {
        var scaler = scaler
        _ = scaler.handle(.lead(false), at: 0)
        #expect(scaler.handle(.wanted(a), at: 1).isEmpty)
        #expect(scaler.handle(.lead(true), at: 2).isEmpty)
    }
}
