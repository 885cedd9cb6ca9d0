import Foundation
import TestSupport
import Testing

/// A server on a port of its own, asked by curl as any client would.
final class RunningServer {
    private let process: Process
    let port: Int

    struct Ended: Error { var text: String }

    init(_ arguments: String...) throws {
        process = Process()
        process.executableURL = URL(filePath: SpindleProcess.built("scripted-model-server"))
        process.arguments = ["--port", "0"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var text = ""
        while !text.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { throw Ended(text: text) }
            text += String(decoding: data, as: UTF8.self)
        }
        port = try #require(text.trimmingCharacters(in: .newlines).split(separator: ":").last.flatMap { Int($0) })
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// How the process ended, once it has.
    func end() -> (reason: Process.TerminationReason, status: Int32) {
        process.waitUntilExit()
        return (process.terminationReason, process.terminationStatus)
    }

    struct Reply {
        /// Of curl: 18 is a body that is too short, 28 the end of patience, 56 a connection that broke.
        var code: Int32
        var status: Int
        var headers: [String]
        var body: String

        /// The data of the events.
        var events: [String] {
            body.split(separator: "\n").compactMap { $0.hasPrefix("data: ") ? String($0.dropFirst(6)) : nil }
        }

        /// The data of the events but for the mark at the end, as objects.
        func objects() throws -> [[String: Any]] {
            try events.filter { $0 != "[DONE]" }.map { try #require(Self.object($0)) }
        }

        func object() throws -> [String: Any] { try #require(Self.object(body)) }

        private static func object(_ text: String) -> [String: Any]? {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
        }
    }

    func get(_ path: String) throws -> Reply { try curl(path, []) }

    /// - Parameter data: `@` and the name of a file, whose bytes are sent as they are.
    func post(_ path: String, data: String, _ options: String...) throws -> Reply {
        try curl(path, ["--data-binary", data, "-H", "content-type: application/json"] + options)
    }

    func post(_ path: String, _ body: String, patience: Double = 20, _ options: String...) throws -> Reply {
        let arguments = ["-d", body, "-H", "content-type: application/json", "--max-time", "\(patience)"]
        return try curl(path, arguments + options)
    }

    private func curl(_ path: String, _ options: [String]) throws -> Reply {
        let outcome = try SpindleProcess.run(
            "/usr/bin/env",
            ["curl", "-s", "-i", "-N"] + options + ["http://127.0.0.1:\(port)\(path)"],
            in: "/",
            environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        )
        var text = outcome.output.replacing("\r\n", with: "\n")
        let interim = "HTTP/1.1 100 Continue\n\n"
        if text.hasPrefix(interim) { text.removeFirst(interim.count) }
        let parts = text.split(separator: "\n\n", maxSplits: 1)
        let lines = (parts.first ?? "").split(separator: "\n").map(String.init)
        let words = lines.first?.split(separator: " ") ?? []
        return Reply(
            code: outcome.status,
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0,
            headers: Array(lines.dropFirst()),
            body: parts.count > 1 ? String(parts[1]) : ""
        )
    }

    struct Statistics: Decodable {
        struct Last: Decodable {
            var method: String
            var target: String
            var headers: [[String]]
            var length: Int
            var sha256: String
        }
        var started: Int
        var finished: Int
        var cancelled: Int
        var failed: Int
        var in_flight: Int
        var last: Last
    }

    func statistics() throws -> Statistics {
        try JSONDecoder().decode(Statistics.self, from: Data(get("/stats").body.utf8))
    }
}
