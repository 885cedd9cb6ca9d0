import Foundation
import TestSupport
import Testing

/// Many clients, of which most are no good: memory stays bounded and the others are served.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LoadTests {
    private func withProcess(_ body: (AgentProcess) async throws -> Void) async throws {
        try await withFolder { folder in
            let fleet = TestFleet(.init("m"), .init("slow"))
            try fleet.write(to: folder, ports: FreePorts.take())
            let agent = try AgentProcess(in: folder)
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
            try await body(agent)
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
            agent.signal(SIGTERM)
            #expect(try await agent.end() == 0)
        }
    }

    @Test func aThousandIdleConnections() async throws {
        try await withProcess { agent in
            let before = agent.residentKiB
            var idle: [RawConnection] = []
            for _ in 0..<1000 { idle.append(try await RawConnection.open(agent.address)) }
            for _ in 0..<50 {
                #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
            }
            try await eventually("all are accepted") { agent.descriptors > 1000 }
            #expect(agent.residentKiB - before < 60_000, "\(before) KiB, then \(agent.residentKiB)")
            for connection in idle { await connection.close() }
            try await eventually("all are closed") { agent.descriptors < 60 }
        }
    }

    /// A model server is read as fast as its client reads, and no faster.
    @Test func slowReaders() async throws {
        try await withProcess { agent in
            let before = agent.residentKiB
            var slow: [RawConnection] = []
            for _ in 0..<20 {
                let connection = try await RawConnection.open(agent.address, receiveBuffer: 4096)
                try await connection.setReading(false)
                // More than 3 MB each.
                try await connection.post(
                    "/v1/chat/completions",
                    #"{"model":"slow","messages":[],"stream":true,"x_script":"tokens=20000"}"#
                )
                slow.append(connection)
            }
            for _ in 0..<20 {
                #expect(try await agent.chat(#"{"model":"m","messages":[]}"#, seconds: 60).status == 200)
            }
            #expect(agent.residentKiB - before < 40_000, "\(before) KiB, then \(agent.residentKiB)")
            // They get all of it once they read.
            try await slow[0].setReading(true)
            let answer = try await slow[0].longAnswer()
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
            #expect(answer.text.components(separatedBy: "\"content\":").count - 1 == 20_001)
            for connection in slow { await connection.close() }
        }
    }

    /// Who sends requests and reads no answers is not read from.
    @Test func aPipelineWithoutAReader() async throws {
        try await withProcess { agent in
            let before = agent.residentKiB
            let connection = try await RawConnection.open(agent.address, receiveBuffer: 4096)
            try await connection.setReading(false)
            let requests = Array(String(repeating: "GET /v1/models/x HTTP/1.1\r\nHost: a\r\n\r\n", count: 5000).utf8)
            for _ in 0..<60 { connection.push(requests) }
            for _ in 0..<100 {
                #expect(try await agent.chat(#"{"model":"m","messages":[]}"#, seconds: 60).status == 200)
            }
            #expect(agent.residentKiB - before < 40_000, "\(before) KiB, then \(agent.residentKiB)")
            await connection.close()
        }
    }

    /// A length that is promised takes no memory.
    @Test func promisesOfLargeBodies() async throws {
        try await withProcess { agent in
            let before = agent.residentKiB
            var open: [RawConnection] = []
            for _ in 0..<200 {
                let connection = try await RawConnection.open(agent.address)
                try await connection.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 60000000\r\n\r\n{"
                )
                open.append(connection)
            }
            #expect(try await agent.chat(#"{"model":"m","messages":[]}"#).status == 200)
            #expect(agent.residentKiB - before < 40_000, "\(before) KiB, then \(agent.residentKiB)")
            for connection in open { await connection.close() }
        }
    }
}
