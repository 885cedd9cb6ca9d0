import Foundation
import Synchronization
import TestSupport

/// An agent as people start it: a process of its own, which signals reach.
final class AgentProcess: Sendable {
    let address: String
    let admin: String
    let pid: pid_t
    private let process: Mutex<Process>
    private let output: Pipe

    /// - Parameter folder: with the configuration; its state is kept in there too.
    init(in folder: String, _ options: String...) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: BuiltProgram.agent)
        process.arguments =
            ["run", folder, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--state", "\(folder)/state"] + options
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try Self.withSignalsUnblocked { try process.run() }
        // One line says where it listens.
        var line = ""
        while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
        }
        let words = line.split(whereSeparator: \.isWhitespace).map {
            $0.replacing("http://", with: "").replacing("/v1", with: "")
        }
        guard words.count == 4 else { throw RunningAgent.NotSeen(description: "the agent did not start: \(line)") }
        (address, admin) = (String(words[1]), String(words[3]))
        pid = process.processIdentifier
        self.process = Mutex(process)
        self.output = output
    }

    /// A new process has the signals blocked that its parent's thread has, and threads of tests block most of them.
    private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    func signal(_ signal: Int32) { kill(pid, signal) }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Waits for its end.
    /// - Returns: its status, or the negative signal.
    func end(seconds: Double = 60) async throws -> Int32 {
        let end = ContinuousClock.now + .seconds(seconds)
        while isRunning {
            guard ContinuousClock.now < end else { throw RunningAgent.NotSeen(description: "the agent goes on") }
            try await Task.sleep(for: .milliseconds(10))
        }
        return process.withLock {
            $0.terminationReason == .uncaughtSignal ? -$0.terminationStatus : $0.terminationStatus
        }
    }

    /// After a test that failed: killed, it would leave its model servers running.
    deinit { if process.withLock({ $0.isRunning }) { kill(pid, SIGTERM) } }

    // MARK: What it takes

    /// KiB of memory that it has.
    var residentKiB: Int {
        let status =
            FileManager.default.contents(atPath: "/proc/\(pid)/status").map { String(decoding: $0, as: UTF8.self) }
            ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    }

    var descriptors: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0 }

    // MARK: What clients see

    func chat(_ body: String, seconds: Double = 60) async throws -> RawAnswer {
        let connection = try await RawConnection.open(address)
        try await connection.post("/v1/chat/completions", body)
        let answer = try await connection.answer(seconds: seconds)
        await connection.close()
        return answer
    }

    /// The process of a model's replica, as it tells itself.
    func replicas(of model: String) async throws -> [RunningAgent.Model.Replica] {
        struct Fleet: Decodable { var models: [RunningAgent.Model] }
        let answer = try await RunningAgent.get(admin, "/api/fleet")
        return try JSONDecoder().decode(Fleet.self, from: Data(answer.body)).models.first { $0.name == model }?.replicas
            ?? []
    }

    /// Processes whose command line has a text: model servers outlive their agent.
    static func processes(with text: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(pid_t.init).filter { pid in
            let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).contains(text)
        }
    }
}

func eventually(_ what: String, seconds: Double = 60, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw RunningAgent.NotSeen(description: "not within \(seconds) s: \(what)")
}
