import Compiler
import Diagnostics
import FleetEmit
import Testing

/// What the owners of policies decide in `settings.yaml`.
@Suite struct ExemptionTests {
    private static let body = """
        [
          spindle.violation(model.path + '.placement.gpus', 'm')
          for model in spindle.models(fleet)
        ]
        """

    private static func run(
        _ settings: String,
        today: String = "2026-06-15",
        body: String = body
    ) throws -> PolicyFindingsOfTest {
        var harness = PolicyHarness(body: body)
        harness.files["policies/settings.yaml"] = settings
        harness.today = today
        return try harness.compile()
    }

    private static func exemption(_ path: String, expires: String = "2026-12-31") -> String {
        "exemptions: [{policy: p, path: '\(path)', reason: A test., expires: \(expires)}]"
    }

    @Test(arguments: [
        ("environments.production.models.gemma.placement.gpus", 1), ("environments.production", 1),
        ("environments.*.models.gemma", 0), ("environments.*.models.*.placement", 0), ("*", 0),
        ("environments.staging.models.*", 1),
    ])
    func coversItsPlaceAndAllBeneath(path: String, left: Int) throws {
        let run = try Self.run(Self.exemption(path))
        #expect(run.ids == [String](repeating: "SP9001", count: left), "\(run.rendered)")
    }

    @Test(arguments: [
        "environments.prod", "environments.production.models.gem", "environments.production.models.gemma.scale",
        "*.*.*.*.*.*.*",
        "models.gemma", "environments.\"*\"x",
    ])
    func coversNothingElse(path: String) throws {
        let run = try Self.run(Self.exemption(path))
        #expect(run.ids.sorted() == ["SP9001", "SP9001", "SP9010"], "\(run.rendered)")
        #expect(run.first("SP9010")?.severity == .warning)
        #expect(run.place(run.first("SP9010")).hasPrefix("policies/settings.yaml:1:"))
    }

    /// The last day counts in full; from two weeks before it on, people are told.
    @Test(arguments: [
        ("2026-06-15", ["SP9009"]), ("2026-06-29", ["SP9009"]), ("2026-06-30", []), ("2030-01-01", []),
        ("2026-06-14", ["SP9001", "SP9001", "SP9008"]), ("2020-02-29", ["SP9001", "SP9001", "SP9008"]),
    ])
    func ends(expires: String, ids: [String]) throws {
        let run = try Self.run(Self.exemption("environments", expires: expires))
        #expect(run.ids.sorted() == ids, "\(run.rendered)")
    }

    @Test func sayWhenTheyExpire() throws {
        let expired = try Self.run(Self.exemption("environments", expires: "2026-06-14")).first("SP9008")
        #expect(expired?.message == "the exemption from policy `p` expired on 2026-06-14")
        #expect(expired?.severity == .error)
        #expect(expired?.primary?.text == "1 day ago")
        let soon = try Self.run(Self.exemption("environments", expires: "2026-06-20")).first("SP9009")
        #expect(soon?.primary?.text == "in 5 days")
        #expect(soon?.severity == .note)
    }

    @Test(arguments: [
        ("{policy: p, path: environments, expires: 2026-12-31}", "SP1024", "`reason`"),
        ("{policy: p, path: environments, reason: ' ', expires: 2026-12-31}", "SP1022", "`exemptions[0].reason`"),
        ("{policy: p, path: environments, reason: r}", "SP1024", "`expires`"),
        ("{policy: p, path: environments, reason: r, expires: 31.12.2026}", "SP1022", "`exemptions[0].expires`"),
        ("{policy: p, path: environments, reason: r, expires: 2026-02-30}", "SP1022", "`exemptions[0].expires`"),
        ("{policy: p, reason: r, expires: 2026-12-31}", "SP1024", "`path`"),
        ("{policy: p, path: '', reason: r, expires: 2026-12-31}", "SP1022", "`exemptions[0].path`"),
        ("{path: environments, reason: r, expires: 2026-12-31}", "SP1024", "`policy`"),
        ("{policy: p, path: environments, reason: r, expires: 2026-12-31, until: 2027-01-01}", "SP1020", "`until`"),
    ])
    func incompleteOnesAreErrors(exemption: String, rule: String, words: String) throws {
        let run = try Self.run("exemptions: [\(exemption)]")
        let found = try #require(run.first(rule), "\(run.rendered)")
        #expect(found.message.contains(words), "\(found.message)")
        #expect(found.severity == .error)
        // A key too many does not make the rest of it void.
        #expect(run.ids.contains("SP9001") == (rule != "SP1020"), "\(run.rendered)")
    }

    @Test func ofPoliciesThatDoNotExist() throws {
        let run = try Self.run(
            """
            severity: {q: note, warm-falback: note}
            exemptions: [{policy: pp, path: environments, reason: r, expires: 2026-12-31}]
            """
        )
        #expect(run.ids.filter { $0 == "SP9007" }.count == 3)
        let messages = run.diagnostics.map(\.message)
        #expect(messages.contains("there is no policy `pp` for this exemption"))
        #expect(messages.contains("there is no policy `q` for this severity"))
        #expect(run.diagnostics.contains { $0.help == "write `p`" })
    }

    /// What a policy that fails would find may be what the exemption is for.
    @Test func areNotJudgedByAPolicyThatFails() throws {
        #expect(try Self.run(Self.exemption("environments"), body: "error 'no'").ids == ["SP9002"])
        #expect(try Self.run(Self.exemption("environments"), body: "'text'").ids == ["SP9003"])
    }

    @Test func theOutputDoesNotDependOnTheDay() throws {
        var harness = PolicyHarness(body: Self.body)
        harness.files["policies/settings.yaml"] = Self.exemption("environments", expires: "2026-06-20")
        let files = try ["2026-06-01", "2026-06-19", "2026-06-20"].map { today in
            harness.today = today
            return try harness.compile(emits: true).result.files
        }
        #expect(files[0].count > 10)
        #expect(files.allSatisfy { $0.map(\.path) == files[0].map(\.path) && $0.map(\.bytes) == files[0].map(\.bytes) })
    }
}
