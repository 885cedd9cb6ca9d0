import Compiler
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing

/// The catalogue of rules is whole, and each rule is tested.
@Suite struct RuleCoverageTests {
    /// Rules whose findings no small folder of files can hold, and where they are tested instead.
    private static let testedElsewhere: [String: String] = [
        "SP1010": "LimitTests", "SP1013": "LimitTests", "SP1030": "JsonnetErrorTests", "SP1031": "JsonnetErrorTests",
        "SP1032": "JsonnetLimitTests", "SP1033": "JsonnetEvaluatorTests", "SP1034": "JsonnetLimitTests",
        "SP1036": "SpecFolderTests", "SP1038": "FixingTests", "SP1040": "RepositoryTests",
        "SP1041": "RevisionCommandTests", "SP1042": "RepositoryTests", "SP1043": "RevisionTests",
        "SP1044": "RevisionTests", "SP1045": "RevisionTests", "SP1046": "GitFilesTests", "SP1047": "RevisionTests",
        "SP1048": "GitFilesTests", "SP1049": "RevisionFolderTests", "SP2010": "AllowanceTests",
        "SP1037": "SpecFolderTests",
        "SP7010": "OutputTests",
        "SP7011": "OutputTests", "SP7012": "CommandTests", "SP7013": "OutputTests", "SP7014": "OutputLimitTests",
        "SP9001": "PolicyCheckTests", "SP9002": "BadPolicyTests", "SP9003": "BadPolicyTests",
        "SP9004": "BadPolicyTests",
        "SP9005": "BadPolicyTests", "SP9006": "BadPolicyTests", "SP9007": "ExemptionTests", "SP9008": "ExemptionTests",
        "SP9009": "ExemptionTests", "SP9010": "ExemptionTests", "SP9011": "BadPolicyTests",
        "SP9012": "PolicyTestRunTests", "SP9013": "PolicyTestRunTests",
    ]

    private static let rules = RuleCatalogue.all

    @Test func idsAndTitlesAreUnique() {
        #expect(Self.rules.map(\.id) == Set(Self.rules.map(\.id)).sorted(), "sorted, each once")
        let titles = Dictionary(grouping: Self.rules, by: \.title).filter { $0.value.count > 1 }
        #expect(titles.isEmpty, "\(titles.keys.sorted())")
    }

    @Test(arguments: rules)
    func isExplained(rule: Rule) {
        #expect(rule.id.wholeMatch(of: /SP[1-9][0-9]{3}/) != nil)
        #expect(rule.explanation.count >= 120, "\(rule.id) says too little")
        #expect(rule.title.count <= 50 && rule.title.last != ".", "\(rule.id): a title is a few words")
    }

    @Test(arguments: rules)
    func hasFixture(rule: Rule) {
        guard Self.testedElsewhere[rule.id] == nil else { return }
        let folder = RuleFixtureTests.folder
        for kind in ["fail", "pass"] {
            #expect(!folder.files(in: "\(rule.id)/\(kind)").isEmpty, "\(rule.id) has no fixture `\(kind)`")
        }
    }

    @Test func everyFixtureIsOfARule() {
        let known = Set(Self.rules.map(\.id))
        #expect(RuleFixtureTests.folder.folders().filter { !known.contains($0) } == [])
    }

    @Test func noRuleOfTheSourcesIsLeftOut() throws {
        let known = Set(Self.rules.map(\.id))
        let missing = try idsInSources().subtracting(known)
        #expect(missing.sorted() == [], "add them to `RuleCatalogue`")
    }

    /// Every quoted id in a Swift file of the sources.
    private func idsInSources() throws -> Set<String> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources").path()
        var ids = Set<String>()
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) where path.hasSuffix(".swift") {
            let text = FileManager.default.contents(atPath: "\(root)/\(path)").map {
                String(decoding: $0, as: UTF8.self)
            }
            for match in (text ?? "").matches(of: /"(SP[0-9]{4})"/) { ids.insert(String(match.1)) }
        }
        return ids
    }
}
