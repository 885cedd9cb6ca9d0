import Foundation
import LanguageServer
import Synchronization
import TestSupport
import Testing

/// The real `spindle lsp`, over its standard streams.
@Suite struct ProcessTests {
    @Test func sessionFromBeginningToEnd() throws {
        try withTemporaryFolder { folder in
            let root = URL(filePath: folder).resolvingSymlinksInPath().path
            for (name, text) in SampleFleet.files { try Self.write(text, to: "\(root)/\(name)") }
            try FileManager.default.createDirectory(atPath: "\(root)/.git", withIntermediateDirectories: true)
            let server = try LSPProcess(in: "/")
            let uri = "file://\(root)/specs/tiny.yaml"
            try server.send(
                Client.request(1, "initialize", ["capabilities": [:], "rootUri": .string("file://\(root)")])
            )
            #expect(try server.answer(to: 1)["result"]["serverInfo"]["name"] == "spindle")
            try server.send(Client.notification("initialized", [:]))
            let renamed = SampleFleet.model.replacing("name: tiny", with: "name: small")
            try server.send(Client.notification("textDocument/didOpen", Client.opening(uri, renamed)))
            // What is open and not saved is what counts, for the files on disk, too.
            let other = "file://\(root)/specs/local.yaml"
            #expect(try server.findings(of: other).map { $0["code"] } == ["SP2001"])
            // A program writes a file: whoever watches says so.
            try Self.write(
                SampleFleet.environment.replacing("tiny: {", with: "small: {"),
                to: "\(root)/specs/local.yaml"
            )
            try server.send(Client.notification("workspace/didChangeWatchedFiles", ["changes": []]))
            #expect(try server.findings(of: other).isEmpty)
            try server.send(Client.request(2, "shutdown", .null), Client.notification("exit", .null))
            #expect(try server.answer(to: 2)["result"] == .null)
            #expect(try server.wait() == 0)
        }
    }

    /// A file that is not on disk yet belongs to the fleet of its folder, policies and programs are read through buffers.
    @Test func buffersOfNewFilesAndPrograms() throws {
        try withTemporaryFolder { folder in
            let root = URL(filePath: folder).resolvingSymlinksInPath().path
            for (name, text) in SampleFleet.files { try Self.write(text, to: "\(root)/\(name)") }
            try Self.write("{}", to: "\(root)/specs/lib/names.libsonnet")
            let server = try LSPProcess(in: root)
            try server.send(
                Client.request(1, "initialize", ["capabilities": [:], "rootUri": .string("file://\(root)")])
            )
            let program = "file://\(root)/specs/more.jsonnet"
            let model = """
                local names = import 'lib/names.libsonnet';
                {apiVersion: 'spindle/v1alpha1', kind: 'Model', metadata: {name: names.model},
                 source: 'file:///m', architecture: 'gemma-3-270m', placement: {pool: 'laptop', gpus: 1}}
                """
            try server.send(Client.notification("textDocument/didOpen", Client.opening(program, model)))
            #expect(try server.findings(of: program).map { $0["code"] } == ["SP1031"])
            let library = "file://\(root)/specs/lib/names.libsonnet"
            try server.send(Client.notification("textDocument/didOpen", Client.opening(library, "{model: 1, nam: 2}")))
            try server.send(
                Client.notification("textDocument/didChange", Client.change(library, [["text": "{model: 'more'}"]]))
            )
            let left = try server.findings(of: program).map { $0["code"] }
            #expect(!left.contains("SP1031"), "\(left)")
            server.closeInput()
            #expect(try server.wait() == 1)
        }
    }

    @Test(arguments: 1...4)
    func randomBytesNeverCrashIt(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let server = try LSPProcess(in: "/")
        try server.send(Client.request(1, "initialize", ["capabilities": [:]]))
        var stream: [UInt8] = []
        for _ in 0..<300 {
            var content = Array(#"{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{}}"#.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                content[Int.random(in: content.indices, using: &random)] = UInt8.random(
                    in: .min ... .max,
                    using: &random
                )
            }
            let length =
                Int.random(in: 0..<8, using: &random) == 0 ? Int.random(in: 0...200, using: &random) : content.count
            stream += Array("Content-Length: \(length)\r\n\r\n".utf8) + content
        }
        stream += (0..<5000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        try server.write(stream)
        server.closeInput()
        // No signal and no trap.
        let code = try server.wait()
        #expect(code == 1)
    }

    @Test func hugeLengthIsRefused() throws {
        let server = try LSPProcess(in: "/")
        try server.write(Array("Content-Length: 99999999999999\r\n\r\n".utf8))
        #expect(try server.next { $0["error"]["code"] == -32700 }["id"] == .null)
        server.closeInput()
        #expect(try server.wait() == 1)
    }

    private static func write(_ text: String, to path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

/// A running server and what it has said.
private final class LSPProcess {
    struct Timeout: Error, CustomStringConvertible {
        var description: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let ended = DispatchSemaphore(value: 0)
    private let inbox = Inbox()
    private var seen: [JSON] = []

    private final class Inbox: Sendable {
        private let state = Mutex((reader: FrameReader(), messages: [JSON]()))
        let arrived = DispatchSemaphore(value: 0)

        func add(_ bytes: [UInt8]) {
            state.withLock { state in
                for case .message(let content) in state.reader.read(bytes) {
                    state.messages.append((try? JSONDecoder().decode(JSON.self, from: Data(content))) ?? .null)
                }
            }
            arrived.signal()
        }

        func take() -> [JSON] {
            state.withLock { state in
                defer { state.messages = [] }
                return state.messages
            }
        }
    }

    init(in folder: String) throws {
        process.executableURL = URL(filePath: SpindleProcess.executable)
        process.arguments = ["lsp"]
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { [ended] _ in ended.signal() }
        output.fileHandleForReading.readabilityHandler = { [inbox] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil } else { inbox.add(Array(data)) }
        }
        try process.run()
    }

    func send(_ messages: JSON...) throws {
        for message in messages {
            let content = try JSONEncoder().encode(message)
            try write(Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content)
        }
    }

    func write(_ bytes: [UInt8]) throws { try input.fileHandleForWriting.write(contentsOf: Data(bytes)) }

    func closeInput() { try? input.fileHandleForWriting.close() }

    /// The first message that is wanted and was not seen before; those in front of it are passed over.
    func next(seconds: Double = 60, where isWanted: (JSON) -> Bool) throws -> JSON {
        let deadline = DispatchTime.now() + seconds
        while true {
            seen += inbox.take()
            if let index = seen.firstIndex(where: isWanted) {
                defer { seen.removeSubrange(...index) }
                return seen[index]
            }
            if inbox.arrived.wait(timeout: deadline) == .timedOut {
                throw Timeout(description: "in vain, after \(seen)")
            }
        }
    }

    func answer(to id: Int) throws -> JSON { try next { $0["id"] == .number(Double(id)) && $0["method"] == .null } }

    func findings(of uri: String) throws -> [JSON] {
        try next {
            $0["method"] == "textDocument/publishDiagnostics" && $0["params"]["uri"] == .string(uri)
        }["params"]["diagnostics"].items
    }

    func wait(seconds: Double = 60) throws -> Int32 {
        guard ended.wait(timeout: .now() + seconds) == .success else { throw Timeout(description: "it goes on") }
        return process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
    }

    deinit {
        output.fileHandleForReading.readabilityHandler = nil
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
