import Compiler
import Diagnostics
import Foundation
import LanguageServer
import SpecSyntax
import Testing

/// A fleet in memory at `/fleet/specs`; every other file stands alone.
struct MemoryFleets: FleetReader {
    var files: [String: String]
    let checks = Counter()

    final class Counter {
        var count = 0
    }

    func canonical(_ path: String) -> String { path }

    func fleet(of file: String, within roots: [String], buffers: [String: [UInt8]]) -> String? {
        file.hasPrefix("/fleet/specs/") ? "/fleet/specs" : nil
    }

    func check(_ folder: String, buffers: [String: [UInt8]]) -> CheckedFleet {
        checks.count += 1
        let saved = Dictionary(uniqueKeysWithValues: files.map { ("/fleet/\($0.key)", Array($0.value.utf8)) })
        let inputs = saved.merging(buffers) { $1 }.filter { $0.key.hasPrefix(folder) }.map {
            SpecInput(path: String($0.key.dropFirst("/fleet/".count)), bytes: $0.value)
        }
        return .checked(
            FleetCompiler().compile(CompileRequest(folder: "specs", files: inputs, emits: false)),
            root: "/fleet"
        )
    }
}

/// A client of the pure server: what it sends and what it has been told.
struct Client {
    var server: LanguageServer
    let fleets: MemoryFleets
    /// By URI.
    private(set) var findings: [String: [Finding]] = [:]
    private(set) var messages: [JSON] = []
    private var texts: [String: String] = [:]
    private var lastID = 0

    struct Finding: Equatable, CustomStringConvertible {
        var code: String
        var line: Int
        var character: Int
        var message: String

        var description: String { "\(code) at \(line):\(character): \(message)" }
    }

    init(_ files: [String: String] = SampleFleet.files, capabilities: JSON = [:], begins: Bool = true) {
        fleets = MemoryFleets(files: files)
        server = LanguageServer(fleets)
        guard begins else { return }
        request("initialize", ["capabilities": capabilities, "rootUri": "file:///fleet"])
        notify("initialized", [:])
    }

    static func uri(_ name: String) -> String { "file:///fleet/\(name)" }

    // MARK: Messages

    static func frame(_ message: JSON) -> Frame {
        // What is written here is JSON.
        .message((try? Array(JSONEncoder().encode(message))) ?? [])
    }

    /// - Returns: what came back.
    @discardableResult
    mutating func send(_ frames: [Frame]) -> [JSON] { take(server.receive(frames)) }

    @discardableResult
    mutating func send(_ messages: JSON...) -> [JSON] { send(messages.map { Self.frame($0) }) }

    private mutating func take(_ outgoing: [Outgoing]) -> [JSON] {
        let new = outgoing.map { message in
            (try? JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(message))) ?? .null
        }
        for message in new where message["method"] == "textDocument/publishDiagnostics" {
            guard let uri = message["params"]["uri"].text else { continue }
            findings[uri] = message["params"]["diagnostics"].items.map {
                Finding(
                    code: $0["code"].text ?? "",
                    line: $0["range"]["start"]["line"].int ?? -1,
                    character: $0["range"]["start"]["character"].int ?? -1,
                    message: $0["message"].text ?? ""
                )
            }
        }
        messages += new
        return new
    }

    mutating func catchUp() { _ = take(server.catchUp()) }

    static func request(_ id: Int, _ method: String, _ params: JSON) -> JSON {
        ["jsonrpc": "2.0", "id": .number(Double(id)), "method": .string(method), "params": params]
    }

    static func notification(_ method: String, _ params: JSON) -> JSON {
        ["jsonrpc": "2.0", "method": .string(method), "params": params]
    }

    /// - Returns: the result, or the whole answer when it is an error.
    @discardableResult
    mutating func request(_ method: String, _ params: JSON) -> JSON {
        lastID += 1
        let id = JSON.number(Double(lastID))
        let answers = send(Self.request(lastID, method, params)).filter { $0["id"] == id && $0["method"] == .null }
        guard let answer = answers.first, answers.count == 1 else { return .string("\(answers.count) answers") }
        return answer["error"] == .null ? answer["result"] : answer
    }

    mutating func notify(_ method: String, _ params: JSON) { send(Self.notification(method, params)) }

    // MARK: Documents

    mutating func open(_ name: String, _ text: String? = nil) {
        let text = text ?? fleets.files[name] ?? ""
        let uri = name.contains(":") ? name : Self.uri(name)
        texts[uri] = text
        notify("textDocument/didOpen", Self.opening(uri, text))
    }

    static func opening(_ uri: String, _ text: String) -> JSON {
        ["textDocument": ["uri": .string(uri), "languageId": "yaml", "version": 1, "text": .string(text)]]
    }

    mutating func change(_ name: String, to text: String, version: Int = 2) {
        texts[Self.uri(name)] = text
        notify("textDocument/didChange", Self.change(Self.uri(name), [["text": .string(text)]], version: version))
    }

    static func change(_ uri: String, _ edits: [JSON], version: Int = 2) -> JSON {
        ["textDocument": ["uri": .string(uri), "version": .number(Double(version))], "contentChanges": .array(edits)]
    }

    static func of(_ name: String) -> JSON { ["textDocument": ["uri": .string(uri(name))]] }

    /// Ids of the findings of a file.
    func codes(_ name: String) -> [String] { findings[Self.uri(name), default: []].map(\.code).sorted() }

    // MARK: Positions

    /// Opens a file with `|` taken out of it, and asks for something there.
    mutating func ask(_ method: String, in name: String, _ marked: String) throws -> JSON {
        let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "no mark in \(marked)")
        open(name, String(parts[0] + parts[1]))
        let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        return request(
            "textDocument/\(method)",
            [
                "textDocument": ["uri": .string(Self.uri(name))],
                "position": [
                    "line": .number(Double(lines.count - 1)),
                    "character": .number(Double(lines.last?.utf16.count ?? 0)),
                ],
            ]
        )
    }
}
