import AgentConfig
import Testing

@testable import Scaling

/// What people and an earlier agent do to models.
@Suite struct PeopleTests {
    typealias Model = ScalingConfig.Model

    static let scripts: [Script] = [
        Script(
            "wake starts a model, which then sleeps by its policy",
            [.sample("a")],
            """
            0    wake a      -> start a1
            5    ready a1    -> serve a1
            35   timer       -> stop a1
            """
        ),
        Script(
            "wake gives who is awake its idle time anew",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            5    begin a1
            6    end a1
            20   wake a
            50   timer       -> stop a1
            """
        ),
        Script(
            "sleep stops it, whatever min says, until it is asked for",
            [.sample("a", min: 1)],
            """
            0     timer       -> start a1
            5     ready a1    -> serve a1
            10    sleep a     -> stop a1
            11    stopped a1
            900   arrive a    -> start a2
            """
        ),
        Script(
            "sleep lets requests in flight end; one that comes takes it back",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            5    begin a1
            6    sleep a     -> drain a1
            7    arrive a    -> resume a1
            7    begin a1
            8    sleep a     -> drain a1
            9    end a1
            10   end a1      -> stop a1
            11   stopped a1
            """
        ),
        Script(
            "pin wakes and keeps awake, unpin lets go",
            [.sample("a")],
            """
            0     pin a       -> start a1
            5     ready a1    -> serve a1
            900   unpin a     -> stop a1
            """
        ),
        Script(
            "wake does not wait for the end of a backoff",
            [.sample("a")],
            """
            0    wake a      -> start a1
            1    fail a1
            2    timer       -> start a2
            3    fail a2
            4    wake a      -> start a3
            """
        ),
        Script(
            "the schedule wakes before anybody asks, and lets go at its end",
            [.sample("a", max: 3)],
            """
            0      scheduled a 2   -> start a1, start a2
            5      ready a1        -> serve a1
            5      ready a2        -> serve a2
            3600   scheduled a 0   -> stop a1, stop a2
            """
        ),
        Script(
            "replicas of an earlier agent are taken over, with their numbers",
            [.sample("a"), .sample("b")],
            """
            0    adopt a7 ready   -> serve a7
            0    adopt b3
            2    ready b3         -> serve b3
            30   timer            -> stop a7
            31   stopped a7
            32   timer            -> stop b3
            33   arrive a         -> start a8
            """
        ),
        Script(
            "none is started in place of what an earlier agent left",
            [.sample("a", min: 2, max: 2)],
            """
            0    adopt a4 ready   -> serve a4
            0    adopt a2
            0    timer
            1    crash a2
            2    timer            -> start a5
            """
        ),
        Script(
            "too many of an earlier agent: the idle ones go",
            [.sample("a"), .sample("b")],
            budget: 1,
            """
            0    adopt a1 ready   -> serve a1
            0    arrive a
            0    begin a1
            1    adopt b2 ready   -> serve b2
            1    timer            -> stop b2
            """
        ),
        Script(
            "a removed model ends its requests and is gone, a new one lives",
            [.sample("a"), .sample("b")],
            reloads: ["next": .sample([.sample("b"), .sample("c", min: 1)])],
            """
            0    arrive a      -> start a1
            0    arrive b      -> start b2
            5    ready a1      -> serve a1
            5    begin a1
            6    arrive a
            7    reload next   -> fail a removed, drain a1, start c3
            8    arrive a      -> refuse a removed
            9    end a1        -> stop a1
            10   stopped a1
            """
        ),
        Script(
            "a new command replaces what runs, one that has work when it has ended",
            [.sample("a"), .sample("b")],
            reloads: ["next": .sample([.sample("a", command: "other"), .sample("b", idle: .fixed(seconds: 60))])],
            """
            0    arrive a      -> start a1
            0    arrive b      -> start b2
            5    ready a1      -> serve a1
            5    ready b2      -> serve b2
            5    begin a1
            5    begin b2
            6    end b2
            7    arrive a
            8    reload next   -> drain a1
            9    end a1        -> stop a1
            10   stopped a1    -> start a3
            66   timer         -> stop b2
            """
        ),
        Script(
            "a smaller max lets the idlest replica go",
            [.sample("a", min: 2, max: 2)],
            reloads: ["next": .sample([.sample("a")])],
            """
            0    timer         -> start a1, start a2
            5    ready a1      -> serve a1
            5    ready a2      -> serve a2
            5    arrive a
            5    begin a2
            8    reload next   -> stop a1
            """
        ),
        Script(
            "a smaller budget sends the idle model away",
            [.sample("a"), .sample("b")],
            reloads: ["next": .sample([.sample("a"), .sample("b")], budget: 1)],
            """
            0    arrive a      -> start a1
            0    arrive b      -> start b2
            5    ready a1      -> serve a1
            5    ready b2      -> serve b2
            5    begin a1
            5    begin b2
            6    end b2
            8    reload next   -> stop b2
            """
        ),
    ]

    @Test(arguments: scripts)
    func obeys(_ script: Script) throws { try script.run() }

    @Test func reloadsKeepWhatWasLearned() throws {
        var scaler = try Script(
            "a life",
            [.sample("a")],
            """
            0     arrive a    -> start a1
            7     ready a1    -> serve a1
            7     begin a1
            8     end a1
            20    arrive a
            20    begin a1
            21    end a1
            """
        ).run()
        let before = scaler.learned
        #expect(before.models["a"]?.coldStarts.count == 1)
        #expect(before.models["a"]?.idle.gaps.weight(longerThan: 10) == 1)
        _ = scaler.handle(.configured(.sample([.sample("b"), .sample("a", max: 3)])), at: 22)
        #expect(scaler.learned.models["a"] == before.models["a"])
        _ = scaler.handle(.configured(.sample([.sample("b")])), at: 23)
        _ = scaler.handle(.configured(.sample([.sample("a")])), at: 24)
        #expect(scaler.learned.models["a"] == before.models["a"], "away and back")
    }
}
