import AgentConfig
import Foundation
import TestSupport
import Testing

@testable import ProcessDriver

/// What an earlier agent left.
@Suite struct AdoptionTests {
    private static let replica = DriverBench.replica

    /// A driver on a folder that another one has just let go.
    private func successor(_ folder: String, ports: ClosedRange<Int>) async throws -> DriverBench {
        var bench: DriverBench?
        _ = try await eventually {
            bench = try? DriverBench(folder: folder, ports: ports)
            return bench != nil
        }
        return try #require(bench)
    }

    @Test func anAgentThatIsKilledHasASuccessor() async throws {
        try await DriverBench.with { bench in
            let folder = bench.folder + "-killed"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let ports = DriverBench.somePorts()
            let host = try Host(folder: folder, port: ports.lowerBound, command: DriverBench.server())
            let pid = try #require(Int32(host.read(until: "port").split(separator: " ")[1]))
            _ = try host.read(until: "ready")
            host.kill()
            #expect(isRunning(pid))

            let next = try await successor(folder, ports: ports)
            let launch = DriverBench.launch(DriverBench.server())
            let adopted = await next.driver.adopt { $0 == Self.replica ? launch : nil }
            #expect(adopted == [AdoptedReplica(replica: Self.replica, pid: pid, port: ports.lowerBound, isReady: true)])
            #expect(isRunning(pid))
            // It is no child of this process, and its end is noticed all the same.
            Foundation.kill(pid, SIGKILL)
            guard case .crashed(.unknown, let lines) = try await next.next() else {
                Issue.record("no crash")
                return
            }
            #expect(lines == ["listening on 127.0.0.1:\(ports.lowerBound)"])
            #expect(next.records.isEmpty)
            await next.driver.shutdown(leaving: false)
        }
    }

    @Test func aDriverThatIsGoneLeavesItsProcesses() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spindle-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ports = DriverBench.somePorts()
        let launch = DriverBench.launch(DriverBench.server("--load-seconds", "1"))
        let pid = try await {
            let first = try DriverBench(folder: folder, ports: ports)
            first.driver.start(Self.replica, launch)
            return try await first.launched().pid
        }()
        let next = try await successor(folder, ports: ports)
        let adopted = await next.driver.adopt { $0 == Self.replica ? launch : nil }
        #expect(adopted.map(\.pid) == [pid])
        if adopted.first?.isReady == false { #expect(try await next.next() == .ready) }
        next.driver.stop(Self.replica, grace: 10)
        #expect(try await next.next() == .stopped)
        #expect(!isRunning(pid))
        await next.driver.shutdown(leaving: false)
    }

    enum Change: CaseIterable { case command, environment, workingDirectory, unwanted, port }

    @Test(arguments: Change.allCases)
    func whatIsWantedOtherwiseIsStopped(change: Change) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spindle-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var ports = DriverBench.somePorts()
        let first = try DriverBench(folder: folder, ports: ports)
        let (pid, _) = try await first.ready()
        await first.driver.shutdown(leaving: true)
        #expect(isRunning(pid))

