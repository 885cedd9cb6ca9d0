import Diagnostics
import Policies
import SpecSyntax
import Testing

/// Tests of policies, tested.
@Suite(.timeLimit(.minutes(10))) struct PolicyTestRunTests {
    private static let policy = PolicyHarness.policy(
        severity: "warning",
        body: """
            [
              spindle.violation(model.path + '.placement.gpus', model.name + ' is large', help='shrink it')
              for model in spindle.models(fleet)
              if model.placement.gpus > 8
            ]
            """
    )

    private static func run(_ cases: String, at path: String = "policies/tests/p.jsonnet") -> (
        PolicyTestReport, SourceMap
    ) {
        let (report, sources) = PolicyHarness([
            "policies/p.jsonnet": policy, path: "{ policy: 'p', cases: { \(cases) } }",
        ]).test()
        return (report, sources)
    }

    private static let big = "models: { big: { placement: { gpus: 16 } } }"
    private static let path = "environments.production.models.big.placement.gpus"

    @Test(arguments: [
        "'a': { \(big), violations: ['\(path)'] }", "'a': { violations: [] }",
        "'a': { \(big), violations: [{ path: '\(path)' }] }",
        "'a': { \(big), violations: [{ path: '\(path)', message: 'big is large', help: 'shrink it', severity: 'warning' }] }",
        "'a': { \(big), environments: { x: {}, y: {} }, violations: ['environments.%s.models.big.placement.gpus' % e for e in ['x', 'y']] }",
        "'a': { models: { big: { placement: { gpus: 16 } }, small: {} }, violations: ['\(path)'] }",
        "'a': { fleet: { defaults: { placement: { gpus: 16 } } }, models: { m: { placement: { gpus: null } } }, violations: ['environments.production.models.m.placement.gpus'] }",
        "'a': { models: { m: { metadata: { team: 'search' } } }, environments: { e: { budgets: { teams: { assist: { gpus: 1 } } } } }, violations: [] }",
    ])
    func passes(cases: String) {
        let (report, sources) = Self.run(cases)
        var renderer = TerminalRenderer(sources, color: false)
        #expect(report.passes, "\(report.diagnostics.map { renderer.render($0) }.joined())")
        #expect(report.tests.map(\.outcome) == [.passed])
        #expect(report.untested.isEmpty)
    }

    @Test(arguments: [
        ("\(big), violations: []", ["+ \(path): big is large"]),
        ("violations: ['\(path)']", ["- \(path)"]),
        (
            "\(big), violations: ['environments.production.models.big.placement.nodes']",
            ["+ \(path): big is large", "- environments.production.models.big.placement.nodes"]
        ),
        ("\(big), violations: ['\(path)', '\(path)']", ["  \(path)", "- \(path)"]),
        (
            "\(big), violations: [{ path: '\(path)', message: 'big is small' }]",
            ["+ \(path): big is large", "- \(path): big is small"]
        ),
        (
            "\(big), violations: [{ path: '\(path)', severity: 'error' }]",
            ["+ \(path): big is large", "- error at \(path)"]
        ),
    ])
    func failsWithBothExpectedAndFound(test: String, lines: [String]) throws {
        let (report, sources) = Self.run("'it holds': { \(test) }")
        #expect(!report.passes)
        #expect(report.tests.map(\.outcome) == [.failed])
        let found = try #require(report.diagnostics.first { $0.rule.id == "SP9013" })
        #expect(found.message == "policy `p` fails its test `it holds`")
        #expect(found.notes == [(["expected (-) and found (+):"] + lines).joined(separator: "\n")])
        let span = try #require(found.primary?.span)
        #expect(sources.path(of: span) == "policies/tests/p.jsonnet")
        #expect(
            String(decoding: sources[span.file].bytes[Int(span.lower)..<Int(span.upper)], as: UTF8.self) == "'it holds'"
        )
    }

    @Test(arguments: [
        ("'a': { models: { big: { placment: { gpus: 16 } } }, violations: [] }", "SP1020", "placment"),
        ("'a': { models: { big: { placement: { gpus: 'many' } } }, violations: [] }", "SP1021", "'many'"),
        ("'a': { models: { big: { placement: { pool: 'b200' } } }, violations: [] }", "SP2002", "'b200'"),
        ("'a': { \(big) }", "SP1024", "models"),
        ("'a': { \(big), violation: [], violations: [] }", "SP1020", "violation"),
        ("'a': { models: [], violations: [] }", "SP1021", "[]"), ("'a': 3", "SP1021", "3"),
    ])
    func brokenCasesPointAtThemselves(cases: String, rule: String, marked: String) throws {
        let (report, sources) = Self.run(cases)
        #expect(!report.passes)
        let found = try #require(report.diagnostics.first { $0.rule.id == rule }, "\(report.diagnostics)")
        let span = try #require(found.primary?.span)
        #expect(sources.path(of: span) == "policies/tests/p.jsonnet")
        let text = String(decoding: sources[span.file].bytes[Int(span.lower)..<Int(span.upper)], as: UTF8.self)
        #expect(text.hasPrefix(marked), "\(text)")
    }

    @Test func aPolicyThatFailsBreaksItsTests() {
        let (report, _) = PolicyHarness([
            "policies/p.jsonnet": PolicyHarness.policy(body: "[fleet.nothing]"),
            "policies/q.jsonnet": PolicyHarness.policy("q", body: "[]"),
            "policies/tests/p.jsonnet": "{ policy: 'p', cases: { a: { violations: [] } } }",
            "policies/tests/q.yaml": "policy: q\ncases: {b: {violations: []}}\n",
        ]).test()
        #expect(report.tests.map(\.outcome) == [.broken, .passed])
        #expect(report.diagnostics.map(\.rule.id) == ["SP9002"])
        #expect(!report.passes)
    }

    @Test func untestedPoliciesAreANote() {
        let (report, _) = PolicyHarness(["policies/p.jsonnet": Self.policy]).test()
        #expect(report.passes)
        #expect(report.untested == ["p"])
        #expect(report.diagnostics.map(\.rule.id) == ["SP9012"])
        #expect(report.diagnostics.map(\.severity) == [.note])
        #expect(report.diagnostics.first?.help?.contains("policies/tests/p.jsonnet") == true)
    }

    @Test func testsOfUnknownPoliciesAreErrors() {
        let (report, _) = PolicyHarness([
            "policies/p.jsonnet": Self.policy,
            "policies/tests/x.jsonnet": "{ policy: 'pp', cases: { a: { violations: [] } } }",
        ]).test()
        #expect(!report.passes)
        #expect(report.diagnostics.map(\.rule.id).sorted() == ["SP9007", "SP9012"])
    }

    @Test func testsMayImportWhatPoliciesDo() {
        let (report, _) = PolicyHarness([
            "policies/p.jsonnet": Self.policy,
            "policies/lib.libsonnet": "{ big: { placement: { gpus: 16 } } }",
            "policies/tests/p.jsonnet": """
            local spindle = import 'spindle.libsonnet', lib = import '../lib.libsonnet';
            {
              policy: (import '../p.jsonnet').id,
              cases: { a: { models: { big: lib.big }, violations: [spindle.violation('\(Self.path)', 'big is large')] } },
            }
            """,
        ]).test()
        #expect(report.passes, "\(report.diagnostics)")
    }

    @Test func aTestThatIsNoTest() {
        for text in ["{", "[]", "3", "{ policy: 'p' }", "{ cases: {} }", "{ policy: 'p', case: {} }", "error 'x'"] {
            let (report, _) = PolicyHarness(["policies/p.jsonnet": Self.policy, "policies/tests/p.jsonnet": text])
                .test()
            #expect(text == "[]" || !report.passes, "\(text)")
            #expect(report.tests.isEmpty)
        }
    }
}
