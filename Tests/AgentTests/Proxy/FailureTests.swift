import Agent
import AgentConfig
import Foundation
import TestSupport
import Testing

/// Model servers that fail before anything of their answer has reached the client, and clients that leave.
@Suite(.timeLimit(.minutes(5))) struct FailureTests {
    @Test(arguments: ["close", "wrong-length", "bad-chunk", "500", "503", "429"], [true, false])
    func isTriedAgainAndThenToldOf(fault: String, isStreamed: Bool) async throws {
        try await withAgent { agent in
            let answer = try await agent.chat(
                #"{"model":"m","messages":[],"stream":\#(isStreamed),"x_script":"after=0, fault=\#(fault)"}"#
            )
            let statistics = try await agent.statistics()
            #expect(statistics.started == 3)
            #expect(answer.status == ["429": 429, "503": 503][fault, default: 502], "\(answer.text)")
            #expect(answer.error["message"] is String)
            #expect(answer["x-spindle-attempts"] == "3")
            if fault == "503" || fault == "429" { #expect(answer["retry-after"] == "1") }
        }
    }

    @Test(arguments: [true, false])
    func anotherModelAnswers(isStreamed: Bool) async throws {
        var fleet = TestFleet(.init("bad", "--fault", "500=1"), .init("good"))
        fleet.route("auto", to: ["bad"], fallback: ["good"])
        try await withAgent(fleet) { agent in
            let answer = try await agent.chat(
                #"{"model":"auto","messages":[],"stream":\#(isStreamed),"x_script":"tokens=5"}"#
            )
            #expect(answer.status == 200)
            #expect(answer["x-spindle-model"] == "good")
            #expect(answer["x-spindle-reason"] == "fallback")
            #expect(answer.text.contains("\"model\":\"good\""))
            #expect(answer.text.components(separatedBy: "t0").count == 2, "once")
            #expect(try await agent.metric(#"spindle_fallbacks_total{model="bad"}"#) == 1)
        }
    }

    /// What has been said cannot be said anew.
    @Test func noOtherModelAfterTheFirstContent() async throws {
        var fleet = TestFleet(.init("bad"), .init("good"))
        fleet.route("auto", to: ["bad"], fallback: ["good"])
        try await withAgent(fleet) { agent in
            let answer = try await agent.chat(
                #"{"model":"auto","messages":[],"stream":true,"x_script":"tokens=5, after=1, fault=close"}"#
            )
            #expect(answer["x-spindle-model"] == "bad")
            #expect(answer.text.contains("upstream_failed"))
            #expect(try await agent.statistics(of: "good").started == 0)
            #expect(try await agent.statistics(of: "bad").started == 1)
        }
    }

    @Test func aModelThatCannotStart() async throws {
        var fleet = TestFleet(
            TestFleet.Model("broken", "--fault", "exit-before-ready=1").with { $0.min = 0 },
            .init("good")
        )
        fleet.route("auto", to: ["broken"], fallback: ["good"])
        try await withAgent(fleet) { agent in
            let answer = try await agent.chat(#"{"model":"auto","messages":[]}"#)
            #expect(answer.status == 200)
            #expect(answer["x-spindle-model"] == "good")
            let direct = try await agent.chat(#"{"model":"broken","messages":[]}"#)
            #expect(direct.status == 503)
            #expect(direct["retry-after"] != nil)
        }
    }

    /// Who has been let down once does not wait for a start as well.
    @Test func aFallbackThatIsAwakeComesBeforeOneThatSleeps() async throws {
        var fleet = TestFleet(
            .init("bad", "--fault", "500=1"),
            TestFleet.Model("asleep").with { $0.min = 0 },
            .init("good")
        )
        fleet.route("auto", to: ["bad"], fallback: ["asleep", "good"])
        fleet.route("last", to: ["bad"], fallback: ["asleep"])
        try await withAgent(fleet) { agent in
            let answer = try await agent.chat(#"{"model":"auto","messages":[]}"#)
            #expect(answer.status == 200 && answer["x-spindle-model"] == "good")
            let last = try await agent.chat(#"{"model":"last","messages":[]}"#)
            #expect(last.status == 200 && last["x-spindle-model"] == "asleep")
        }
    }

    @Test func noFirstWordInTime() async throws {
        var fleet = TestFleet(.init("m"))
        fleet.route("auto", to: ["m"], timeout: 0.3)
        try await withAgent(fleet) { agent in
            for stream in ["true", "false"] {
                let answer = try await agent.chat(
                    #"{"model":"auto","messages":[],"stream":\#(stream),"x_script":"fault=stall-at-first"}"#
                )
                #expect(answer.status == 504)
                #expect(answer.errorCode == "upstream_timeout")
            }
            try await agent.eventually("both are cancelled") { try await agent.statistics().cancelled == 2 }
        }
    }

    /// An answer that has a length cannot end in an error: the client sees that something is missing.
    @Test(arguments: ["close", "wrong-length", "exit", "bad-chunk"])
    func aWholeAnswerThatHasBegunIsCut(fault: String) async throws {
        try await withAgent(change: { $0.options.mostHeld = 1000 }) { agent in
            let connection = try await agent.connect()
            try await connection.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"x_script":"tokens=50000, fault=\#(fault)"}"#
            )
            let text = try await connection.receiveToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.utf8.count > 1000)
            #expect(!text.hasSuffix("\r\n0\r\n\r\n"))
            #expect(!text.contains("t49999"))
        }
    }

    @Test func hugeHeadersOfAServer() async throws {
        try await withAgent { agent in
            let answer = try await agent.chat(#"{"model":"m","messages":[],"x_script":"fault=huge-headers"}"#)
            #expect(answer.status == 200)
            #expect(answer["x-padding-63"]?.count == 1000)
        }
    }

    // MARK: Clients that leave

    @Test(
        arguments: ["tokens=100000, tokens-per-second=50", "fault=stall-at-first", "fault=stall, after=3"],
        [true, false]
    )
    func whoLeavesIsWorkedForNoLonger(script: String, isStreamed: Bool) async throws {
        try await withAgent { agent in
            let connection = try await agent.connect()
            try await connection.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"stream":\#(isStreamed),"x_script":"\#(script)"}"#
            )
            try await agent.eventually("it works") { try await agent.statistics().in_flight == 1 }
            await connection.close()
            try await agent.eventually("it is cancelled") { try await agent.statistics().cancelled == 1 }
            #expect(try await agent.metric(#"spindle_requests_total{model="m",tenant="",status="499"}"#) == 1)
            #expect(try await agent.model("m").inFlight == 0)
        }
    }

    @Test func whoLeavesWhileAModelStartsWaitsNoLonger() async throws {
        try await withAgent(TestFleet(TestFleet.Model("m", "--load-seconds", "600").with { $0.min = 0 })) { agent in
            let connection = try await agent.connect()
            try await connection.post("/v1/chat/completions", #"{"model":"m","messages":[]}"#)
            try await agent.eventually("it waits") { try await agent.model("m").queued == 1 }
            await connection.close()
            try await agent.eventually("it waits no longer") { try await agent.model("m").queued == 0 }
        }
    }

    /// Has the model `m` work on one request and keep another waiting, until they are closed.
    private func occupy(_ agent: RunningAgent, by name: String) async throws -> (RawConnection, RawConnection) {
        let slow = #"{"model":"\#(name)","messages":[],"x_script":"fault=stall-at-first"}"#
        let (first, second) = (try await agent.connect(), try await agent.connect())
        try await first.post("/v1/chat/completions", slow)
        try await agent.eventually("one is worked on") { try await agent.model("m").inFlight == 1 }
        try await second.post("/v1/chat/completions", slow)
        try await agent.eventually("one waits") { try await agent.model("m").queued == 1 }
        return (first, second)
    }

    @Test func aFullQueue() async throws {
        let fleet = TestFleet(TestFleet.Model("m").with { ($0.concurrency, $0.queueSize) = (1, 1) })
        try await withAgent(fleet) { agent in
            let (first, second) = try await occupy(agent, by: "m")
            let third = try await agent.chat(#"{"model":"m","messages":[]}"#)
            #expect(third.status == 429)
            #expect(third.errorCode == "queue_full")
            #expect(third["retry-after"] != nil)
            await first.close()
            await second.close()
            try await agent.eventually("there is room") { try await agent.model("m").inFlight == 0 }
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
        }
    }

    /// On two GPUs another model is woken for who finds no room in the queue; on one it would have to push out who works.
    @Test(arguments: [1, 2]) func aFullQueueAndAFallbackThatSleeps(gpus: Int) async throws {
        var fleet = TestFleet(
            TestFleet.Model("m").with { ($0.min, $0.concurrency, $0.queueSize) = (0, 1, 1) },
            TestFleet.Model("other").with { $0.min = 0 }
        )
        fleet.gpuBudget = gpus
        fleet.route("auto", to: ["m"], fallback: ["other"])
        try await withAgent(fleet) { agent in
            let (first, second) = try await occupy(agent, by: "auto")
            let third = try await agent.chat(#"{"model":"auto","messages":[]}"#)
            #expect(third.status == (gpus == 1 ? 429 : 200))
            #expect(third["x-spindle-model"] == (gpus == 1 ? "m" : "other"))
            #expect(try await agent.model("other").replicas.count == gpus - 1)
            await first.close()
            await second.close()
        }
    }

    /// Who has waited too long for a model that is awake is not told that it is starting.
    @Test func aQueueThatStandsStill() async throws {
        let fleet = TestFleet(TestFleet.Model("m").with { ($0.concurrency, $0.queueSeconds) = (1, 0.3) })
        try await withAgent(fleet) { agent in
            let first = try await agent.connect()
            try await first.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"x_script":"fault=stall-at-first"}"#
            )
            try await agent.eventually("one is worked on") { try await agent.model("m").inFlight == 1 }
            let second = try await agent.chat(#"{"model":"m","messages":[]}"#)
            #expect(second.status == 503)
            #expect(second.errorCode == "queue_timeout")
            #expect(second["retry-after"] == "1")
            await first.close()
        }
    }

    /// Errors that lie in the requests of one client take the model from nobody else.
    @Test func requestsThatFailDoNotEjectTheOnlyReplica() async throws {
        try await withAgent { agent in
            try await agent.ready()
            for _ in 0..<6 {
                #expect(try await agent.chat(#"{"model":"m","messages":[],"x_script":"fault=500"}"#).status == 502)
            }
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
        }
    }

    /// A connection that the last client was slow on serves the next.
    @Test func aConnectionAfterASlowClient() async throws {
        try await withAgent { agent in
            let slow = try await RawConnection.open(agent.address, receiveBuffer: 4096)
            try await slow.setReading(false)
            try await slow.post("/v1/chat/completions", #"{"model":"m","messages":[],"x_script":"tokens=1500000"}"#)
            try await agent.eventually("the agent is at it") { try await agent.statistics().started == 1 }
            try await slow.setReading(true)
            let answer = try await slow.answer(seconds: 60)
            #expect(answer.text.contains("t1499999\""))
            for _ in 0..<3 {
                #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
            }
        }
    }
}
