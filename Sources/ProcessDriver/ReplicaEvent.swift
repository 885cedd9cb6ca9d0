/// What becomes of a replica.
///
/// Every start ends in exactly one of `failedToStart`, `crashed` and `stopped`; nothing follows it, and whatever the
/// process held, its children among it, is free by then.
package enum ReplicaEvent: Sendable, Equatable {
    /// The process runs. It listens at the port when it is ready.
    case launched(pid: Int32, port: Int)
    /// It has answered 200 for its health, for the first time.
    case ready
    /// It was never ready.
    case failedToStart(StartFailure)
    /// It was ready, and has ended without being told to.
    case crashed(ProcessEnd, lastLines: [String])
    /// It has ended, as it was told to.
    case stopped
    /// It runs and has not answered for its health several times in a row.
    case healthLost(HealthProblem)
    case healthRegained
}

/// How a process ended.
package enum ProcessEnd: Sendable, Equatable, CustomStringConvertible {
    case exited(status: Int32)
    case killed(signal: Int32)
    /// It was no child of this agent, which the system tells that it ended, but not how.
    case unknown

    package var description: String {
        switch self {
        case .exited(let status): "it exited with status \(status)"
        case .killed(let signal): "it was ended by signal \(signal) (\(System.signalName(signal)))"
        case .unknown: "it ended"
        }
    }
}

/// Why a replica did not become ready.
package enum StartFailure: Error, Equatable, CustomStringConvertible {
    /// The earlier process of the replica goes on, undisturbed.
    case alreadyRunning(pid: Int32)
    case shuttingDown
    case noFreePort(first: Int, last: Int)
    /// Nothing of that name is in the folders of its PATH.
    case programNotInPath(String, path: String)
    case programNotStarted(String, reason: String)
    case badWorkingDirectory(String, reason: String)
    case badArgument(String)
    case fileNotWritten(String, reason: String)
    case ended(ProcessEnd, lastLines: [String])
    case timedOut(seconds: Double, HealthProblem?, lastLines: [String])

    package var description: String {
        switch self {
        case .alreadyRunning(let pid): "it is already running, as process \(pid)"
        case .shuttingDown: "the agent is shutting down"
        case .noFreePort(let first, let last): "no port from \(first) to \(last) is free; give `processes` more ports"
        case .programNotInPath(let name, let path): "there is no program `\(name)` in its PATH (\(path))"
        case .programNotStarted(let path, let reason): "`\(path)` cannot be started: \(reason)"
        case .badWorkingDirectory(let path, let reason): "its working directory `\(path)` cannot be used: \(reason)"
        case .badArgument(let text): "`\(text)` cannot be passed on: it holds a zero byte, or `=` in a variable's name"
        case .fileNotWritten(let path, let reason): "`\(path)` cannot be written: \(reason)"
        case .ended(let end, let lines): "\(end) before it was ready" + Self.quoted(lines)
        case .timedOut(let seconds, let problem, let lines):
            "it was not ready after \(seconds) s" + (problem.map { ": \($0)" } ?? "") + Self.quoted(lines)
        }
    }

    private static func quoted(_ lines: [String]) -> String {
        lines.isEmpty ? "; its log is empty" : "; its log ends with:\n" + lines.joined(separator: "\n")
    }
}

/// Why an answer for its health was not 200.
package enum HealthProblem: Error, Equatable, CustomStringConvertible {
    case refused
    case status(Int)
    case timeout
    /// The connection ended before an answer.
    case closed
    case notHTTP
    case system(Int32)

    package var description: String {
        switch self {
        case .refused: "nothing listens at its port"
        case .status(let code): "it answers with status \(code)"
        case .timeout: "it does not answer in time"
        case .closed: "it closes the connection without an answer"
        case .notHTTP: "its answer is not HTTP"
        case .system(let code): System.message(code)
        }
    }
}

/// Why there is no driver.
package enum DriverError: Error, Equatable, CustomStringConvertible {
    /// Another agent holds the lock of the folder.
    case stateFolderInUse(String)
    case folderUnusable(String, reason: String)
    case unknownHost(String, reason: String)
    case system(String)

    package var description: String {
        switch self {
        case .stateFolderInUse(let folder):
            "another agent uses the state folder `\(folder)`; stop it, or give this one a folder of its own"
        case .folderUnusable(let path, let reason): "the folder `\(path)` cannot be used: \(reason)"
        case .unknownHost(let host, let reason): "`\(host)` is no address to listen on: \(reason)"
        case .system(let reason): "the operating system refuses what the driver needs: \(reason)"
        }
    }
}
