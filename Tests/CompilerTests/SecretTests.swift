import Compiler
import Diagnostics
import Testing

/// What looks like a secret is found, and never printed.
@Suite struct SecretTests {
    private static let password = "correct-horse-battery"

    /// A second mistake in the line of a secret shows that line, too.
    private static let specs = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: research}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: gemma-3-27b}
        engine: {env: {DB_PASSWORD: \(password)}, colour: blue}
        """

    @Test func noRendererPrintsIt() throws {
        let input = SpecInput(path: "fleet.yaml", bytes: Array(Self.specs.utf8))
        let result = FleetCompiler().compile(CompileRequest(folder: "specs", files: [input], emits: false))
        #expect(result.diagnostics.contains { $0.rule.id == "SP6003" })
        var terminal = TerminalRenderer(result.sources, color: false)
        let text = result.diagnostics.map { terminal.render($0) }.joined()
        #expect(text.contains("DB_PASSWORD: *********************"))
        #expect(!text.contains(Self.password))
        let (found, sources) = (result.diagnostics, result.sources)
        #expect(try !JSONRenderer().render(found, in: sources).contains(Self.password))
        #expect(try !SARIFRenderer(version: "1").render(found, in: sources).contains(Self.password))
        #expect(try !GitLabRenderer().render(found, in: sources).contains(Self.password))
        #expect(!GitHubRenderer().render(found, in: sources).contains(Self.password))
        #expect(!JUnitRenderer().render(found, in: sources).contains(Self.password))
    }

    /// Also in a document that is too wrong to be checked, and in one without a fleet.
    @Test(arguments: [
        "metdata: {name: a}\nengine: {env: {API_TOKEN: HIDDEN}, prot: 1}", "engine: {args: [--api-key, HIDDEN, {}]}",
        "metadata: {name: a}\nengine: {args: [--api-key=HIDDEN, []]}",
        "metadata: {name: a}\ndelivery: {repo: https://me:HIDDEN@git.example.com, prot: 1}",
    ])
    func noExcerptShowsIt(body: String) {
        for kind in ["Model", "Environment", "Pod"] {
            let text = "apiVersion: spindle/v1alpha1\nkind: \(kind)\n" + body.replacing("HIDDEN", with: Self.password)
            let input = SpecInput(path: "a.yaml", bytes: Array(text.utf8))
            let result = FleetCompiler().compile(CompileRequest(folder: "specs", files: [input], emits: false))
            var terminal = TerminalRenderer(result.sources, color: false)
            let shown = result.diagnostics.map { terminal.render($0) }.joined()
            #expect(!shown.isEmpty && !shown.contains(Self.password), "\(shown)")
        }
    }

    @Test(arguments: [
        "hf_thisIsNotATokenOfAnybody", "Bearer sk-this-is-not-a-key-of-anybody", "github_pat_thisIsNotATokenOfAnybody",
        "AKIATHISISNOTAKEYOFA", "glpat-not-a-real-token", "-----BEGIN RSA PRIVATE KEY-----\\nMIIE",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.none", "postgres://reader:hunter2@db.example.com/x",
        "Zm9vYmFyYmF6cXV4R2FyYmxlZFRleHRUaGF0SXNSYW5kb20xMjM0NTY3ODkw",
    ])
    func formOfASecret(value: String) { #expect(ids(of: "PLAIN", value).contains("SP6003")) }

    @Test(arguments: [
        "sk-short", "sha256:\(String(repeating: "0a1b2c3d", count: 8))", "005ad3404e59d6023443cb575daa05336842228a",
        "https://git@git.example.com/fleet.git", "/models/Qwen3-235B-A22B-Instruct-2507-FP8-dynamic-w8a8-KVCache",
        "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8-and-more", "{\"a\": 1}", "expandable_segments:True",
    ])
    func noFormOfASecret(value: String) { #expect(!ids(of: "PLAIN", value).contains("SP6003")) }

    @Test(arguments: [
        ("HF_TOKEN", "swordfish", true), ("aws_secret_access_key", "swordfish", true), ("APIKEY", "swordfish", true),
        ("MAX_TOKENS", "swordfish", false), ("TOKENIZER", "swordfish", false), ("TOKEN_FILE", "swordfish", false),
        ("HF_TOKEN", "/run/secrets/token", false), ("TOKEN_LIMIT", "none", false), ("USE_TOKEN", "true", false),
    ])
    func nameOfASecret(name: String, value: String, isSecret: Bool) {
        #expect(ids(of: name, value).contains("SP6003") == isSecret)
    }

    private func ids(of name: String, _ value: String) -> [String] {
        let quoted = value.replacing("\"", with: "\\\"")
        let specs = Self.specs.replacing("DB_PASSWORD: \(Self.password)", with: "\(name): \"\(quoted)\"")
        let input = SpecInput(path: "fleet.yaml", bytes: Array(specs.utf8))
        let request = CompileRequest(folder: "specs", files: [input], emits: false)
        return FleetCompiler().compile(request).diagnostics.map(\.rule.id)
    }
}
