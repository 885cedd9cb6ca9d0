import Compiler
import Diagnostics
import Testing

/// What policies find, and where it is shown.
@Suite(.timeLimit(.minutes(10))) struct PolicyCheckTests {
    private static let tooManyGPUs = """
        [
          spindle.violation(model.path + '.placement.gpus', '%s takes %d GPUs' % [model.name, model.placement.gpus], help='fewer')
          for model in spindle.models(fleet)
          if model.placement.gpus > 0
        ]
        """

    @Test func aViolationPointsAtTheLineThatSetTheValue() throws {
        let run = try PolicyHarness(body: Self.tooManyGPUs).compile()
        #expect(run.ids == ["SP9001", "SP9001"])
        #expect(run.diagnostics.map(\.message) == ["policy `p`: gemma takes 1 GPUs", "policy `p`: gemma takes 2 GPUs"])
        #expect(run.diagnostics.map { run.place($0) } == ["specs/fleet.yaml:14:31", "specs/fleet.yaml:23:36"])
        let overlaid = try #require(run.diagnostics.last)
        #expect(overlaid.severity == .error)
        #expect(overlaid.path == "environments.production.models.gemma.placement.gpus")
        #expect(overlaid.notes == ["A title (policies/p.jsonnet)"])
        #expect(overlaid.help == "fewer")
    }

    /// Defaults stand in the document of the fleet; figures and what is not written are shown at what is nearest.
    @Test(arguments: [
        ("environments.production.models.gemma.engine.image", "example.com/vllm"), ("environments.staging", "staging"),
        ("environments.production.models.gemma.plan.mostGpus", "gemma"),
        ("environments.production.plan.cost", "production"),
        ("environments.staging.models.gemma.metadata.team", "metadata"), ("name", "research"),
        ("environments.staging.models.gemma.source.pinned", "hf://google/gemma"),
        ("environments.production.pools.h100", "h100"),
    ])
    func everyPathHasAPlace(path: String, text: String) throws {
        let run = try PolicyHarness(body: "[spindle.violation('\(path)', 'm')]").compile()
        #expect(run.ids == ["SP9001"])
        #expect(run.marked(run.first("SP9001")).contains(text), "\(run.rendered)")
    }

    @Test func severityIsOfTheSettingsTheViolationOrThePolicyInThisOrder() throws {
        func severities(settings: String?, of violation: String) throws -> [Severity] {
            let body = "[spindle.violation('name', 'm'\(violation))]"
            var harness = PolicyHarness(["policies/p.jsonnet": PolicyHarness.policy(severity: "warning", body: body)])
            harness.files["policies/settings.yaml"] = settings
            return try harness.compile().diagnostics.map(\.severity)
        }
        #expect(try severities(settings: nil, of: "") == [.warning])
        #expect(try severities(settings: nil, of: ", severity='note'") == [.note])
        #expect(try severities(settings: "severity: {p: error}", of: ", severity='note'") == [.error])
    }

    @Test func policiesDoNotJudgeAFleetWithErrors() throws {
        var harness = PolicyHarness(body: Self.tooManyGPUs)
        harness.specs.replace("pool: h100, gpus: 1", with: "pool: h100, gpus: 1000")
        let run = try harness.compile()
        #expect(run.result.hasErrors)
        #expect(!run.ids.contains { $0.hasPrefix("SP9") })
    }

    @Test func anErrorOfAPolicyStopsTheOutputAndAWarningDoesNot() throws {
        func files(_ severity: String) throws -> Int {
            let policy = PolicyHarness.policy(severity: severity, body: "[spindle.violation('name', 'm')]")
            return try PolicyHarness(["policies/p.jsonnet": policy]).compile(emits: true).result.files.count
        }
        #expect(try files("error") == 0)
        #expect(try files("warning") > 10)
    }

    /// The owners of policies decide, not the authors of specs.
    @Test func specsCannotAllowAViolation() throws {
        let policy = PolicyHarness.policy(severity: "warning", body: "[spindle.violation('name', 'm')]")
        var harness = PolicyHarness(["policies/p.jsonnet": policy])
        harness.specs.replace(
            "metadata: {name: research}",
            with: """
                metadata: {name: research}
                allow: [{rule: SP9001, reason: Because.}]
                """
        )
        #expect(try harness.compile().ids.contains("SP2010"))
    }

    @Test func policiesShareFilesOfTheRepository() throws {
        let harness = PolicyHarness([
            "policies/a.jsonnet": PolicyHarness.policy("a", body: "(import 'lib/find.libsonnet')('a')"),
            "policies/b.jsonnet": PolicyHarness.policy("b", body: "(import '../shared/find.libsonnet')('b')"),
            "policies/lib/find.libsonnet": "import '../../shared/find.libsonnet'",
            "shared/find.libsonnet": """
            local spindle = import 'spindle.libsonnet';
            function(words) [spindle.violation('name', words + importstr 'quote.txt')]
            """,
            "shared/quote.txt": "'s \\ \"fault\"",
        ])
        let run = try harness.compile()
        #expect(
            run.diagnostics.map(\.message) == [#"policy `a`: a's \ "fault""#, #"policy `b`: b's \ "fault""#],
            "\(run.rendered)"
        )
    }

    @Test func theLibraryDoesWhatItSays() throws {
        let body = """
            [
              spindle.violation('name', std.toString([
                [model.name for model in spindle.models(fleet)],
                [environment.name for environment in spindle.clusters(fleet)],
                spindle.byName(fleet.environments).staging.path,
                spindle.label({ metadata: { labels: { a: 'b' } } }, 'a'),
                spindle.label({ metadata: { labels: { a: 'b' } } }, 'c'),
                spindle.sum([1, 2, 3]),
                spindle.violation('p', 'm'),
                spindle.violation('p', 'm', help='h', severity='note'),
              ])),
            ]
            """
        let run = try PolicyHarness(body: body).compile()
        #expect(
            run.diagnostics.map(\.message) == [
                #"policy `p`: [["gemma", "gemma"], ["production", "staging"], "environments.staging", "b", null, 6, "#
                    + #"{"message": "m", "path": "p"}, {"help": "h", "message": "m", "path": "p", "severity": "note"}]"#
            ]
        )
    }
}
