import AgentConfig
import Foundation
import ProcessDriver

/// A process with a driver, for what can only be seen of one that is a process of its own: that it crashes, and what it
/// leaves open.
///
/// `process-driver-host FOLDER FIRST-PORT TIMES PROGRAM ARGUMENT…` starts and stops the program so many times and prints
/// what is left; 0 times, it starts it once and waits to be killed.
@main
enum ProcessDriverHost {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let folder = arguments[1]
        let firstPort = Int(arguments[2]) ?? 0
        let times = Int(arguments[3]) ?? 0
        let process = ScalingConfig.Process(
            command: Array(arguments[4...]),
            env: [:],
            workingDirectory: nil,
            health: "/health"
        )
        let replica = Replica(model: "m", number: 1)
        let (events, told) = AsyncStream.makeStream(of: ReplicaEvent.self)
        let driver = try ProcessDriver(
            host: .init(host: "127.0.0.1", firstPort: firstPort, lastPort: firstPort + 50),
            stateFolder: "\(folder)/state",
            logFolder: "\(folder)/logs"
        ) { _, event in told.yield(event) }
        var before = 0
        var rounds = 0
        driver.start(replica, Launch(process: process, startupTimeout: 60))
        for await event in events {
            switch event {
            case .launched(let pid, let port): if times == 0 { say("pid \(pid) port \(port)") }
            case .ready: if times == 0 { say("ready") } else { driver.stop(replica, grace: 10) }
            case .stopped where rounds + 1 < times:
                rounds += 1
                // By now there is all that is opened once and for good.
                if rounds == 1 { before = await openDescriptors() }
                driver.start(replica, Launch(process: process, startupTimeout: 60))
            case .stopped:
                say("descriptors \(before) \(await openDescriptors()) zombies \(zombies)")
                await driver.shutdown(leaving: false)
                return
            default: say("\(event)")
            }
        }
    }

    private static func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

    /// How many there are when nothing is going on any more.
    private static func openDescriptors() async -> Int {
        var counts: [Int] = []
        while counts.count < 500, counts.count < 10 || Set(counts.suffix(10)).count > 1 {
            try? await Task.sleep(for: .milliseconds(5))
            counts.append((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1)
        }
        return counts.last ?? -1
    }

    private static var zombies: Int {
        let own = ProcessInfo.processInfo.processIdentifier
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { name in
            let stat = FileManager.default.contents(atPath: "/proc/\(name)/stat").map {
                String(decoding: $0, as: UTF8.self)
            }
            let fields = stat?.split(separator: ")").last?.split(separator: " ") ?? []
            return Int(name) != nil && fields.count > 1 && fields[0] == "Z" && fields[1] == "\(own)"
        }.count
    }
}
