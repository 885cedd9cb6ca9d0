import AgentConfig
import Foundation
import TestSupport
import Testing

@testable import ProcessDriver

/// Ports, and questions for the health.
@Suite struct PortsAndHealthTests {
    @Test func aPortInUseIsPassedOver() async throws {
        let ports = DriverBench.somePorts()
        try await DriverBench.with(ports: ports) { first in
            let (_, taken) = try await first.ready()
            #expect(taken == ports.lowerBound)
            try await DriverBench.with(ports: taken...(taken + 1)) { (second: DriverBench) async throws in
                #expect(try await second.ready().port == taken + 1)
                let other = Replica(model: "m", number: 2)
                second.start(DriverBench.server(), replica: other)
                let expected = StartFailure.noFreePort(first: taken, last: taken + 1)
                #expect(try await second.next(other) == .failedToStart(expected))
            }
        }
    }

    @Test func portsAreGivenInTurn() {
        var pool = PortPool(first: 1, last: 3)
        func take(_ isFree: (Int) -> Bool = { _ in true }) -> Int? { pool.take(isFree: isFree) }
        #expect(take() == 1)
        pool.giveBack(1)
        #expect(take() == 2)
        #expect(take { $0 != 3 } == 1)
        #expect(take() == 3)
        #expect(take() == nil)
        let claims = [pool.claim(3), pool.claim(4)]
        pool.giveBack(3)
        #expect(claims + [pool.claim(3)] == [false, false, true])
    }

    @Test func healthIsLostAndRegained() async throws {
        try await DriverBench.with { bench in
            let (pid, _) = try await bench.ready()
            kill(pid, SIGSTOP)
            #expect(try await bench.next() == .healthLost(.timeout))
            kill(pid, SIGCONT)
            #expect(try await bench.next() == .healthRegained)
        }
    }

    @Test(arguments: [
        ("while True: s.send(b'H'); time.sleep(0.02)", HealthProblem.timeout),
        ("s.send(b'HTTP/1.1 200 OK\\r\\n')\nwhile True: s.send(b'a: b\\r\\n'); time.sleep(0.02)", .timeout),
        ("time.sleep(1000)", .timeout), ("s.close()", .closed), ("s.send(b'hello\\r\\n\\r\\n'); s.close()", .notHTTP),
        ("s.send(b'HTTP/1.1 404 Not Found\\r\\n\\r\\n'); s.close()", .status(404)),
    ])
    func answersThatAreNone(behaviour: String, problem: HealthProblem) async throws {
        let script = """
            import socket, sys, time, threading
            def serve(s):
                try:
                    s.recv(1000)
            \(behaviour.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n"))
                except OSError: pass
            l = socket.create_server((sys.argv[1], int(sys.argv[2])))
            print('up', flush=True)
            while True: threading.Thread(target=serve, args=(l.accept()[0],), daemon=True).start()
            """
        try await DriverBench.with { bench in
            bench.start(["python3", "-c", script, "{host}", "{port}"], startupTimeout: 5)
            _ = try await bench.launched()
            guard case .failedToStart(.timedOut(5, let last, _)) = try await bench.next() else {
                Issue.record("not given up")
                return
            }
            #expect(last == problem)
        }
    }

    @Test func aStartIsAskedForOften() {
        var pace = HealthPace(DriverTuning())
        var time = 0.0
        while time < 1 {
            #expect(pace.delay < 0.08)
            time += pace.delay
            #expect(pace.take(.refused) == nil)
        }
        while time < 60 {
            time += pace.delay
            _ = pace.take(.status(503))
        }
        #expect(pace.delay == 0.5)
        #expect(pace.take(nil) == .ready)
        #expect(pace.delay == 3)
    }

    @Test func healthIsLostAfterSeveralMisses() {
        var pace = HealthPace(DriverTuning())
        #expect(pace.take(nil) == .ready)
        #expect(pace.take(.timeout) == nil)
        #expect(pace.take(nil) == nil)
        #expect(pace.take(.timeout) == nil)
        #expect(pace.take(.timeout) == nil)
        #expect(pace.take(.refused) == .lost(.refused))
        #expect(pace.take(.refused) == nil)
        #expect(pace.take(nil) == .regained)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", 200), ("HTTP/1.0 503\r\n", 503), ("HTTP/2 200 OK", nil), ("HTTP/1.1 20", nil),
        ("HTTP/1.1 099 X", nil), ("200 OK", nil),
    ])
    func statusLines(text: String, status: Int?) {
        #expect((try? HealthProbe.status(of: Array(text.utf8))) == status)
    }

    @Test func anUnknownHostIsRefused() {
        #expect(throws: DriverError.self) { try ListenAddress(host: "no.such.host.invalid") }
        #expect(throws: Never.self) { try ListenAddress(host: "::1") }
    }
}
