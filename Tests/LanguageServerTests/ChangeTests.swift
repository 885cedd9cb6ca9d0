import LanguageServer
import Testing

/// What the server changes when it is asked to: fixes and format.
@Suite struct ChangeTests {
    /// Makes edits of one file, as an editor does.
    private func apply(_ edits: [JSON], to text: String) throws -> String {
        var buffer = TextBuffer(text)
        func position(_ json: JSON) throws -> Wire.Position {
            Wire.Position(line: try #require(json["line"].int), character: try #require(json["character"].int))
        }
        let changes = try edits.map { edit in
            let range = Wire.Range(start: try position(edit["range"]["start"]), end: try position(edit["range"]["end"]))
            return (buffer.offsets(of: range, in: .utf16), try #require(edit["newText"].text))
        }
        for (range, new) in changes.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
            buffer.replace(range, with: new)
        }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private func actions(_ client: inout Client, _ name: String, line: Int, only: [JSON]? = nil) -> [JSON] {
        let range: JSON = [
            "start": ["line": .number(Double(line)), "character": 0],
            "end": ["line": .number(Double(line)), "character": 500],
        ]
        let context: JSON = only.map { ["diagnostics": [], "only": .array($0)] } ?? ["diagnostics": []]
        return client.request("textDocument/codeAction", Client.of(name).merging(["range": range, "context": context]))
            .items
    }

    @Test func fixMakesItSound() throws {
        var client = Client()
        let broken = SampleFleet.model.replacing("gpus: 1", with: "gpu: \"1\"")
        client.open("specs/tiny.yaml", broken)
        // Nobody has waited for findings: asking for fixes finds them.
        let fix = try #require(actions(&client, "specs/tiny.yaml", line: 5).first { $0["kind"] == "quickfix" })
        #expect(fix["title"] == "Write `gpus`" && fix["diagnostics"][0]["code"] == "SP1020")
        let uri = Client.uri("specs/tiny.yaml")
        let renamed = try apply(fix["edit"]["changes"][uri].items, to: broken)
        #expect(renamed == SampleFleet.model.replacing("gpus: 1", with: "gpus: \"1\""))
        client.change("specs/tiny.yaml", to: renamed)
        let all = actions(&client, "specs/tiny.yaml", line: 0, only: ["source.fixAll"])
        #expect(all.map { $0["kind"] } == ["source.fixAll.spindle"])
        let sound = try apply(all[0]["edit"]["changes"][uri].items, to: renamed)
        #expect(sound == SampleFleet.model)
        client.change("specs/tiny.yaml", to: sound, version: 3)
        client.catchUp()
        #expect(client.codes("specs/tiny.yaml").isEmpty)
        #expect(actions(&client, "specs/tiny.yaml", line: 5).isEmpty)
    }

    @Test func fixesOfOtherLinesAndKindsAreNotOffered() {
        var client = Client()
        client.open("specs/tiny.yaml", SampleFleet.model.replacing("gpus: 1", with: "gpu: 1"))
        #expect(actions(&client, "specs/tiny.yaml", line: 0, only: ["quickfix"]).isEmpty)
        #expect(actions(&client, "specs/tiny.yaml", line: 5, only: ["refactor"]).isEmpty)
    }

    @Test func guessesAreNotPreferred() throws {
        var client = Client()
        client.open("specs/tiny.yaml", SampleFleet.model.replacing("pool: laptop", with: "pool: laptopp"))
        let fix = try #require(actions(&client, "specs/tiny.yaml", line: 5).first { $0["kind"] == "quickfix" })
        #expect(fix["isPreferred"] == false)
        #expect(actions(&client, "specs/tiny.yaml", line: 5).allSatisfy { $0["kind"] != "source.fixAll.spindle" })
    }

    @Test(arguments: ["\n", "\r\n"])
    func formatIsThatOfTheFormatter(lineBreak: String) throws {
        var client = Client()
        let untidy = SampleFleet.model.replacing("scale: {coldStart: 5s}\n", with: "scale:   {coldStart:  5s } # ü👍\n")
        client.open("specs/tiny.yaml", untidy.replacing("\n", with: lineBreak))
        let edits = client.request("textDocument/formatting", Client.of("specs/tiny.yaml")).items
        #expect(edits.count == 1)
        let formatted = try apply(edits, to: untidy.replacing("\n", with: lineBreak))
        #expect(
            formatted.contains("scale: {coldStart: 5s} # ü👍\n") || formatted.contains("scale: {coldStart: 5s}  # ü👍\n")
        )
        client.change("specs/tiny.yaml", to: formatted)
        #expect(client.request("textDocument/formatting", Client.of("specs/tiny.yaml")) == [])
    }

    @Test(arguments: [
        ("specs/a.yaml", "a: [\n"), ("specs/a.yaml", "a: 1\n"), ("specs/a.json", "{}"), ("specs/a.jsonnet", "{}"),
    ])
    func whatIsNotFormattedStays(name: String, text: String) {
        var client = Client()
        client.open(name, text)
        #expect(client.request("textDocument/formatting", Client.of(name)) == .null)
    }
}
