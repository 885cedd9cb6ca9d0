import LanguageServer
import Testing

/// Completion, hover and definition at a `|` in a document.
@Suite struct AnswerTests {
    static let head = "apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: tiny}\n"

    private func labels(_ text: String, in name: String = "specs/tiny.yaml") throws -> [String] {
        var client = Client()
        client.open("specs/local.yaml")
        client.catchUp()
        return try client.ask("completion", in: name, text)["items"].items.sorted {
            ($0["sortText"].text ?? "") < ($1["sortText"].text ?? "")
        }.compactMap { $0["label"].text }
    }

    // MARK: Completion

    @Test(arguments: [
        head + "scale:\n  m|", head + "scale:\n  |\n", head + "scale: {|}\n", head + "scale: {coldStart: 5s, |",
        head + "scale:\n  coldStart: 5s\n  m|\nprecision: fp8\n",
    ])
    func keysOfAMapping(text: String) throws {
        let labels = try labels(text)
        #expect(Set(["min", "max", "idleTimeout"]).isSubset(of: labels), "\(labels)")
        #expect(labels.contains("coldStart") != text.contains("coldStart"))
    }

    @Test func keysThatFollowAreTaken() throws {
        let labels = try labels(Self.head + "scale:\n  m|\n  max: 1\n  queue: {size: 1}\nprecision: fp8\n")
        #expect(
            labels.contains("min") && !labels.contains("max") && !labels.contains("queue")
                && labels.contains("coldStart")
        )
    }

    @Test(arguments: [
        (head + "precision: |", ["bf16", "fp16", "fp8", "int8", "fp4", "int4"]),
        (head + "precision: f|\ncontext: 1k\n", ["bf16", "fp16", "fp8", "int8", "fp4", "int4"]),
        (head + "placement: {pool: |}", ["laptop"]), (head + "placement:\n  pool: |\n  gpus: 1\n", ["laptop"]),
        (head + "engine: {trustRemoteCode: |}", ["true", "false"]),
        ("kind: |", ["Fleet", "Model", "Environment", "QualityProfile"]),
        ("apiVersion: |\nkind: Model", ["spindle/v1alpha1"]),
        ("kind: Model\nmetadata: {team: |}", ["search"]),
        ("kind: Environment\ndeploy: [|]", ["tiny"]), ("kind: Environment\ndeploy:\n  - |\n", ["tiny"]),
        ("kind: Environment\ndeploy:\n- |\n", ["tiny"]), ("kind: Environment\ndeploy: |", ["all"]),
        ("kind: Environment\nmodels:\n  |", ["tiny"]), ("kind: Environment\nbudgets: {teams: {|}}", ["search"]),
        ("kind: Fleet\nrouting:\n  routes:\n    - {name: a, candidates: [|", ["tiny"]),
        ("kind: Fleet\nrouting:\n  routes:\n    - name: a\n      fallback: |\n", ["tiny", "auto"]),
        (
            head + "capabilities: [chat, v|",
            ["chat", "completions", "embeddings", "tools", "vision", "json", "reasoning"]
        ),
        (head + "capabilities:\n  - |", ["chat", "completions", "embeddings", "tools", "vision", "json", "reasoning"]),
    ])
    func values(text: String, expected: [String]) throws { #expect(try labels(text) == expected) }

    @Test func namesOfTheCatalogue() throws {
        let architectures = try labels(Self.head + "architecture: gemma|\n")
        #expect(architectures.contains("gemma-3-270m") && Set(architectures).count == architectures.count)
        let gpus = try labels("kind: Environment\npools:\n  a: {gpu: H|, nodes: 1}\n", in: "specs/other.yaml")
        #expect(gpus.contains("H100-80GB"))
    }

    @Test(arguments: [
        "# a comment |\n" + head, head + "source: \"file |\"\n", head + "metadata: x\n  |y: z", "- |\n", "[|",
        "a: |b: c",
        head + "scale:\n  min: 0\n    |\n", "\u{1}|", head + "nonsense: {|}\n",
    ])
    func nothingWhereNothingIsMeant(text: String) throws { #expect(try labels(text) == []) }

    @Test func emptyDocumentBegins() throws { #expect(try labels("|") == ["apiVersion", "kind", "metadata", "allow"]) }

    @Test func documentsOfAStreamAreApart() throws {
        let text = SampleFleet.fleet + "---\n" + Self.head + "prec|\n---\nkind: Environment\n"
        #expect(try labels(text).contains("precision"))
    }

    @Test(arguments: [
        ("specs/tiny.yaml", head + "scale: {mi|}", "min: "), ("specs/tiny.yaml", head + "scale: {mi|: 1}", "min"),
        ("specs/tiny.yaml", head + "scal|", "scale:"),
        ("specs/tiny.json", #"{"kind": "Model", "scale": {mi|}}"#, #""min": "#),
        ("specs/tiny.json", #"{"kind": "Model", "scale": {"mi|": 1}}"#, "min"),
    ])
    func keysAreWrittenAsTheyMust(name: String, text: String, written: String) throws {
        var client = Client()
        let items = try client.ask("completion", in: name, text)["items"].items
        let edit = try #require(items.first { written.contains($0["label"].text ?? "?") }?["textEdit"])
        #expect(edit["newText"].text == written)
        // The whole word is replaced.
        let columns = ["start", "end"].compactMap { edit["range"][$0]["character"].int }
        let expected = written.contains("scale") ? 4 : 2
        #expect(columns.count == 2 && columns[1] - columns[0] == expected, "\(columns)")
    }

    /// Whatever the table of the language has, its keys are offered and explained.
    @Test func documentationComesAlong() throws {
        var client = Client(capabilities: [
            "textDocument": ["completion": ["completionItem": ["documentationFormat": ["markdown"]]]]
        ])
        let item = try #require(
            try client.ask("completion", in: "specs/tiny.yaml", Self.head + "sca|")["items"].items
                .first { $0["label"] == "scale" }
        )
        #expect(item["documentation"]["kind"] == "markdown")
        #expect(item["documentation"]["value"].text?.contains("when they sleep") == true)
    }

    // MARK: Hover

    @Test(arguments: [
        (head + "scale: {idle|Timeout: 10m}", "`models.*.scale.idleTimeout`"),
        (head + "scale: {idleTimeout|: 10m", "stays awake"), (head + "precision|: fp8", "Default: bf16."),
        (head + "architecture: gemma-3-|270m", "layers, context"),
        ("kind: Environment\npools:\n  a: {gpu: H100|-80GB}", "GB/s"),
        ("kind: Fleet\nallow: [{rule: SP60|01}]", "**SP6001**"),
        ("kind: Environment\nmetadata: {name: local}\nmodels:\n  ti|ny: {}", "| local | 1 ×"),
        ("kind: Model\nmetadata: {name: ti|ny}", "| local | 1 ×"),
        (head + "placement: {pool: lap|top}", "**laptop** in local"),
    ])
    func hover(text: String, expected: String) throws {
        var client = Client()
        client.open("specs/local.yaml")
        client.catchUp()
        let value = try client.ask("hover", in: "specs/other.yaml", text)["contents"]["value"].text ?? ""
        #expect(value.contains(expected), "\(value)")
    }

    @Test(arguments: ["# com|ment\n", head + "source: file:///x|\n", head + "nonsen|se: 1", "a: [|", "|"])
    func nothingToExplain(text: String) throws {
        var client = Client()
        #expect(try client.ask("hover", in: "specs/other.yaml", text) == .null)
    }

    @Test func brokenRulesAreExplained() throws {
        var client = Client()
        client.open("specs/tiny.yaml", SampleFleet.model.replacing("gpus: 1", with: "gpu: 1"))
        client.catchUp()
        let answer = client.request(
            "textDocument/hover",
            Client.of("specs/tiny.yaml").merging(["position": ["line": 5, "character": 27]])
        )
        #expect(answer["contents"]["value"].text?.contains("**SP1020**: unknown key") == true)
    }

    // MARK: Definition

    @Test(arguments: [
        ("specs/tiny.yaml", SampleFleet.model, "pool: |laptop", ["local.yaml:5"]),
        ("specs/tiny.yaml", SampleFleet.model, "team: |search", ["fleet.yaml:4"]),
        ("specs/tiny.yaml", SampleFleet.model, "name: |tiny", ["local.yaml:7"]),
        ("specs/local.yaml", SampleFleet.environment, "\n  |tiny: {", ["tiny.yaml:2"]),
        ("specs/fleet.yaml", SampleFleet.fleet, "[|tiny]", ["tiny.yaml:2"]),
        ("specs/tiny.yaml", SampleFleet.model, "architecture: |gemma", []),
        ("specs/tiny.yaml", SampleFleet.model, "|placement", []),
    ])
    func definition(name: String, text: String, marked: String, expected: [String]) throws {
        var client = Client()
        let plain = marked.replacing("|", with: "")
        let answer = try client.ask("definition", in: name, text.replacing(plain, with: marked, maxReplacements: 1))
        let places = answer.items.map { place in
            "\(place["uri"].text?.split(separator: "/").last ?? ""):\(place["range"]["start"]["line"].int ?? -1)"
        }
        #expect(places == expected)
    }
}
