import Foundation
import LanguageServer
import Testing

/// How a session begins and ends, and what is said to messages that are wrong.
@Suite struct LifecycleTests {
    @Test func sessionBeginsAndEnds() {
        var client = Client()
        #expect(client.messages.first?["result"]["serverInfo"]["name"] == "spindle")
        #expect(client.messages.first?["result"]["capabilities"]["positionEncoding"] == "utf-16")
        #expect(client.request("shutdown", .null) == .null)
        #expect(client.request("textDocument/hover", Client.of("specs/fleet.yaml"))["error"]["code"] == -32600)
        client.notify("exit", .null)
        #expect(client.server.exitCode == 0)
    }

    @Test func exitWithoutShutdownIsOne() {
        var client = Client()
        client.notify("exit", .null)
        #expect(client.server.exitCode == 1)
        var lost = Client()
        lost.server.end()
        #expect(lost.server.exitCode == 1)
    }

    @Test func nothingComesBeforeInitialize() {
        var client = Client(begins: false)
        #expect(client.request("textDocument/hover", [:])["error"]["code"] == -32002)
        client.open("specs/fleet.yaml", "kind: [")
        client.catchUp()
        #expect(client.findings.isEmpty)
        client.request("initialize", ["capabilities": [:]])
        #expect(client.request("initialize", ["capabilities": [:]])["error"]["code"] == -32600)
    }

