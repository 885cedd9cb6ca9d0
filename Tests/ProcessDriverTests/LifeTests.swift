import AgentConfig
import Foundation
import TestSupport
import Testing

@testable import ProcessDriver

/// From a start to an end, with real processes.
@Suite struct LifeTests {
    @Test func startsBecomesReadyAndStops() async throws {
        try await DriverBench.with { bench in
            let (pid, port) = try await bench.ready(DriverBench.server("--load-seconds", "0.3"))
            #expect(try await request(port: port, "/health").status == 200)
            #expect(bench.records == ["m.1.json"])
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(bench.folder)/state/m.1.json")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            bench.driver.stop(DriverBench.replica, grace: 10)
            #expect(try await bench.next() == .stopped)
            #expect(!isRunning(pid))
            #expect(bench.records.isEmpty)
            #expect(bench.recorder.rest.isEmpty)
        }
    }

    @Test func whoIgnoresTheSignalIsKilled() async throws {
        try await DriverBench.with { bench in
            // What ignores a signal hands that down to its children.
            let command = ["/bin/sh", "-c", "trap '' TERM; \"$@\" & while :; do wait; done", "sh"]
            let (pid, _) = try await bench.ready(command + DriverBench.server())
            let begin = ContinuousClock.now
            bench.driver.stop(DriverBench.replica, grace: 0.3)
            #expect(try await bench.next() == .stopped)
            #expect(ContinuousClock.now - begin >= .milliseconds(300))
            #expect(!isRunning(pid))
        }
    }

    @Test func aSecondStopShortensTheGrace() async throws {
        try await DriverBench.with { bench in
            bench.start(["/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"])
            _ = try await bench.launched()
            bench.driver.stop(DriverBench.replica, grace: 1000)
            bench.driver.stop(DriverBench.replica, grace: 0)
            #expect(try await bench.next() == .stopped)
        }
    }

    @Test func aCrashWhileItStartsTellsTheEndOfTheLog() async throws {
        try await DriverBench.with { bench in
            bench.start(["/bin/sh", "-c", "echo loading; echo no such model >&2; exit 7"])
            _ = try await bench.launched()
            let expected = StartFailure.ended(.exited(status: 7), lastLines: ["loading", "no such model"])
            #expect(try await bench.next() == .failedToStart(expected))
            #expect("\(expected)".contains("status 7 before it was ready; its log ends with:\nloading\nno such model"))
            bench.start(["/bin/sh", "-c", "kill -SEGV $$"])
            _ = try await bench.launched()
            let killed = StartFailure.ended(.killed(signal: SIGSEGV), lastLines: [])
            #expect(try await bench.next() == .failedToStart(killed))
            // The log of the one before is kept.
            #expect(bench.logText("m.1.log.1") == "loading\nno such model\n")
        }
    }

    @Test func aCrashOfOneThatWasReadyIsNoticedAtOnce() async throws {
        // Nobody asks for its health again, nor looks at its log: only its end itself can be noticed.
        var tuning = DriverTuning()
        (tuning.period, tuning.logPeriod) = (3600, 3600)
        try await DriverBench.with(tuning: tuning) { bench in
            let (pid, _) = try await bench.ready()
            kill(pid, SIGKILL)
            guard case .crashed(.killed(SIGKILL), let lines) = try await bench.next() else {
                Issue.record("no crash")
                return
            }
            #expect(lines.contains { $0.hasPrefix("listening on 127.0.0.1:") })
        }
    }

    @Test func aCrashInTheMiddleOfAnAnswer() async throws {
        try await DriverBench.with { bench in
            let (_, port) = try await bench.ready()
            let body = #"{"model":"m","stream":true,"x_script":"fault=exit"}"#
            try await request(port: port, "/v1/chat/completions", body: body)
            guard case .crashed(.exited(status: 1), _) = try await bench.next() else {
                Issue.record("no crash")
                return
            }
        }
    }

