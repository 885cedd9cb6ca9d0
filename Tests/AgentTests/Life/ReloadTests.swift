import Agent
import AgentConfig
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Another configuration while requests go on.
@Suite(.timeLimit(.minutes(5))) struct ReloadTests {
    private let body = #"{"model":"m","messages":[]}"#

    @Test func aChangedFileIsTakenOver() async throws {
        try await withAgent { agent in
            var fleet = TestFleet(.init("n"), TestFleet.Model("m").with { $0.aliases = ["new"] })
            fleet.route("auto", to: ["n"])
            try fleet.write(to: agent.folder, ports: agent.ports)
            try await agent.eventually("the new names are known") {
                try await agent.chat(#"{"model":"new","messages":[]}"#).status == 200
            }
            #expect(try await agent.chat(#"{"model":"auto","messages":[]}"#)["x-spindle-model"] == "n")
        }
    }

    @Test func whatIsInFlightGoesOn() async throws {
        try await withAgent { agent in
            let stream = try await agent.connect()
            try await stream.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"stream":true,"x_script":"tokens=60, tokens-per-second=40"}"#
            )
            try await stream.receive(through: "\"t0\"")
            for names in [["a", "m", "b"], ["m"], ["b", "a", "m"]] {
                var fleet = TestFleet()
                fleet.models = names.map { .init($0) }
                try await agent.reconfigure(fleet)
            }
            #expect(try await agent.metric(#"spindle_config_reloads_total{result="accepted"}"#) >= 3)
            let rest = try await stream.receive(through: "data: [DONE]\n\n")
            for token in 1..<60 { #expect(rest.contains("\" t\(token)\"")) }
            #expect(try await agent.statistics().finished == 1)
        }
    }

    /// A request whose model goes while it waits or is worked on ends, one way or the other.
    @Test func aModelThatGoes() async throws {
        try await withAgent(TestFleet(.init("m"), TestFleet.Model("slow", "--load-seconds", "600").with { $0.min = 0 }))
        { agent in
            let stream = try await agent.connect()
            try await stream.post(
                "/v1/chat/completions",
                #"{"model":"m","messages":[],"stream":true,"x_script":"tokens=40, tokens-per-second=40"}"#
            )
            try await stream.receive(through: "\"t0\"")
            let waiting = try await agent.connect()
            try await waiting.post("/v1/chat/completions", #"{"model":"slow","messages":[]}"#)
            try await agent.eventually("it waits") { try await agent.model("slow").queued == 1 }
            try await agent.reconfigure(TestFleet(.init("other")))
            let refused = try await waiting.answer()
            #expect(refused.status == 404)
            #expect(refused.errorCode == "model_not_found")
            try await stream.receive(through: "data: [DONE]\n\n")
            #expect(try await agent.chat(body).status == 404)
            try await agent.eventually("its server is stopped") {
                try await agent.models().first { $0.name == "m" }?.replicas.isEmpty ?? true
            }
        }
    }

    @Test(arguments: ["", "{", "[]", #"{"version":99}"#, #"{"version":1}"#])
    func aBadFileKeepsTheLast(text: String) async throws {
        try await withAgent { agent in
            for name in ["router.json", "scaling.json"] {
                try text.write(toFile: "\(agent.folder)/\(name)", atomically: true, encoding: .utf8)
                let answer = try await agent.order("/api/reload")
                #expect(answer.status == 422)
                #expect((answer.json["error"] as? String)?.contains(name) == true, "\(answer.text)")
                #expect(try await agent.chat(body).status == 200)
                #expect(try await agent.admin("/api/fleet").json["refusal"] is String)
                try TestFleet(.init("m")).write(to: agent.folder, ports: agent.ports)
                #expect(try await agent.order("/api/reload").status == 200)
            }
            #expect(try await agent.admin("/api/fleet").json["refusal"] == nil)
        }
    }

    @Test func onSIGHUP() async throws {
        try await withFolder { folder in
            let ports = FreePorts.take()
            try TestFleet(.init("m")).write(to: folder, ports: ports)
            let agent = try AgentProcess(in: folder)
            #expect(try await agent.chat(body).status == 200)
            try TestFleet(TestFleet.Model("m").with { $0.aliases = ["new"] }).write(to: folder, ports: ports)
            agent.signal(SIGHUP)
            try await eventually("the new name is known") {
                try await agent.chat(#"{"model":"new","messages":[]}"#).status == 200
            }
            agent.signal(SIGTERM)
            #expect(try await agent.end() == 0)
        }
    }

    /// Requests and reloads at the same time: each request sees one configuration, never two halves.
    @Test func manyReloadsUnderLoad() async throws {
        var fleet = TestFleet(.init("a"), .init("b"), .init("c"), .init("d"))
        fleet.route("auto", to: ["a", "b", "c", "d"])
        try await withAgent(fleet, change: { $0.threads = 2 }) { [fleet] agent in
            for model in fleet.models { try await agent.ready(model.name) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        let connection = try await agent.connect()
                        for turn in 0..<60 {
                            let name = ["auto", "a", "b"][(client + turn) % 3]
                            try await connection.post("/v1/chat/completions", #"{"model":"\#(name)","messages":[]}"#)
                            let answer = try await connection.answer()
                            #expect(answer.status == 200, "\(answer.text)")
                            let served = answer["x-spindle-model"] ?? ""
                            #expect(answer.text.contains("\"model\":\"\(served)\""))
                            if name != "auto" { #expect(served == name) }
                        }
                    }
                }
                group.addTask {
                    for turn in 0..<40 {
                        var next = fleet
                        next.models.rotate(by: turn % 4)
                        if turn % 2 == 0 {
                            next.models.insert(TestFleet.Model("extra").with { $0.min = 0 }, at: turn % 5)
                        }
                        try await agent.reconfigure(next)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

extension Array {
    fileprivate mutating func rotate(by count: Int) { self = Array(self[count...] + self[..<count]) }
}
