import Agent
import Foundation
import Logging
import ServiceLifecycle
import TestSupport

/// An agent within the process of the tests, with model servers of its own, and what tests ask of it.
struct RunningAgent: Sendable {
    let agent: Agent
    let folder: String
    let ports: ClosedRange<Int>

    var address: String { agent.address }

    /// Opens a connection of a client.
    func connect() async throws -> RawConnection { try await .open(address) }

    /// Asks on a connection of its own.
    func post(_ path: String, _ body: String, _ headers: String..., seconds: Double = 60) async throws -> RawAnswer {
        let connection = try await connect()
        try await connection.post(path, body, headers)
        let answer = try await connection.answer(seconds: seconds)
        await connection.close()
        return answer
    }

    func chat(_ body: String, _ headers: String..., seconds: Double = 60) async throws -> RawAnswer {
        let connection = try await connect()
        try await connection.post("/v1/chat/completions", body, headers)
        let answer = try await connection.answer(seconds: seconds)
        await connection.close()
        return answer
    }

    /// Sends text as it is, and reads one answer.
    func exchange(_ text: String, hasBody: Bool = true) async throws -> RawAnswer {
        let connection = try await connect()
        try await connection.send(text)
        let answer = try await connection.answer(hasBody: hasBody)
        await connection.close()
        return answer
    }

    /// Writes another configuration, which the agent has taken over or refused when this returns.
    func reconfigure(_ fleet: TestFleet) async throws {
        try fleet.write(to: folder, ports: ports)
        try await order("/api/reload")
    }

    // MARK: The admin API

    func admin(_ path: String) async throws -> RawAnswer { try await Self.get(agent.adminAddress, path) }

    @discardableResult
    func order(_ path: String) async throws -> RawAnswer {
        let connection = try await RawConnection.open(agent.adminAddress)
        try await connection.send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nX-Spindle-Admin: 1\r\nContent-Length: 0\r\n\r\n"
        )
        let answer = try await connection.answer()
        await connection.close()
        return answer
    }

    static func get(_ address: String, _ path: String) async throws -> RawAnswer {
        let connection = try await RawConnection.open(address)
        try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try await connection.answer()
        await connection.close()
        return answer
    }

    struct Model: Decodable {
        struct Replica: Decodable {
            var number: Int
            var phase: String
            var inFlight: Int
            var address: String?
            var isEjected: Bool
        }

        var name: String
        var phase: String
        var replicas: [Replica]
        var inFlight: Int
        var queued: Int
    }

    private struct Fleet: Decodable { var models: [Model] }

    func models() async throws -> [Model] {
        try JSONDecoder().decode(Fleet.self, from: Data(try await admin("/api/fleet").body)).models
    }

    func model(_ name: String) async throws -> Model {
        guard let model = try await models().first(where: { $0.name == name }) else {
            throw NotSeen(description: "no model \(name)")
        }
        return model
    }

    /// The value of a series of `/metrics`; 0 if there is none.
    func metric(_ series: String) async throws -> Double {
        let lines = try await admin("/metrics").text.split(separator: "\n")
        return lines.first { $0.hasPrefix(series + " ") }.flatMap { Double($0.dropFirst(series.count + 1)) } ?? 0
    }

    // MARK: The model servers

    /// What a scripted model server tells of itself.
    struct Statistics: Decodable {
        struct Last: Decodable {
            var method: String
            var target: String
            var headers: [[String]]
            var length: Int
            var sha256: String

            subscript(_ name: String) -> [String] {
                headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
            }
        }

        var started: Int
        var finished: Int
        var cancelled: Int
        var failed: Int
        var in_flight: Int
        var last: Last
    }

    func statistics(of model: String = "m") async throws -> Statistics {
        try JSONDecoder().decode(Statistics.self, from: Data(try await Self.get(server(of: model), "/stats").body))
    }

    /// The address of a model's first server, once it is ready.
    func server(of model: String = "m") async throws -> String {
        var address: String?
        try await eventually("\(model) is ready") {
            address = try await self.model(model).replicas.first { $0.phase == "ready" }?.address
            return address != nil
        }
        return address ?? ""
    }

    struct NotSeen: Error, CustomStringConvertible {
        var description: String
    }

    /// Waits until something is true that nobody tells of.
    func eventually(_ what: String, seconds: Double = 60, _ condition: () async throws -> Bool) async throws {
        try await AgentTests.eventually(what, seconds: seconds, condition)
    }

    /// Waits until a model is ready.
    func ready(_ model: String = "m") async throws {
        try await eventually("\(model) is ready") { try await self.model(model).phase == "ready" }
    }
}

/// Runs an agent and, when the models are ready that are always awake, a closure with it; agent, model servers and folder are gone afterwards.
/// - Parameter keys: tenants by their keys.
func withAgent(
    _ fleet: TestFleet = TestFleet(.init("m")),
    keys: [String: String]? = nil,
    change: (inout AgentSettings) -> Void = { _ in },
    _ body: (RunningAgent) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "agent-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ports = FreePorts.take()
    try fleet.write(to: folder, ports: ports)
    var settings = AgentSettings(folder: folder, stateFolder: "\(folder)/state")
    (settings.port, settings.adminPort, settings.threads) = (0, 0, 1)
    if let keys {
        settings.keys = "\(folder)/keys"
        try keys.keyLines.write(toFile: "\(folder)/keys", atomically: true, encoding: .utf8)
    }
    change(&settings)
    var logger = Logger(label: "tests")
    logger.logLevel = .critical
    let agent = try await Agent(settings, logger: logger)
    let group = ServiceGroup(services: [agent], logger: logger)
    let running = Task { try await group.run() }
    let outcome: Result<Void, any Error>
    do {
        let running = RunningAgent(agent: agent, folder: folder, ports: ports)
        for model in fleet.models where model.min > 0 { try await running.ready(model.name) }
        outcome = .success(try await body(running))
    } catch {
        outcome = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await running.value
    try outcome.get()
}

/// Runs a closure with an empty folder that is gone afterwards.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "agent-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
}
