import AgentConfig
import Testing

@testable import Scaling

/// The life of one model, by scripts.
@Suite struct LifeTests {
    typealias Model = ScalingConfig.Model

    static let scripts: [Script] = [
        Script(
            "wakes for a request and sleeps after its idle time",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            1    launched a1
            1    arrive a
            5    ready a1    -> serve a1
            5    begin a1
            5    begin a1
            7    end a1
            9    end a1
            39   timer       -> stop a1
            40   stopped a1
            50   arrive a    -> start a2
            """
        ),
        Script(
            "a request in the last moment keeps it awake",
            [.sample("a")],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            5    begin a1
            9    end a1
            38   arrive a
            38   begin a1
            41   end a1
            71   timer       -> stop a1
            """
        ),
        Script(
            "whose clients have left stays its idle time from when it is ready",
            [.sample("a", idle: .fixed(seconds: 10))],
            """
            0    arrive a    -> start a1
            2    abandon a
            20   ready a1    -> serve a1
            30   timer       -> stop a1
            """
        ),
        Script(
            "stays its residency though the idle time is shorter",
            [.sample("a", idle: .fixed(seconds: 1), residency: 15)],
            """
            0    arrive a    -> start a1
            5    ready a1    -> serve a1
            5    begin a1
            6    end a1
            20   timer       -> stop a1
            """
        ),
        Script(
            "never sleeps when told so",
            [.sample("a", idle: .never)],
            """
            0     arrive a    -> start a1
            5     ready a1    -> serve a1
            5     begin a1
            6     end a1
            9e9   arrive a
            """
        ),
        Script(
            "min is awake from the first moment, and again when it crashed",
            [.sample("a", min: 2, max: 3)],
            """
            0     timer       -> start a1, start a2
            5     ready a1    -> serve a1
            6     ready a2    -> serve a2
            500   arrive a
            500   begin a1
            501   end a1
            900   crash a2
            901   timer       -> start a3
            906   ready a3    -> serve a3
            """
        ),
        Script(
            "more requests than one replica takes wake another, up to max",
            [.sample("a", max: 2)],
            """
            0    arrive a    -> start a1
            0    arrive a
            0    arrive a    -> start a2
            0    arrive a
            0    arrive a
            5    ready a1    -> serve a1
            5    begin a1
            5    begin a1
            6    ready a2    -> serve a2
            6    begin a2
            6    begin a2
            8    end a1
            8    begin a1
            """
        ),
        Script(
            "one replica more than needed goes after the idle time, when its requests have ended",
            [.sample("a", max: 2)],
            """
            0    arrive a    -> start a1
            0    arrive a
            0    arrive a    -> start a2
            5    ready a1    -> serve a1
            5    ready a2    -> serve a2
            5    begin a1
            5    begin a1
            5    begin a2
            10   end a1
            40   timer       -> drain a1
            45   end a1      -> stop a1
            46   stopped a1
            """
        ),
        Script(
            "a replica that drains for want of work is taken back when there is work",
            [.sample("a", max: 2)],
            """
            0    arrive a    -> start a1
            0    arrive a
            0    arrive a    -> start a2
            5    ready a1    -> serve a1
            5    ready a2    -> serve a2
            5    begin a1
            5    begin a1
            5    begin a2
            10   end a1
            40   timer       -> drain a1
            41   arrive a
            41   begin a2
            42   arrive a    -> resume a1
            """
        ),
        Script(
            "what drains too long is cut off",
            [.sample("a", max: 2, stream: 20)],
            """
            0    arrive a    -> start a1
            0    arrive a
            0    arrive a    -> start a2
            5    ready a1    -> serve a1
            5    ready a2    -> serve a2
            5    begin a1
            5    begin a1
            5    begin a2
            10   end a1
            40   timer       -> drain a1
            60   timer       -> stop a1
            61   end a1
            62   stopped a1
            """
        ),
        Script(
            "a full queue refuses, and wakes all the same",
            [.sample("a", queue: 1)],
            """
            0    arrive a    -> start a1
            1    arrive a    -> refuse a queueFull
            5    ready a1    -> serve a1
            5    begin a1
            6    arrive a
            6    begin a1
            7    arrive a
            8    arrive a    -> refuse a queueFull
            """
        ),
        Script(
            "where nobody may wait, the first request is refused and wakes the model",
            [.sample("a", queue: 0)],
            """
            0    arrive a    -> start a1, refuse a queueFull
            5    ready a1    -> serve a1
            6    arrive a
            6    begin a1
            """
        ),
    ]

    @Test(arguments: scripts)
    func lives(_ script: Script) throws { try script.run() }
}
