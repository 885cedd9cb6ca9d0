import LanguageServer
import Testing

/// What is wrong with a fleet, published while it is edited.
@Suite struct FindingsTests {
    @Test func soundFilesHaveNoFindings() {
        var client = Client()
        client.open("specs/tiny.yaml")
        #expect(client.server.isBehind)
        client.catchUp()
        #expect(client.findings == [Client.uri("specs/tiny.yaml"): []])
    }

    @Test func mistakesComeAndGo() throws {
        var client = Client()
        client.open("specs/tiny.yaml")
        client.change("specs/tiny.yaml", to: SampleFleet.model.replacing("gpus: 1", with: "gpu: 1"))
        client.catchUp()
        let finding = try #require(client.findings[Client.uri("specs/tiny.yaml")]?.first)
        #expect(client.codes("specs/tiny.yaml") == ["SP1020"])
        #expect((finding.line, finding.character) == (5, 26))
        #expect(finding.message.contains("did you mean `gpus`?") && finding.message.contains("help: write `gpus`"))
        let published = try #require(client.messages.last)
        #expect(published["params"]["version"] == 2)
        #expect(published["params"]["diagnostics"][0]["severity"] == 1)
        client.change("specs/tiny.yaml", to: SampleFleet.model, version: 3)
        client.catchUp()
        #expect(client.codes("specs/tiny.yaml").isEmpty)
    }

    /// A model gets another name, not saved yet: those who speak of it hear of it, and hear when it is over.
    @Test func mistakesShowInOtherFiles() {
        var client = Client()
        client.open("specs/tiny.yaml")
        client.change("specs/tiny.yaml", to: SampleFleet.model.replacing("name: tiny", with: "name: small"))
        client.catchUp()
        #expect(client.codes("specs/fleet.yaml") == ["SP2001"])
        #expect(client.codes("specs/local.yaml") == ["SP2001"])
        client.notify("textDocument/didClose", Client.of("specs/tiny.yaml"))
        client.catchUp()
        #expect(client.codes("specs/fleet.yaml").isEmpty && client.codes("specs/local.yaml").isEmpty)
    }

    @Test func relatedPlacesAreNamed() throws {
        var client = Client()
        client.open("specs/again.yaml", SampleFleet.model)
        client.catchUp()
        let all = client.messages.filter { $0["method"] == "textDocument/publishDiagnostics" }
        let related = all.flatMap { $0["params"]["diagnostics"].items }.flatMap { $0["relatedInformation"].items }
        #expect(related.contains { $0["location"]["uri"].text?.hasSuffix(".yaml") == true }, "\(all)")
    }

    @Test func whatIsAboutNoFileShowsInThoseThatAreOpen() {
        var client = Client(["specs/tiny.yaml": SampleFleet.model])
        client.open("specs/tiny.yaml")
        client.catchUp()
        #expect(client.codes("specs/tiny.yaml").contains("SP1035"))
    }

    @Test func unchangedFindingsAreNotSentAgain() {
        var client = Client()
        client.open("specs/tiny.yaml")
        client.change("specs/tiny.yaml", to: SampleFleet.model.replacing("name: tiny", with: "name: small"))
        client.catchUp()
        let count = client.messages.count
        client.notify("workspace/didChangeWatchedFiles", ["changes": []])
        client.catchUp()
        #expect(client.messages.count == count && client.fleets.checks.count == 2)
    }

    /// Outside of a fleet other people's files stay in peace.
    @Test func filesOfNoFleet() {
        var client = Client()
        client.open("file:///elsewhere/compose.yaml", "services: [\n")
        client.open("untitled:Untitled-1", SampleFleet.model.replacing("gpus: 1", with: "gpu: 1"))
        client.catchUp()
        #expect(client.findings["file:///elsewhere/compose.yaml"]?.isEmpty ?? true)
        #expect(client.findings["untitled:Untitled-1"]?.map(\.code).contains("SP1020") == true)
        client.notify("textDocument/didClose", ["textDocument": ["uri": "untitled:Untitled-1"]])
        #expect(client.findings["untitled:Untitled-1"] == [])
    }

    @Test func namesOfFilesAreEncoded() {
        var client = Client(SampleFleet.files.merging(["specs/größe 100%.yaml": "kind: Model\n"]) { $1 })
        client.open("specs/tiny.yaml")
        client.catchUp()
        #expect(client.findings["file:///fleet/specs/gr%C3%B6%C3%9Fe%20100%25.yaml"]?.isEmpty == false)
        // The client may write the same name in another way, and is answered by that.
        let own = "file:///fleet/specs/gr%c3%b6%c3%9fe 100%25.yaml"
        client.open(own, "kind: Model\n")
        client.catchUp()
        #expect(client.findings[own]?.isEmpty == false)
    }
}
