import Agent
import AgentConfig
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ShutdownTests {
    private func write(_ folder: String, _ models: TestFleet.Model...) throws {
        var fleet = TestFleet()
        fleet.models = models
        try fleet.write(to: folder, ports: FreePorts.take())
    }

    @Test func streamsEndBeforeTheAgentDoes() async throws {
        try await withFolder { folder in
            try write(folder, .init("m"))
            let agent = try AgentProcess(in: folder)
            let stream = try await RawConnection.open(agent.address)
            try await stream.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"stream":true,"x_script":"tokens=60000"}"#
            )
            // It goes on for as long as its client takes nothing.
            try await stream.receive(through: "\r\n\r\n")
            try await stream.setReading(false)
            let idle = try await RawConnection.open(agent.address)
            try await idle.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer().status == 200)
            agent.signal(SIGTERM)
            try await eventually("no connection is accepted any more") {
                guard let connection = try? await RawConnection.open(agent.address) else { return true }
                await connection.close()
                return false
            }
            // Who is still connected hears that it is over.
            try await idle.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer().status == 503)
            try await idle.post("/v1/chat/completions", #"{"model":"m","messages":[]}"#)
            let refused = try await idle.answer()
            #expect(refused.status == 503)
            #expect(refused.errorCode == "draining")
            #expect(refused["retry-after"] != nil)
            #expect(refused["connection"] == "close")
            try await stream.setReading(true)
            let isWhole = try await stream.receive(seconds: 60) { unread, _ -> (Bool, taken: Int)? in
                guard unread.suffix(5).elementsEqual("0\r\n\r\n".utf8) else { return nil }
                let text = String(decoding: unread, as: UTF8.self)
                return (text.contains("\" t59999\"") && text.hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"), unread.count)
            }
            #expect(isWhole)
            #expect(try await agent.end() == 0)
            #expect(AgentProcess.processes(with: folder) == [])
        }
    }

    /// An answer that the agent has whole, and its client not yet. Where sockets have small buffers, much of it is still in
    /// the agent.
    @Test func answersAreWrittenBeforeTheAgentEnds() async throws {
        try await withFolder { folder in
            try write(folder, .init("m"))
            let agent = try AgentProcess(in: folder)
            let slow = try await RawConnection.open(agent.address, receiveBuffer: 4096)
            try await slow.setReading(false)
            let long = #"{"model":"m","messages":[],"x_script":"tokens=120000"}"#
            try await slow.post("/v1/chat/completions", long)
            let finished = "spindle_requests_total{model=\"m\",tenant=\"\",status=\"200\"}"
            try await eventually("the model has answered") {
                let metrics = try await RunningAgent.get(agent.admin, "/metrics").text
                return metrics.contains("\(finished) ")
            }
            agent.signal(SIGTERM)
            try await eventually("it drains") { (try? await RawConnection.open(agent.address)) == nil }
            try await slow.setReading(true)
            let answer = try await slow.answer(seconds: 60)
            #expect(answer.status == 200)
            #expect(answer.text.contains("t119999\""))
            await slow.close()
            #expect(try await agent.end() == 0)
        }
    }

    @Test func modelServersEndWithTheAgent() async throws {
        try await withFolder { folder in
            let name = "m-\(UUID().uuidString)"
            try write(folder, .init(name))
            let agent = try AgentProcess(in: folder)
            try await eventually("it is ready") { try await agent.replicas(of: name).first?.phase == "ready" }
            #expect(AgentProcess.processes(with: name).count == 1)
            agent.signal(SIGINT)
            #expect(try await agent.end() == 0)
            #expect(AgentProcess.processes(with: name) == [])
        }
    }

    /// An agent that is killed leaves its models running, and the next one goes on with them.
    @Test func theNextAgentGoesOnWithWhatAKilledOneLeft() async throws {
        try await withFolder { folder in
            try write(folder, .init("m", "--load-seconds", "0.3"))
            let first = try AgentProcess(in: folder)
            #expect(try await first.chat(#"{"model":"m","messages":[]}"#).status == 200)
            let before = try await first.replicas(of: "m").compactMap(\.address)
            first.signal(SIGKILL)
            #expect(try await first.end() == -SIGKILL)

            let second = try AgentProcess(in: folder)
            let start = ContinuousClock.now
            #expect(try await second.chat(#"{"model":"m","messages":[]}"#).status == 200)
            #expect(try await second.replicas(of: "m").compactMap(\.address) == before)
            #expect(ContinuousClock.now - start < .seconds(30))
            let statistics = try await RunningAgent.get(before[0], "/stats")
            #expect(statistics.json["finished"] as? Int == 2, "the same process has answered both")
            second.signal(SIGTERM)
            #expect(try await second.end() == 0)
            await #expect(throws: (any Error).self) { _ = try await RawConnection.open(before[0]) }
        }
    }

    /// A stalled stream does not keep the agent for ever.
    @Test func whoDoesNotEndIsCutOff() async throws {
        try await withAgent(change: { $0.drainSeconds = 0.3 }) { agent in
            let stream = try await agent.connect()
            try await stream.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"stream":true,"x_script":"fault=stall"}"#
            )
            try await stream.receive(through: "\"t0\"")
        }
    }
}
