import AgentConfig
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import ProcessDriver

/// A driver with folders of its own, and all that it tells.
struct DriverBench {
    let driver: ProcessDriver
    let folder: String
    let recorder: Recorder
    static let replica = Replica(model: "m", number: 1)

    /// Runs a closure with a driver; what it has started is gone afterwards.
    static func with(
        ports: ClosedRange<Int>? = nil,
        tuning: DriverTuning = quick,
        _ body: (DriverBench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spindle-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try DriverBench(folder: folder, ports: ports ?? somePorts(), tuning: tuning)
        do { try await body(bench) } catch {
            await bench.driver.shutdown(leaving: false, grace: 0)
            throw error
        }
        await bench.driver.shutdown(leaving: false, grace: 0)
    }

    init(folder: String, ports: ClosedRange<Int>, tuning: DriverTuning = quick) throws {
        let recorder = Recorder()
        self.recorder = recorder
        self.folder = folder
        driver = try ProcessDriver(
            host: .init(host: "127.0.0.1", firstPort: ports.lowerBound, lastPort: ports.upperBound),
            stateFolder: "\(folder)/state",
            logFolder: "\(folder)/logs",
            tuning: tuning,
            events: recorder.record
        )
    }

    /// Ports that no other test has, below those that the system gives away itself.
    static func somePorts() -> ClosedRange<Int> {
        let first =
            10_000
            + nextPorts.withLock { number in
                defer { number += 1 }
                return number * 20
            }
        return first...(first + 19)
    }

    private static let nextPorts = Mutex(Int(ProcessInfo.processInfo.processIdentifier) % 900)

    static var quick: DriverTuning {
        var tuning = DriverTuning()
        tuning.period = 0.1
        tuning.answerTimeout = 0.3
        tuning.logPeriod = 0.05
        return tuning
    }

    func start(
        _ command: [String],
        replica: Replica = replica,
        env: [String: String] = [:],
        workingDirectory: String? = nil,
        startupTimeout: Double = 60
    ) {
        let launch = Self.launch(command, env: env, workingDirectory: workingDirectory, startupTimeout: startupTimeout)
        driver.start(replica, launch)
    }

    static func launch(
        _ command: [String],
        env: [String: String] = [:],
        workingDirectory: String? = nil,
        startupTimeout: Double = 60
    ) -> Launch {
        let process = ScalingConfig.Process(
            command: command,
            env: env,
            workingDirectory: workingDirectory,
            health: "/health"
        )
        return Launch(process: process, startupTimeout: startupTimeout)
    }

    static func server(_ arguments: String...) -> [String] {
        [SpindleProcess.built("scripted-model-server"), "--host", "{host}", "--port", "{port}"] + arguments
    }

    func next(_ replica: Replica = replica) async throws -> ReplicaEvent { try await recorder.next(of: replica) }

    /// The next event, which says that it was launched.
    func launched(_ replica: Replica = replica) async throws -> (pid: Int32, port: Int) {
        let event = try await next(replica)
        guard case .launched(let pid, let port) = event else { throw Unexpected(event: event) }
        return (pid, port)
    }

    func ready(_ command: [String] = server()) async throws -> (pid: Int32, port: Int) {
        start(command)
        let place = try await launched()
        try #require(await next() == .ready)
        return place
    }

    struct Unexpected: Error { var event: ReplicaEvent }

    var records: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/state")
        return names?.filter { $0 != "lock" }.sorted() ?? []
    }

    func logText(_ name: String = "m.1.log") -> String {
        String(decoding: FileManager.default.contents(atPath: "\(folder)/logs/\(name)") ?? Data(), as: UTF8.self)
    }
}

/// Keeps events until somebody asks for them.
final class Recorder: Sendable {
    private struct State {
        var events: [(Replica, ReplicaEvent)] = []
        var waiting: (Replica, CheckedContinuation<ReplicaEvent?, Never>)?
        var waits = 0
    }

    struct Timeout: Error {}

    private let state = Mutex(State())

    func record(_ replica: Replica, _ event: ReplicaEvent) {
        let waiting = state.withLock { state in
            if let waiting = state.waiting, waiting.0 == replica {
                state.waiting = nil
                return waiting.1 as CheckedContinuation?
            }
            state.events.append((replica, event))
            return nil
        }
        waiting?.resume(returning: event)
    }

    /// The oldest event of the replica that was not asked for yet.
    func next(of replica: Replica, seconds: Double = 60) async throws -> ReplicaEvent {
        let event = await withCheckedContinuation { (continuation: CheckedContinuation<ReplicaEvent?, Never>) in
            let (found, wait) = state.withLock { state -> (ReplicaEvent?, Int) in
                state.waits += 1
                if let index = state.events.firstIndex(where: { $0.0 == replica }) {
                    return (state.events.remove(at: index).1, state.waits)
                }
                state.waiting = (replica, continuation)
                return (nil, state.waits)
            }
            if let found { return continuation.resume(returning: found) }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [self] in giveUp(wait) }
        }
        guard let event else { throw Timeout() }
        return event
    }

    private func giveUp(_ wait: Int) {
        let waiting = state.withLock { state in
            guard state.waits == wait else { return nil as CheckedContinuation<ReplicaEvent?, Never>? }
            defer { state.waiting = nil }
            return state.waiting?.1
        }
        waiting?.resume(returning: nil)
    }

    var rest: [ReplicaEvent] { state.withLock { $0.events.map(\.1) } }
}

/// Whether a process is there and has not ended.
func isRunning(_ pid: Int32) -> Bool {
    let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat").map { String(decoding: $0, as: UTF8.self) }
    let state = stat?.split(separator: ")").last?.split(separator: " ").first
    return state != nil && state != "Z" && state != "X"
}

/// Asks again and again until it is so, or a deadline has passed.
func eventually(seconds: Double = 60, _ isSo: () -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !isSo() {
        if ContinuousClock.now >= deadline { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}

/// A request to a server of this machine.
@discardableResult
func request(port: Int, _ path: String, body: String? = nil) async throws -> (status: Int, body: String) {
    let address = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
    let result = try SpindleProcess.run(
        "/usr/bin/env",
        ["curl", "-s", "--max-time", "20", "-w", "\n%{http_code}", address.absoluteString]
            + (body.map { ["-d", $0] } ?? []),
        in: "/",
        environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]
    )
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
}
