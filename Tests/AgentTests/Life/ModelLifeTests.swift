import Agent
import AgentConfig
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ModelLifeTests {
    private func chat(_ model: String) -> String { #"{"model":"\#(model)","messages":[]}"# }

    @Test func sleepsWhenIdleAndWakes() async throws {
        let fleet = TestFleet(TestFleet.Model("m").with { ($0.min, $0.idle) = (0, .fixed(seconds: 0.2)) })
        try await withAgent(fleet) { agent in
            #expect(try await agent.model("m").replicas.isEmpty)
            for _ in 0..<2 {
                let answer = try await agent.chat(chat("m"))
                #expect(answer.status == 200)
                #expect(answer["x-spindle-start"] == "waited")
                try await agent.eventually("it sleeps") { try await agent.model("m").replicas.isEmpty }
            }
            #expect(try await agent.metric(#"spindle_cold_starts_total{model="m"}"#) == 2)
        }
    }

    @Test func twoModelsTakeTurnsOnOneGPU() async throws {
        var fleet = TestFleet(TestFleet.Model("a").with { $0.min = 0 }, TestFleet.Model("b").with { $0.min = 0 })
        fleet.gpuBudget = 1
        try await withAgent(fleet) { agent in
            for _ in 0..<3 {
                for model in ["a", "b"] {
                    #expect(try await agent.chat(chat(model)).status == 200)
                    let awake = try await agent.models().filter { !$0.replicas.isEmpty }.map(\.name)
                    #expect(awake == [model])
                    #expect(try await agent.metric("spindle_gpus_in_use") == 1)
                }
            }
        }
    }

    /// Hard prompts go to what is awake, until together they have lost enough by the sleep of what is better.
    @Test func promptsTogetherWakeTheBetterModel() async throws {
        var fleet = TestFleet(
            TestFleet.Model("small").with { $0.high = 0.2 },
            TestFleet.Model("large").with { ($0.min, $0.high, $0.coldStart) = (0, 0.75, 60) }
        )
        fleet.route("auto", to: ["small", "large"])
        let hard = #"{"model":"auto","max_tokens":8,"messages":[{"role":"user","content":"Please prove it."}]}"#
        let easy = #"{"model":"auto","max_tokens":8,"messages":[{"role":"user","content":"Please."}]}"#
        try await withAgent(fleet) { agent in
            let first = try await agent.chat(hard)
            #expect(first.status == 200 && first["x-spindle-model"] == "small" && first["x-spindle-start"] == "warm")
            #expect(try await agent.model("large").replicas.isEmpty)
            try await agent.eventually("the large one is woken, and gets hard prompts") {
                let answer = try await agent.chat(hard)
                #expect(answer.status == 200 && answer["x-spindle-start"] == "warm", "nobody waits for it")
                return answer["x-spindle-model"] == "large"
            }
            #expect(try await agent.metric(#"spindle_cold_starts_total{model="large"}"#) == 1)
            #expect(try await agent.chat(easy).status == 200)
        }
    }

    /// Each engine empties the GPU for the other, and is the same process when it is asked again.
    @Test(arguments: [1, 2]) func enginesThatSleepTakeTurns(level: Int) async throws {
        var fleet = TestFleet(
            TestFleet.Model("a").with { ($0.min, $0.sleepLevel) = (0, level) },
            TestFleet.Model("b").with { ($0.min, $0.sleepLevel) = (0, level) }
        )
        fleet.gpuBudget = 1
        try await withAgent(fleet) { agent in
            var numbers: [String: Int] = [:]
            for round in 0..<3 {
                for model in ["a", "b"] {
                    #expect(try await agent.chat(chat(model)).status == 200)
                    let replica = try #require(try await agent.model(model).replicas.first)
                    #expect(numbers[model] ?? replica.number == replica.number)
                    numbers[model] = replica.number
                    #expect(try await agent.metric("spindle_gpus_in_use") == 1)
                    guard round > 0 else { continue }
                    let other = try await agent.model(model == "a" ? "b" : "a")
                    #expect(other.phase == "dormant")
                }
            }
        }
    }

    /// Both are asked for at once, again and again: neither starves, and there is never more than one.
    @Test func nobodyStarvesOnOneGPU() async throws {
        var fleet = TestFleet(TestFleet.Model("a").with { $0.min = 0 }, TestFleet.Model("b").with { $0.min = 0 })
        fleet.gpuBudget = 1
        try await withAgent(fleet) { agent in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for client in 0..<12 {
                    group.addTask { try await agent.chat(chat(client % 2 == 0 ? "a" : "b")).status }
                }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    @Test func aCrashIsNoticedAtOnce() async throws {
        try await withAgent { agent in
            try await agent.ready()
            let address = try await agent.server()
            let port = address.split(separator: ":").last.map(String.init) ?? ""
            let servers = AgentProcess.processes(with: "--port\0\(port)\0")
            #expect(servers.count == 1)
            for pid in servers { kill(pid, SIGKILL) }
            let start = ContinuousClock.now
            try await agent.eventually("it is gone") {
                try await agent.model("m").replicas.compactMap(\.address) != [address]
            }
            #expect(ContinuousClock.now - start < .seconds(30))
            #expect(try await agent.chat(chat("m")).status == 200)
            #expect(try await agent.metric(#"spindle_replica_failures_total{model="m"}"#) == 1)
        }
    }

    /// A second replica serves while the first is killed again and again.
    @Test func requestsGoToTheReplicaThatIsLeft() async throws {
        let fleet = TestFleet(TestFleet.Model("m").with { ($0.min, $0.max) = (2, 2) })
        try await withAgent(fleet) { agent in
            try await agent.eventually("both are ready") {
                try await agent.model("m").replicas.count { $0.phase == "ready" } == 2
            }
            let address = try await agent.server()
            let port = address.split(separator: ":").last.map(String.init) ?? ""
            for pid in AgentProcess.processes(with: "--port\0\(port)\0") { kill(pid, SIGKILL) }
            for _ in 0..<20 { #expect(try await agent.chat(chat("m")).status == 200) }
        }
    }

    @Test func ordersOfPeople() async throws {
        try await withAgent(TestFleet(TestFleet.Model("m").with { $0.min = 0 })) { agent in
            #expect(try await agent.order("/api/models/m/wake").status == 200)
            try await agent.ready()
            #expect(try await agent.order("/api/models/m/sleep").status == 200)
            try await agent.eventually("it sleeps") { try await agent.model("m").replicas.isEmpty }
            #expect(try await agent.order("/api/models/x/wake").status == 404)
            #expect(try await agent.order("/api/models/m/dance").status == 404)
        }
    }
}
