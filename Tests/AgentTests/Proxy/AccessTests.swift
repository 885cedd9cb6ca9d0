import Agent
import AgentConfig
import Foundation
import Logging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct AccessTests {
    private func fleet(_ tenants: RouterConfig.Tenant...) -> TestFleet {
        var fleet = TestFleet(.init("m"), .init("n"))
        fleet.tenants = tenants
        return fleet
    }

    private let body = #"{"model":"m","messages":[],"x_script":"tokens=4"}"#

    @Test func keysInEveryHeader() async throws {
        try await withAgent(fleet(.init(name: "t", priority: 0)), keys: ["sk": "t"]) { agent in
            try await agent.ready()
            for header in ["Authorization: Bearer sk", "authorization: bearer sk", "X-Api-Key: sk", "api-key: sk"] {
                #expect(try await agent.chat(body, header).status == 200, "\(header)")
            }
            for header in [
                "Authorization: sk", "Authorization: Basic sk", "Authorization: Bearer ", "X-Api-Key: ", "X-Key: sk",
            ] {
                #expect(try await agent.chat(body, header).status == 401, "\(header)")
            }
            #expect(try await agent.exchange("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n").status == 401)
            #expect(try await agent.exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        }
    }

    /// Strangers do not fill memory.
    @Test(arguments: ["Content-Length: 60000000", "Transfer-Encoding: chunked"])
    func longBodiesOfStrangersAreNotRead(framing: String) async throws {
        try await withAgent(fleet(.init(name: "t", priority: 0)), keys: ["sk": "t"]) { agent in
            let answer = try await agent.exchange("POST /v1/messages HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
            #expect(answer.status == 401)
            #expect(answer.error["type"] as? String == "authentication_error")
            #expect(answer["connection"] == "close")
        }
    }

    @Test func concurrency() async throws {
        try await withAgent(fleet(.init(name: "t", priority: 0, concurrency: 1)), keys: ["sk": "t"]) { agent in
            let connection = try await agent.connect()
            let slow = #"{"model":"m","messages":[],"x_script":"fault=stall-at-first"}"#
            try await connection.post("/v1/chat/completions", slow, ["Authorization: Bearer sk"])
            try await agent.eventually("it is worked on") { try await agent.model("m").inFlight == 1 }
            let second = try await agent.chat(body, "Authorization: Bearer sk")
            #expect(second.status == 429)
            #expect(second.errorCode == "rate_limit_exceeded")
            await connection.close()
            try await agent.eventually("it is over") { try await agent.model("m").inFlight == 0 }
            #expect(try await agent.chat(body, "Authorization: Bearer sk").status == 200)
        }
    }

    @Test func modelsOfATenant() async throws {
        try await withAgent(fleet(.init(name: "t", models: ["n"], priority: 0)), keys: ["sk": "t"]) { agent in
            let list = try await agent.exchange("GET /v1/models HTTP/1.1\r\nHost: a\r\nX-Api-Key: sk\r\n\r\n")
            #expect((list.json["data"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["n"])
            #expect(try await agent.chat(body, "X-Api-Key: sk").status == 403)
            #expect(try await agent.chat(body.replacing("\"m\"", with: "\"n\""), "X-Api-Key: sk").status == 200)
        }
    }

    @Test func tokensAreCharged() async throws {
        try await withAgent(fleet(.init(name: "t", priority: 0, tokensPerMinute: 50)), keys: ["sk": "t"]) { agent in
            let long = #"{"model":"m","messages":[],"x_script":"tokens=500"}"#
            #expect(try await agent.chat(long, "X-Api-Key: sk").status == 200)
            let next = try await agent.chat(body, "X-Api-Key: sk")
            #expect(next.status == 429)
            #expect(next["retry-after"].flatMap(Int.init).map { $0 > 60 } == true, "\(next["retry-after"] ?? "")")
        }
    }

    @Test func theFileOfKeysIsReadAgain() async throws {
        try await withAgent(fleet(.init(name: "t", priority: 0)), keys: ["old": "t"]) { agent in
            #expect(try await agent.chat(body, "X-Api-Key: new").status == 401)
            try ["new": "t"].keyLines.write(toFile: "\(agent.folder)/keys", atomically: true, encoding: .utf8)
            try await agent.eventually("the new key opens") {
                try await agent.chat(body, "X-Api-Key: new").status == 200
            }
            #expect(try await agent.chat(body, "X-Api-Key: old").status == 401)
            try "nonsense\n".write(toFile: "\(agent.folder)/keys", atomically: true, encoding: .utf8)
            try await agent.eventually("a bad file is refused") {
                try await agent.metric(#"spindle_config_reloads_total{result="refused"}"#) == 1
            }
            #expect(try await agent.chat(body, "X-Api-Key: new").status == 200)
        }
    }

    /// Without keys only this machine may come.
    @Test(arguments: ["0.0.0.0", "192.0.2.1", "::"])
    func withoutKeysOnlyLoopback(host: String) async throws {
        try await withFolder { folder in
            try TestFleet(.init("m")).write(to: folder, ports: FreePorts.take())
            var settings = AgentSettings(folder: folder, stateFolder: "\(folder)/state")
            (settings.host, settings.port, settings.adminPort) = (host, 0, 0)
            do throws(AgentFailure) {
                _ = try await Agent(settings, logger: Logger(label: "tests"))
                Issue.record("it listens on \(host)")
            } catch {
                #expect(error.description.contains("--keys"), "\(error)")
            }
        }
    }
}
