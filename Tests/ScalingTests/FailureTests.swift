import AgentConfig
import Testing

@testable import Scaling

/// Starts that fail, processes that die, health that is lost.
@Suite struct FailureTests {
    static let scripts: [Script] = [
        Script(
            "tries again after 1, 2, 4 … seconds; from the third failure on requests do not wait",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            1    fail a1
            2    timer       -> start a2
            3    fail a2
            5    timer       -> start a3
            6    fail a3     -> fail a cannotStart
            7    arrive a    -> refuse a cannotStart
            10   timer       -> start a4
            11   arrive a
            15   ready a4    -> serve a4
            15   begin a4
            """
        ),
        Script(
            "a start that takes too long is ended and tried again",
            [.sample("a", startup: 60)],
            """
            0    arrive a    -> start a1
            30   launched a1
            90   timer       -> stop a1
            95   stopped a1  -> start a2
            """
        ),
        Script(
            "a crash under load restarts at once, after a second",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            5    begin a1
            8    crash a1
            8    arrive a
            9    timer       -> start a2
            """
        ),
        Script(
            "a crash without work leaves it at zero",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            5    begin a1
            6    end a1
            8    crash a1
            99   arrive a    -> start a2
            """
        ),
        Script(
            "crashes soon after the start count on, those of a stable replica begin anew",
            [.sample("a", min: 1)],
            """
            0    timer       -> start a1
            5    ready a1    -> serve a1
            10   crash a1
            11   timer       -> start a2
            15   ready a2    -> serve a2
            20   crash a2
            22   timer       -> start a3
            25   ready a3    -> serve a3
            90   crash a3
            91   timer       -> start a4
            """
        ),
        Script(
            "a replica that ends by itself has crashed",
            [.sample("a", min: 1)],
            """
            0    timer       -> start a1
            5    ready a1    -> serve a1
            10   stopped a1
            11   timer       -> start a2
            """
        ),
        Script(
            "health that comes back serves again",
            [.sample("a")],
            """
            0    arrive a      -> start a1
            5    ready a1      -> serve a1
            6    lost a1
            20   regained a1   -> serve a1
            20   begin a1
            """
        ),
        Script(
            "health that stays away ends the replica",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            6    lost a1
            66   timer       -> stop a1
            67   stopped a1  -> start a2
            """
        ),
        Script(
            "illness after a stable time is the first failure again",
            [.sample("a", min: 1)],
            """
            0     timer       -> start a1
            1     fail a1
            2     timer       -> start a2
            3     fail a2
            5     timer       -> start a3
            10    ready a3    -> serve a3
            100   lost a3
            160   timer       -> stop a3
            161   stopped a3  -> start a4
            """
        ),
        Script(
            "beside a sick replica another one starts, where there may be two",
            [.sample("a", max: 2)],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            6    lost a1     -> start a2
            """
        ),
        Script(
            "what nobody knows is no matter",
            [.sample("a")],
            """
            0    end a7
            0    crash a7
            0    ready a7
            0    abandon a
            0    arrive a    -> start a1
            5    stopped a7
            """
        ),
    ]

    @Test(arguments: scripts)
    func fails(_ script: Script) throws { try script.run() }

    @Test func theBackoffIsCapped() {
        let tuning = ScalerTuning()
        #expect((1...4).map { tuning.backoff(after: $0) } == [1, 2, 4, 8])
        #expect(tuning.backoff(after: 10) == 300)
        #expect(tuning.backoff(after: .max) == 300)
    }

    @Test func theReasonIsKept() throws {
        let scaler = try Script(
            "one failure",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            1    fail a1
            """
        ).run()
        let status = try #require(scaler.status(at: 1).first)
        #expect(status.failure == .init(at: 1, cause: .failedToStart("no")))
        #expect(status.failures == 1)
        #expect(status.phase == .backoff(until: 2))
        #expect(status.wait.seconds == 1 + 5)
    }

    /// What is refused says when it is worth coming back: after the next try.
    @Test func refusalsSayWhenToTryAgain() throws {
        var scaler = try Script(
            "three failures",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            1    fail a1
            2    timer       -> start a2
            3    fail a2
            5    timer       -> start a3
            6    fail a3     -> fail a cannotStart
            """
        ).run()
        let id = try #require(scaler.id(of: "a"))
        let refusal = Refusal(reason: .cannotStart(.failedToStart("no")), retryAfter: 3 + 7.5)
        #expect(scaler.handle(.arrived(id), at: 7) == [.refuse(id, refusal)])
    }
}