    @Test func childrenEndWithTheirParent() async throws {
        try await DriverBench.with { bench in
            let script = "sleep 1000 & echo $!; sh -c 'sleep 1000 & echo $!; wait' & echo $!; sleep 0.2; exit 0"
            bench.start(["/bin/sh", "-c", script])
            _ = try await bench.launched()
            guard case .failedToStart(.ended(.exited(status: 0), let lines)) = try await bench.next() else {
                Issue.record("no end")
                return
            }
            let pids = lines.compactMap { Int32($0) }
            #expect(pids.count == 3)
            #expect(try await eventually { pids.allSatisfy { !isRunning($0) } })
        }
    }

    @Test func aStartThatTakesTooLongIsGivenUp() async throws {
        try await DriverBench.with { bench in
            bench.start(DriverBench.server("--load-seconds", "1000"), startupTimeout: 1)
            let (pid, _) = try await bench.launched()
            guard case .failedToStart(.timedOut(1, let problem, let lines)) = try await bench.next() else {
                Issue.record("not given up")
                return
            }
            // A slow machine may not even listen by then.
            #expect(problem == .status(503) || problem == .refused)
            #expect(problem == .refused || lines.count == 1)
            #expect(!isRunning(pid))
            #expect(bench.records.isEmpty)
        }
    }

    @Test(arguments: [Double.infinity, 1e300])
    func timeMayBeLong(seconds: Double) async throws {
        try await DriverBench.with { bench in
            bench.start(DriverBench.server(), startupTimeout: seconds)
            _ = try await bench.launched()
            #expect(try await bench.next() == .ready)
            bench.driver.stop(DriverBench.replica, grace: seconds)
            #expect(try await bench.next() == .stopped)
        }
    }

    /// No later agent would find it.
    @Test func whatCannotBeRecordedDoesNotRun() async throws {
        try await DriverBench.with { bench in
            let path = "\(bench.folder)/state/m.1.json"
            try FileManager.default.createDirectory(atPath: path + "/x", withIntermediateDirectories: true)
            bench.start(DriverBench.server())
            #expect(try await bench.next() == .failedToStart(.fileNotWritten(path, reason: "Is a directory")))
            #expect(bench.recorder.rest.isEmpty)
            #expect(bench.records == ["m.1.json"])
        }
    }

    @Test func aReplicaRunsOnce() async throws {
        try await DriverBench.with { bench in
            let (pid, _) = try await bench.ready()
            bench.start(DriverBench.server())
            #expect(try await bench.next() == .failedToStart(.alreadyRunning(pid: pid)))
            #expect(isRunning(pid))
        }
    }

    @Test func shutdownStopsAll() async throws {
        try await DriverBench.with { bench in
            let (pid, _) = try await bench.ready()
            let stubborn = Replica(model: "stubborn", number: 1)
            bench.start(["/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"], replica: stubborn)
            let (other, _) = try await bench.launched(stubborn)
            await bench.driver.shutdown(leaving: false, grace: 0.2)
            #expect(try await bench.next() == .stopped)
            #expect(try await bench.next(stubborn) == .stopped)
            #expect(!isRunning(pid) && !isRunning(other))
            bench.start(DriverBench.server())
            #expect(try await bench.next() == .failedToStart(.shuttingDown))
        }
    }

    @Test func manyStartsLeaveNothingOpen() throws {
        try withTemporaryFolder { folder in
            let ports = String(DriverBench.somePorts().lowerBound)
            let outcome = try SpindleProcess.run(
                SpindleProcess.built("process-driver-host"),
                [folder, ports, "50"] + DriverBench.server(),
                in: folder,
                environment: ["PATH": "/usr/bin:/bin"],
                seconds: 120
            )
            let words = outcome.output.split(whereSeparator: \.isWhitespace)
            #expect(words.count == 5, "\(outcome)")
            #expect(words.count == 5 && words[1] == words[2], "\(outcome.output)")
            #expect(outcome.output.hasSuffix("zombies 0\n"))
        }
    }
}
