import AgentConfig
import Foundation
import TestSupport
import Testing

@testable import ProcessDriver

/// What a process finds when it begins.
@Suite struct SurroundingsTests {
    /// What a shell script prints, as a replica.
    private func output(
        of script: String,
        env: [String: String] = [:],
        workingDirectory: String? = nil
    ) async throws -> [String] {
        var printed: [String] = []
        try await DriverBench.with { bench in
            bench.start(["/bin/sh", "-c", script, "sh"], env: env, workingDirectory: workingDirectory)
            _ = try await bench.launched()
            guard case .failedToStart(.ended(.exited(status: 0), _)) = try await bench.next() else {
                Issue.record("it did not end well")
                return
            }
            printed = bench.logText().split(separator: "\n").map(String.init)
        }
        return printed
    }

    @Test func theEnvironmentIsWhatIsGivenAndLittleElse() async throws {
        setenv("SPINDLE_TEST_SECRET", "s3cret", 1)
        let lines = try await output(of: "/usr/bin/env", env: ["CUDA_VISIBLE_DEVICES": "0,1", "HOME": "/nowhere"])
        let names = Set(lines.map { String($0.prefix { $0 != "=" }) })
        #expect(lines.contains("CUDA_VISIBLE_DEVICES=0,1"))
        #expect(lines.contains("HOME=/nowhere"))
        #expect(names.contains("PATH"))
        // The shell adds two of its own.
        let allowed: Set = ["CUDA_VISIBLE_DEVICES", "HOME", "PATH", "LANG", "PWD", "_", "SHLVL", "OLDPWD"]
        #expect(names.filter { !allowed.contains($0) && !$0.hasPrefix("LC_") } == [])
    }

    @Test func nothingOfTheAgentIsOpen() async throws {
        let leak = open("/etc/passwd", O_RDONLY)
        defer { close(leak) }
        let lines = try await output(of: "cat; exec ls -l /proc/self/fd").dropFirst()
        let open = lines.map { $0.split(separator: " ").suffix(3).joined(separator: " ") }
        // The last is the folder that is being listed.
        #expect(open.count == 4, "\(open)")
        #expect(open[0] == "0 -> /dev/null")
        #expect(open[1].hasPrefix("1 -> ") && open[1].hasSuffix("/logs/m.1.log"))
        #expect(open[2].hasPrefix("2 -> ") && open[2].hasSuffix("/logs/m.1.log"))
        #expect(open[3].hasPrefix("3 -> /proc/"))
    }

    @Test func itLeadsAGroupAndBlocksNoSignals() async throws {
        // A shell blocks signals while it starts a child, so that what reads of them takes the shell's place.
        let lines = try await output(
            of: "echo $$; cut -d' ' -f5,6 /proc/$$/stat; exec grep -E 'SigBlk|SigIgn' /proc/self/status"
        )
        let pid = lines[0]
        #expect(lines[1] == "\(pid) \(pid)")
        // Above 31 are those that the C library keeps for itself.
        #expect(lines[2...].allSatisfy { (UInt64($0.suffix(16), radix: 16) ?? .max) & 0x7FFF_FFFF == 0 }, "\(lines)")
        #expect(lines.count == 4)
    }

    @Test func itsFolderIsTheOneGiven() async throws {
        #expect(try await output(of: "pwd", workingDirectory: "/usr/bin") == ["/usr/bin"])
    }

    @Test func argumentsPassWithoutAShell() async throws {
        try await DriverBench.with { bench in
            bench.start(["echo", "$HOME *", "{host}:{port}", "a;b", "{other}"])
            let (_, port) = try await bench.launched()
            _ = try await bench.next()
            #expect(bench.logText() == "$HOME * 127.0.0.1:\(port) a;b {other}\n")
        }
    }

    @Test func whatCannotBeStartedSaysSoAtOnce() async throws {
        try await DriverBench.with { bench in
            try FileManager.default.createDirectory(atPath: bench.folder, withIntermediateDirectories: true)
            let plain = "\(bench.folder)/plain"
            try Data("no program".utf8).write(to: URL(filePath: plain))
            func failure(_ command: [String], env: [String: String] = [:], folder: String? = nil) async throws
                -> StartFailure?
            {
                bench.start(command, env: env, workingDirectory: folder)
                guard case .failedToStart(let failure) = try await bench.next() else { return nil }
                return failure
            }
            #expect(
                try await failure(["no-such-program"], env: ["PATH": "/usr/bin"])
                    == .programNotInPath("no-such-program", path: "/usr/bin")
            )
            #expect(
                try await failure(["/no/such"]) == .programNotStarted("/no/such", reason: "No such file or directory")
            )
            #expect(try await failure([plain]) == .programNotStarted(plain, reason: "Permission denied"))
            chmod(plain, 0o755)
            #expect(try await failure([plain]) == .programNotStarted(plain, reason: "Exec format error"))
            #expect(
                try await failure(["/bin/true"], folder: "/no/such")
                    == .badWorkingDirectory("/no/such", reason: "No such file or directory")
            )
            #expect(
                try await failure(["/bin/true"], folder: plain)
                    == .badWorkingDirectory(plain, reason: "Not a directory")
            )
            #expect(try await failure(["/bin/true", "a\0b"]) == .badArgument("a\\0b"))
            #expect(try await failure(["/bin/true"], env: ["A=B": ""]) == .badArgument("A=B"))
            #expect(
                try await failure([]) == .programNotInPath("", path: ProcessInfo.processInfo.environment["PATH"] ?? "")
            )
            #expect(bench.records.isEmpty)
        }
    }

    @Test func logsAreBounded() async throws {
        var tuning = DriverBench.quick
        tuning.logLimit = 100_000
        try await DriverBench.with(tuning: tuning) { bench in
            // A thousand lines of a thousand bytes, and a little time after every ten. What is written during a cut may
            // be lost, so that the last line waits until no cut is due.
            let script = """
                line=$(printf '%0990d' 0); n=0
                while [ $n -lt 1000 ]; do n=$((n+1)); echo "$line $n"; [ $((n%10)) -ne 0 ] || sleep 0.01; done
                while [ $(wc -c < '\(bench.folder)/logs/m.1.log') -gt 100000 ]; do sleep 0.01; done
                echo the end
                """
            bench.start(["/bin/sh", "-c", script])
            _ = try await bench.launched()
            guard case .failedToStart(.ended(.exited(status: 0), let lines)) = try await bench.next() else {
                Issue.record("no end")
                return
            }
            #expect(lines.allSatisfy { $0.count <= 500 })
            #expect(bench.logText().hasSuffix("the end\n"))
            #expect(bench.logText().utf8.count <= 100_008)
            let earlier = bench.logText("m.1.log.1")
            #expect(earlier.utf8.count == 100_000)
        }
    }
}