        var launch: Launch? = DriverBench.launch(DriverBench.server())
        switch change {
        case .command: launch?.process.command.append("--seed=1")
        case .environment: launch?.process.env = ["A": "B"]
        case .workingDirectory: launch?.process.workingDirectory = "/"
        case .unwanted: launch = nil
        case .port: ports = (ports.lowerBound + 1)...ports.upperBound
        }
        let next = try await successor(folder, ports: ports)
        let adopted = await next.driver.adopt { [launch] in $0 == Self.replica ? launch : nil }
        #expect(adopted.isEmpty)
        #expect(!isRunning(pid))
        #expect(next.records.isEmpty)
        #expect(next.recorder.rest.isEmpty)
        // Its name is free again.
        _ = try await next.ready()
        await next.driver.shutdown(leaving: false)
    }

    @Test func aNumberThatWasGivenAnewIsLeftAlone() async throws {
        try await DriverBench.with { bench in
            let innocent = Process()
            innocent.executableURL = URL(filePath: "/bin/sleep")
            innocent.arguments = ["1000"]
            try innocent.run()
            let pid = innocent.processIdentifier
            // Threads of tests block most signals, and what they start does so as well.
            defer { kill(pid, SIGKILL) }
            let birth = try #require(ProcessGroup(leader: pid)).birth
            let launch = DriverBench.launch(DriverBench.server())
            let own = ProcessInfo.processInfo.processIdentifier
            let records = [
                (pid, birth + "1"), (pid, "another start of the system/1"), (0, birth), (-1, birth), (1, birth),
                (own, birth), (getpgrp(), birth),
            ]
            for (number, (pid, birth)) in records.enumerated() {
                let record = ReplicaRecord(
                    model: "m",
                    number: number,
                    pid: pid,
                    birth: birth,
                    port: 1,
                    digest: launch.process.digest(host: "127.0.0.1")
                )
                let path = "\(bench.folder)/state/m.\(number).json"
                try JSONEncoder().encode(record).write(to: URL(filePath: path))
            }
            let wanted = Dictionary(
                uniqueKeysWithValues: records.indices.map { (Replica(model: "m", number: $0), launch) }
            )
            #expect(await bench.driver.adopt { wanted[$0] }.isEmpty)
            #expect(isRunning(pid))
            #expect(bench.records.isEmpty)
        }
    }

    @Test func whatIsNoRecordIsLeftWhereItIs() async throws {
        try await DriverBench.with { bench in
            for (name, text) in [("m.1.json", "{"), ("m.2.json", "{\"version\": 2}"), ("notes.txt", "")] {
                try Data(text.utf8).write(to: URL(filePath: "\(bench.folder)/state/\(name)"))
            }
            #expect(await bench.driver.adopt { _ in nil }.isEmpty)
            #expect(bench.records == ["m.1.json", "m.2.json", "notes.txt"])
        }
    }

    @Test func aFolderHasOneDriver() async throws {
        try await DriverBench.with { bench in
            let expected = DriverError.stateFolderInUse("\(bench.folder)/state")
            #expect(throws: expected) { try DriverBench(folder: bench.folder, ports: 1...2) }
            #expect("\(expected)".contains("another agent uses the state folder"))
        }
    }

    @Test func filesOfReplicasNeverMeet() {
        let names = ["a", "a.1", "a/1", "a%2F1", "../a", "é", "A", "a-1"].flatMap { model in
            [1, 11].map { Replica(model: model, number: $0).fileName }
        }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") })
    }

    @Test func digestsTellWordsApart() {
        func digest(_ command: [String], _ env: [String: String] = [:]) -> String {
            ScalingConfig.Process(command: command, env: env, workingDirectory: nil, health: "/").digest(host: "h")
        }
        let digests = [
            digest(["a", "b"]), digest(["ab"]), digest(["a"], ["b": "c"]), digest(["a", "b", "c"]), digest(["a"]),
            digest(["a"], ["bc": ""]),
        ]
        #expect(Set(digests).count == digests.count)
        #expect(digests.allSatisfy { $0.count == 64 })
    }
}

/// A process with a driver of its own.
private final class Host {
    private let process = Process()
    private let pipe = Pipe()
    private var text = ""

    struct Ended: Error { var text: String }

    init(folder: String, port: Int, command: [String]) throws {
        process.executableURL = URL(filePath: SpindleProcess.built("process-driver-host"))
        process.arguments = [folder, String(port), "0"] + command
        process.standardOutput = pipe
        try process.run()
    }

    /// What it has printed up to a line with that word.
    func read(until word: String) throws -> String {
        while !text.split(separator: "\n").contains(where: { $0.contains(word) }) || !text.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { throw Ended(text: text) }
            text += String(decoding: data, as: UTF8.self)
        }
        return text
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
