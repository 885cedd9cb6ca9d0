import Foundation
import Synchronization

/// A `spindle` that goes on running, for what has to be seen while it does.
package final class RunningSpindle {
    package struct Timeout: Error, CustomStringConvertible {
        package var description: String
    }

    private let process = Process()
    private let pipe = Pipe()
    private let transcript = Transcript()
    private let ended = DispatchSemaphore(value: 0)

    private final class Transcript: Sendable {
        let text = Mutex("")
        let changed = DispatchSemaphore(value: 0)
    }

    /// Starts it. What it prints, to either stream, is kept.
    package init(_ arguments: [String], in folder: String) throws {
        process.executableURL = URL(filePath: SpindleProcess.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        process.terminationHandler = { [ended] _ in ended.signal() }
        pipe.fileHandleForReading.readabilityHandler = { [transcript] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            transcript.text.withLock { $0 += String(decoding: data, as: UTF8.self) }
            transcript.changed.signal()
        }
        try Self.withSignalsUnblocked { try process.run() }
    }

    /// A new process has the signals blocked that its parent's thread has, and threads of tests block most of them.
    private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// Waits until it has printed something.
    /// - Returns: everything up to there since the last call, which the next call does not see again.
    @discardableResult
    package func waitFor(_ text: String, seconds: Double = 60) throws -> String {
        let deadline = DispatchTime.now() + seconds
        while true {
            let found: String? = transcript.text.withLock { output in
                guard let end = output.range(of: text)?.upperBound else { return nil }
                defer { output.removeSubrange(..<end) }
                return String(output[..<end])
            }
            if let found { return found }
            if transcript.changed.wait(timeout: deadline) == .timedOut {
                throw Timeout(description: "no `\(text)` after \(seconds) s in:\n\(unread)")
            }
        }
    }

    /// What it has printed since the last call of `waitFor`.
    package var unread: String { transcript.text.withLock { $0 } }

    /// Sends SIGINT, as Ctrl-C does.
    /// - Returns: the code with which shells report the end.
    package func interrupt(seconds: Double = 60) throws -> Int32 {
        process.interrupt()
        guard ended.wait(timeout: .now() + seconds) == .success else { throw Timeout(description: "it goes on") }
        return process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
    }

    /// Processor time that it has used so far, in seconds.
    package var processorSeconds: Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        // proc(5): fields 14 and 15, in ticks of 1/100 s; the name, field 2, ends with the last parenthesis.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 12 ? ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / 100 : 0
    }

    deinit {
        pipe.fileHandleForReading.readabilityHandler = nil
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