    @Test func encodingIsAgreedOn() {
        var client = Client(capabilities: ["general": ["positionEncodings": ["utf-32", "utf-8", "utf-16"]]])
        #expect(client.messages.first?["result"]["capabilities"]["positionEncoding"] == "utf-8")
        client.open(
            "specs/fleet.yaml",
            SampleFleet.fleet.replacing("{name: small}", with: "{name: small, description: ü, x: y}")
        )
        client.catchUp()
        #expect(
            client.findings[Client.uri("specs/fleet.yaml")]?.map(\.character) == [
                "metadata: {name: small, description: ü, ".utf8.count
            ]
        )
    }

    @Test func unknownMethodsAreRefused() {
        var client = Client()
        #expect(client.request("textDocument/rename", [:])["error"]["code"] == -32601)
        #expect(client.request("$/mystery", [:])["error"]["code"] == -32601)
        #expect(client.send(Client.notification("$/mystery", [:]), Client.notification("mystery", [:])).isEmpty)
    }

    @Test(arguments: [
        ("{", -32700), ("", -32700), ("\u{0}", -32700), ("[]", -32600), ("1", -32600), ("{}", -32600),
        (#"{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}"#, -32600),
        (#"{"jsonrpc": "2.0", "id": null, "method": "shutdown"}"#, -32600),
        (#"{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}"#, -32600),
        (#"{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}"#, -32600),
        (String(repeating: "[", count: 100_000), -32700),
        (String(repeating: #"{"a":"#, count: 100_000), -32700),
    ])
    func malformedMessagesAreAnswered(text: String, code: Int) {
        var client = Client()
        let answers = client.send([.message(Array(text.utf8))])
        #expect(answers.map { $0["error"]["code"] } == [.number(Double(code))], "\(answers)")
        #expect(answers.first?["id"] == .null && answers.first?.members.keys.contains("id") == true)
        #expect(client.request("shutdown", .null) == .null)
    }

    @Test func bytesThatAreNoTextAreAnswered() {
        var client = Client()
        let answers = client.send([.message([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D]), .malformed("why")])
        #expect(answers.map { $0["error"]["code"] } == [-32700, -32700])
    }

    @Test func parametersOfAnotherShapeAreRefused() {
        var client = Client()
        client.open("specs/fleet.yaml")
        let document: JSON = ["uri": .string(Client.uri("specs/fleet.yaml"))]
        for position: JSON in [
            .null, ["line": -1, "character": 0], ["line": .number(0.5), "character": 0], ["line": "0"],
        ] {
            let answer = client.request("textDocument/hover", ["textDocument": document, "position": position])
            #expect(answer["error"]["code"] == -32602, "\(answer)")
        }
        let far: JSON = ["line": 4_000_000_000, "character": 4_000_000_000]
        #expect(client.request("textDocument/hover", ["textDocument": document, "position": far]) == .null)
        // A notification has no answer; it is logged.
        let logged = client.send(Client.notification("textDocument/didChange", ["textDocument": document]))
        #expect(logged.map { $0["method"] } == ["window/logMessage"])
        let unknown = client.send(Client.notification("textDocument/didChange", Client.change("file:///x", [])))
        #expect(unknown.map { $0["method"] } == ["window/logMessage"])
    }

    @Test func idsAreNumbersOrTexts() {
        var client = Client()
        let answers = client.send(["jsonrpc": "2.0", "id": "seven", "method": "shutdown"])
        #expect(answers.first?["id"] == "seven")
    }

    @Test func cancelledRequestsAreDropped() {
        var client = Client()
        client.open("specs/tiny.yaml")
        let params = Client.of("specs/tiny.yaml").merging(["position": ["line": 0, "character": 0]])
        let answers = client.send(
            Client.request(50, "textDocument/definition", params),
            Client.request(51, "textDocument/hover", params),
            Client.notification("$/cancelRequest", ["id": 50]),
            Client.notification("$/cancelRequest", ["id": 99])
        )
        #expect(answers.first { $0["id"] == 50 }?["error"]["code"] == -32800)
        #expect(answers.first { $0["id"] == 51 }?["error"] == .null)
        #expect(client.fleets.checks.count == 0)
    }

    /// Fixes of a text that has changed again are of no use: nothing is checked for them.
    @Test func outdatedRequestsCostNothing() {
        var client = Client()
        client.open("specs/tiny.yaml")
        let uri = Client.uri("specs/tiny.yaml")
        let position: JSON = ["line": 5, "character": 20]
        let params = Client.of("specs/tiny.yaml").merging([
            "position": position, "range": ["start": position, "end": position],
        ])
        var frames: [Frame] = []
        for version in 2..<200 {
            frames.append(
                Client.frame(
                    Client.notification("textDocument/didChange", Client.change(uri, [["text": "a"]], version: version))
                )
            )
            frames.append(Client.frame(Client.request(version + 1000, "textDocument/codeAction", params)))
            frames.append(Client.frame(Client.request(version + 2000, "textDocument/definition", params)))
        }
        frames.append(
            Client.frame(
                Client.notification(
                    "textDocument/didChange",
                    Client.change(uri, [["text": .string(SampleFleet.model)]])
                )
            )
        )
        let answers = client.send(frames)
        #expect(answers.count == 2 * 198 && answers.allSatisfy { $0["result"] == .null && $0["error"] == .null })
        #expect(client.fleets.checks.count == 0 && client.server.isBehind)
        client.catchUp()
        #expect(client.fleets.checks.count == 1 && !client.server.isBehind)
        #expect(client.codes("specs/tiny.yaml").isEmpty)
    }

    /// Half of a UTF-16 pair, which JSON can hold and text cannot, takes the place of one unit.
    @Test func halvesOfPairsAreReplaced() throws {
        var client = Client()
        let text = SampleFleet.model.replacing("{name: tiny,", with: "{name: tiny, description: 'HALF', nmae: x,")
        let message = try JSONEncoder().encode(
            Client.notification("textDocument/didOpen", Client.opening(Client.uri("specs/tiny.yaml"), text))
        )
        let halved = String(decoding: message, as: UTF8.self).replacing(
            "HALF",
            with: #"\ud83d \uDE00\ud83d\ude00\\ud83d"#
        )
        #expect(client.send([.message(Array(halved.utf8))]).isEmpty)
        client.catchUp()
        // One unit each for the halves, two for the pair; the escaped backslash stays text of six letters.
        let column = "metadata: {name: tiny, description: '".count + 1 + 1 + 1 + 2 + 6 + "', ".count
        #expect(client.findings[Client.uri("specs/tiny.yaml")]?.map(\.character) == [column])
    }

    @Test func clientIsAskedToWatchFiles() {
        let client = Client(capabilities: ["workspace": ["didChangeWatchedFiles": ["dynamicRegistration": true]]])
        #expect(client.messages.last?["method"] == "client/registerCapability")
        var answered = client
        #expect(answered.send(["jsonrpc": "2.0", "id": "watch", "result": .null]).isEmpty)
    }
}

extension JSON {
    func merging(_ other: JSON) -> JSON { .object(members.merging(other.members) { $1 }) }
}
