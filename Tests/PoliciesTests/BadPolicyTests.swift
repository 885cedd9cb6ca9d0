import Compiler
import Diagnostics
import SpecSyntax
import Testing

/// Policies that are wrong, by mistake or on purpose: each is a diagnostic at its own place, and hides nothing of the
/// others'.
@Suite(.timeLimit(.minutes(10))) struct BadPolicyTests {
    /// A good policy beside the bad one.
    private static let good = PolicyHarness.policy("good", body: "[spindle.violation('name', 'found')]")

    private static func run(_ bad: String, limits: SpecLimits = PolicyHarness.testLimits) throws -> PolicyFindingsOfTest
    {
        var harness = PolicyHarness(["policies/bad.jsonnet": bad, "policies/good.jsonnet": good])
        harness.limits = limits
        let run = try harness.compile()
        #expect(run.diagnostics.contains { $0.message == "policy `good`: found" }, "\(run.rendered)")
        #expect(run.result.hasErrors)
        return run
    }

    /// Rule, the text that is marked, and words of the message.
    @Test(arguments: [
        ("[fleet.models]", "SP9002", "fleet.models", "field does not exist: models"),
        ("[x for x in fleet.environments if x.nane == 'a']", "SP9002", "x.nane", "field does not exist: nane"),
        ("error 'no'", "SP9002", "error 'no'", "no"),
        ("assert std.length(fleet.environments) == 0 : 'too many'; []", "SP9002", "assert", "too many"),
        ("[spindle.violation(1 + {}.a, 'm')]", "SP9002", "{}.a", "field does not exist: a"),
        ("[{ path: 'name', message: function(x) x }]", "SP9002", "function(x) x", "couldn't manifest function"),
        ("spindle.sum(['a', {}.b])", "SP9002", "{}.b", "field does not exist: b"),
        ("'text'", "SP9003", "violations", "this gives text"),
        ("null", "SP9003", "violations", "this gives nothing"),
        ("{}", "SP9003", "violations", "this gives an object"),
        ("['text']", "SP9003", "'text'", "`violations[0]` takes a mapping"),
        ("[[]]", "SP9003", "[]", "`violations[0]` takes a mapping"),
        ("[{ path: 'name' }]", "SP9003", "path", "a violation needs `message`"),
        ("[{ path: 3, message: {} }]", "SP9003", "{}", "`violations[0].message`"),
        ("[{ path: 'name', message: ' ' }]", "SP9003", "' '", "a sentence"),
        (
            "[spindle.violation('name', 'm', severity='fatal')]", "SP9003", "spindle.violation(",
            "error, warning or note"
        ),
        ("[{ path: 'name', message: 'm', hlep: 'h' }]", "SP9003", "hlep", "unknown key `hlep`"),
        (
            "[spindle.violation('environments.staging.modles', 'm')]", "SP9004", "'environments.staging.modles'",
            "`modles`"
        ),
        ("[spindle.violation('environments.nowhere', 'm')]", "SP9004", "'environments.nowhere'", "`nowhere`"),
        ("[spindle.violation('name.x', 'm')]", "SP9004", "'name.x'", "`x`"),
        ("[spindle.violation('x' + y, 'm') for y in ['y']]", "SP9004", "'x' + y", "`xy`"),
        ("std.makeArray(100000, function(i) spindle.violation('name', 'm' + i))", "SP9005", "violations", "100000"),
    ])
    func body(text: String, rule: String, marked: String, words: String) throws {
        let run = try Self.run(PolicyHarness.policy("bad", body: text))
        let found = try #require(run.first(rule), "\(run.rendered)")
        #expect(found.message.contains(words), "\(found.message)")
        #expect(run.marked(found).hasPrefix(marked), "\(run.rendered)")
        #expect(run.place(found).hasPrefix("policies/bad.jsonnet:"))
        #expect(found.severity == .error)
    }

    @Test(arguments: [
        ("[]", "SP9003", "gives a list"), ("'a'", "SP9003", "gives text"), ("null", "SP9003", "gives nothing"),
        ("function(fleet) []", "SP9003", "gives a function"), ("3", "SP9003", "gives a number"),
        ("{}", "SP9003", "needs `id`"), ("{ id: 'bad' }", "SP9003", "needs `title`"),
        ("{ id: 'bad', title: 't', severity: 'error', explanation: 'e' }", "SP9003", "no function `violations(fleet)`"),
        ("{ id: 'bad', title: 't', severity: 'error', explanation: 'e', violations: [] }", "SP9003", "this is a list"),
        ("{ id: 'bad', title: 't', severity: 'error', explanation: 'e', violations(): [] }", "SP9003", "takes 0"),
        ("{ id: 'bad', title: 't', severity: 'error', explanation: 'e', violations(a, b): [] }", "SP9003", "takes 2"),
        ("{ id: 'Bad!', title: 't', severity: 'error', explanation: 'e', violations(f): [] }", "SP9003", "`id`"),
        ("{ id: 'bad', title: 't', severity: 'severe', explanation: 'e', violations(f): [] }", "SP9003", "`severity`"),
        ("{ id: 'bad', titel: 't', severity: 'note', explanation: 'e', violations(f): [] }", "SP9003", "`titel`"),
        ("{ id: 'bad', title: 't', severity: 'note', explanation: error 'x', violations(f): [] }", "SP9002", "x"),
        ("{ id: 'bad', ", "SP1030", ""), ("{ id: unknown }", "SP1030", "unknown"), ("", "SP1030", ""),
        (") + (", "SP1030", ""), ("|||", "SP1030", ""), ("/*", "SP1030", ""), ("{} }", "SP1030", ""),
        ("import '/etc/passwd'", "SP1033", "absolute path"), ("importstr '../../x'", "SP1033", "leaves the repository"),
        ("import 'missing.libsonnet'", "SP1033", "is not there"),
        ("import 'driver.libsonnet'", "SP1033", "is not there"),
        ("import 'bad.jsonnet'", "SP9002", "imports deep"),
    ])
    func file(text: String, rule: String, words: String) throws {
        let run = try Self.run(text)
        let found = try #require(
            run.diagnostics.first { $0.rule.id == rule && $0.message.contains(words) },
            "\(run.rendered)"
        )
        #expect(run.place(found).hasPrefix("policies/bad.jsonnet:"))
    }

    @Test func bytesThatAreNoText() throws {
        #expect(try Self.run("{ id: '\u{1B}' }").first("SP1003") != nil)
        var harness = PolicyHarness(["policies/good.jsonnet": Self.good])
        harness.files["policies/lib.libsonnet"] = "'\u{0}'"
        harness.files["policies/bad.jsonnet"] = "import 'lib.libsonnet'"
        #expect(try harness.compile().ids.sorted() == ["SP1033", "SP9001"])
    }

    @Test(arguments: [
        ("local f(x) = f(x + 1) tailstrict; f(1)", "did not end within 1 s"),
        ("[std.length(std.range(1, 1000000000))]", "of memory"),
        ("local f(n) = if n == 0 then 'x' else local t = f(n - 1); t + t; [spindle.violation('name', f(24))]", "bytes"),
        ("local f(x) = f(x + 1) + 1; f(1)", "calls deep"),
        ("[\(String(repeating: "-", count: 20_000))1]", "nested too deep"),
    ])
    func limits(body: String, words: String) throws {
        var limits = PolicyHarness.testLimits
        if words.contains("1 s") { limits.jsonnetSeconds = 1 }
        limits.jsonnetBytes = 512 << 20
        // A machine may be too busy for the good policy, too, when time is short.
        var harness = PolicyHarness(["policies/bad.jsonnet": PolicyHarness.policy("bad", body: body)])
        harness.limits = limits
        let run = try harness.compile()
        let found = try #require(run.first("SP9002"), "\(run.rendered)")
        #expect(found.message.contains(words), "\(found.message)")
        #expect(run.place(found).hasPrefix("policies/bad.jsonnet:"))
    }

    @Test func resultsNestedTooDeep() throws {
        let run = try Self.run(
            PolicyHarness.policy("bad", body: "local d(n) = if n == 0 then [] else [d(n - 1)]; d(100)")
        )
        #expect(run.first("SP9003")?.message.contains("64 levels") == true, "\(run.rendered)")
    }

    /// Policies that take all the time leave none for those behind them, which is said of each.
    @Test func timeIsBoundedInAll() throws {
        var harness = PolicyHarness()
        for index in 0..<8 {
            let body = "local f(x) = f(x + 1) tailstrict; f(1)"
            harness.files["policies/p\(index).jsonnet"] = PolicyHarness.policy("p\(index)", body: body)
        }
        harness.limits.jsonnetSeconds = 0.5
        let start = ContinuousClock.now
        let run = try harness.compile()
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect(run.ids == [String](repeating: "SP9002", count: 8))
        #expect(run.diagnostics.contains { $0.message.contains("was not evaluated") }, "\(run.rendered)")
    }

    @Test func twoPoliciesOfOneId() throws {
        let policy = PolicyHarness.policy("same", body: "[]")
        let run = try PolicyHarness(["policies/a.jsonnet": policy, "policies/b.jsonnet": policy]).compile()
        #expect(run.ids == ["SP9006"])
        #expect(run.place(run.first("SP9006")) == "policies/b.jsonnet:3:7")
        #expect(run.first("SP9006")?.secondary.count == 1)
    }

    @Test func whatIsNotReadIsSaid() throws {
        let policy = PolicyHarness.policy(body: "[]")
        var harness = PolicyHarness(["policies/p.jsonnet": policy, "policies/exemptions.yaml": "exemptions: []"])
        harness.files["policies/data/registries.yaml"] = "[a, b]"
        #expect(try harness.compile().diagnostics.map(\.message) == ["`policies/exemptions.yaml` is not read"])
        #expect(try PolicyHarness(["policies/p.libsonnet": policy]).compile().ids == ["SP9011"])
        harness = PolicyHarness(["policies/p.jsonnet": policy, "policies/settings.yaml": "# nothing\n"])
        #expect(try harness.compile().ids == [])
        harness.files["policies/settings.yaml"] = "severity: {p: note}\n---\nexemptions: []\n"
        #expect(try harness.compile().ids == ["SP9011"])
    }

    @Test func aPolicySeesNothingOfSpindlesOwn() throws {
        let body = "[spindle.violation('name', std.toString(std.objectFields(fleet)))]"
        #expect(
            try PolicyHarness(body: body).compile().first("SP9001")?.message
                == #"policy `p`: ["environments", "name", "teams", "version"]"#
        )
    }
}
