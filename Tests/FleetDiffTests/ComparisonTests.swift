import Compiler
import Diagnostics
import FleetDiff
import FoundationEssentials
import SpecSyntax
import TestSupport
import Testing

/// What holds of every comparison, whatever is compared.
@Suite struct ComparisonTests {
    static let sides = Compared.fixtures.folders().flatMap { ["\($0)/base", "\($0)/head"] }

    @Test(arguments: sides)
    func whatIsTheSameDoesNotDiffer(side: String) throws {
        let files = Compared.files(side)
        let report = Compared.report(files, files)
        #expect(report.diff?.environments.isEmpty ?? true)
        #expect(report.diff?.isEmpty ?? true || report.hasErrors)
    }

    /// Files may be called and split as one likes.
    @Test(arguments: sides)
    func onlyTheFleetCounts(side: String) throws {
        let files = Compared.files(side) ?? []
        let renamed = files.map {
            SpecInput(path: "other/\($0.path.reversed().map(String.init).joined())/x.yaml", bytes: $0.bytes)
        }
        #expect(Compared.report(files, renamed.reversed()).diff?.environments.isEmpty ?? true)
    }

    @Test(arguments: Compared.fixtures.folders())
    func theOtherWayRoundEverySettingChangesBack(name: String) throws {
        let (base, head) = (Compared.files("\(name)/base"), Compared.files("\(name)/head"))
        guard let there = Compared.report(base, head).diff, let back = Compared.report(head, base).diff else { return }
        #expect(there.isEmpty == back.isEmpty)
        #expect(there.environments.map(\.name) == back.environments.map(\.name))
        for (one, other) in zip(there.environments, back.environments) {
            #expect(swapped(one.changes) == changes(other.changes))
            #expect(one.cost.pinnedPerMonth.difference == -other.cost.pinnedPerMonth.difference)
            #expect(one.gpus.pinned.before == other.gpus.pinned.after)
            for model in one.models where model.status == .changed {
                let same = try #require(other.models.first { $0.name == model.name })
                #expect(swapped(model.changes) == changes(same.changes))
            }
        }
    }

    private func swapped(_ settings: [SettingChange]) -> Set<String> {
        Set(settings.map { "\($0.path): \(String(describing: $0.after)), \(String(describing: $0.before))" })
    }

    private func changes(_ settings: [SettingChange]) -> Set<String> {
        Set(settings.map { "\($0.path): \(String(describing: $0.before)), \(String(describing: $0.after))" })
    }

    /// The difference and the checks agree on which limits are broken.
    @Test(arguments: Compared.fixtures.folders())
    func brokenLimitsAreTheOnesThatChecksFind(name: String) throws {
        let report = Compared.fixture(name)
        guard let diff = report.diff else { return }
        let limits: Set = ["SP3003", "SP3004", "SP3005", "SP3008", "SP3010"]
        let found = report.head.errors.map(\.rule.id).filter(limits.contains).sorted()
        #expect(diff.environments.flatMap { $0.breaches.map(\.rule) }.sorted() == found)
    }

    /// Every kind of hazard is in some golden.
    @Test func everyHazardIsShown() {
        let shown = Compared.fixtures.folders().flatMap { Compared.fixture($0).diff?.hazards.map(\.id) ?? [] }
        let missing = Set(Hazard.ids).subtracting(shown)
        #expect(missing.isEmpty, "no fixture shows \(missing.sorted())")
        #expect(Set(Hazard.ids).count == Hazard.ids.count)
    }

    @Test func everyHazardIsDocumented() throws {
        let page = try #require(FileManager.default.contents(atPath: "\(repositoryRoot)/docs/diff.md"))
        let text = String(decoding: page, as: UTF8.self)
        for id in Hazard.ids { #expect(text.contains("`\(id)`"), "docs/diff.md does not speak of \(id)") }
    }

    @Test func environmentsCanBePicked() throws {
        let (base, head) = (Compared.files("dangerous/base"), Compared.files("dangerous/head"))
        let report = Compared.report(base, head, environments: ["b-tool", "nowhere"])
        #expect(report.diff?.environments.map(\.name) == ["b-tool"])
        #expect(report.head.errors.contains { $0.rule.id == "SP2006" })
    }

    @Test func whatCannotBeReadIsNotCompared() {
        let files = Compared.files("broken/base") ?? []
        let unreadable = files + [SpecInput(path: "specs/more.yaml", bytes: Array("kind: [".utf8))]
        let report = Compared.report(files, unreadable)
        #expect(report.diff == nil)
        #expect(!report.head.errors.isEmpty)
        #expect(DiffTextRenderer(color: false).render(report).contains("not compared"))
        #expect(DiffMarkdownRenderer().render(report).contains("not compared"))
    }

    @Test func secretsAreNeverShown() throws {
        let report = Compared.fixture("secret")
        let outputs = [
            DiffTextRenderer(color: true).render(report), try DiffJSONRenderer().render(report),
            DiffMarkdownRenderer().render(report),
        ]
        for output in outputs {
            #expect(!output.contains("hf_"))
            #expect(output.contains("(secret)"))
        }
    }

    @Test func aModelThatIsOnlyCalledOtherwiseIsARename() throws {
        let text = String(decoding: Compared.files("raised-gpus/base")?.first?.bytes ?? [], as: UTF8.self)
        func renamed(_ old: String, _ new: String, in text: String) -> String {
            text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        }
        let diff = try #require(Compared.report(text, renamed("llama-3-90b", "llama", in: text)).diff)
        let model = try #require(diff.environments.first?.models.first)
        #expect(model.status == .renamed && model.name == "llama" && model.renamedFrom == "llama-3-90b")
        #expect(model.changes.isEmpty)
        #expect(diff.hazards.map(\.id).contains("rename-recreates"))
        let traffic = try #require(diff.environments.first?.prompts.first)
        #expect(traffic.allAwake.changed == 0, "its prompts stay where they were")
        // With other weights it is another model.
        let other = renamed("2d3b3f4a", "3d3b3f4a", in: renamed("llama-3-90b", "llama", in: text))
        let statuses = try #require(Compared.report(text, other).diff?.environments.first?.models.map(\.status))
        #expect(statuses == [.added, .removed])
    }

    /// The name of the fleet is a label of every pod.
    @Test func anotherNameOfTheFleetReplacesEveryPod() throws {
        let text = String(decoding: Compared.files("raised-gpus/base")?.first?.bytes ?? [], as: UTF8.self)
        let renamed = text.split(separator: "name: research", omittingEmptySubsequences: false).joined(
            separator: "name: lab"
        )
        let diff = try #require(Compared.report(text, renamed).diff)
        #expect(diff.fleet.map(\.path) == ["metadata.name"])
        #expect(diff.hazards.filter { $0.id == "pods-replaced" }.map(\.subject) == ["gemma-3-27b", "llama-3-90b"])
    }

    /// What no pod is made from replaces none.
    @Test(arguments: [
        ("quality: {low: 0.91", "quality: {low: 0.92"), ("scale: {min: 1, max: 3", "scale: {min: 0, max: 4"),
        ("{pool: h100, gpus: 1}", "{pool: h100, gpus: 1, nodes: 1}"), ("gpus: 8, monthly", "gpus: 9, monthly"),
    ])
    func podsStayWhereNothingOfThemChanges(old: String, new: String) throws {
        let text = String(decoding: Compared.files("raised-gpus/base")?.first?.bytes ?? [], as: UTF8.self)
        let changed = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        let diff = try #require(Compared.report(text, changed).diff)
        #expect(!diff.hazards.contains { $0.id == "pods-replaced" })
    }
}
