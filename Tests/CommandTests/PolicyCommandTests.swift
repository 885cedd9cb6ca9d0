import Foundation
import TestSupport
import Testing

/// Policies as a user meets them: `check`, `compile`, `policy`, and the page that explains them.
@Suite(.timeLimit(.minutes(10))) struct PolicyCommandTests {
    private static let policy = """
        local spindle = import 'spindle.libsonnet';
        {
          id: 'no-tiny', title: 'No tiny models', severity: 'error', explanation: 'They answer badly.\\n',
          violations(fleet): [
            spindle.violation(model.path + '.architecture', model.name + ' is tiny')
            for model in spindle.models(fleet) if model.architecture.parameters < 1e9
          ],
        }
        """

    private static let exemption = """
        exemptions:
          - {policy: no-tiny, path: environments.local.models.tiny, reason: For tests., expires: 2026-06-30}

        """

    @Test func checkAndCompileApplyThePoliciesBesideTheSpecs() throws {
        try inFleet(["policies/no-tiny.jsonnet": Self.policy]) { folder in
            let check = try SpindleProcess.run("check", in: folder)
            #expect(check.status == 1)
            #expect(check.error.contains("error[SP9001]: policy `no-tiny`: tiny is tiny"))
            #expect(check.error.contains("--> specs/fleet.yaml:9:15"))
            let compile = try SpindleProcess.run("compile", in: folder)
            #expect(compile.status == 1)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/generated"))
            #expect(try SpindleProcess.run("compile", "--no-policies", in: folder).status == 0)
            // Elsewhere than in the folder above the specs, they are still those beside them.
            #expect(try SpindleProcess.run("check", "../specs", in: "\(folder)/policies").status == 1)
        }
    }

    @Test func anotherFolderIsNamed() throws {
        try inFleet(["rules/no-tiny.jsonnet": Self.policy]) { folder in
            #expect(try SpindleProcess.run("check", in: folder).status == 0)
            #expect(try SpindleProcess.run("check", "--policies", "rules", in: folder).status == 1)
            #expect(try SpindleProcess.run("check", "--policies", "rules/no-tiny.jsonnet", in: folder).status == 1)
            let missing = try SpindleProcess.run("check", "--policies", "policies", in: folder)
            #expect(missing.status == 2)
            #expect(missing.error.contains("cannot read `policies`"))
            let both = try SpindleProcess.run("check", "--policies", "rules", "--no-policies", in: folder)
            #expect(both.status == 2)
        }
    }

    @Test func standardInputIsJudgedByThePoliciesHere() throws {
        try inFleet(["policies/no-tiny.jsonnet": Self.policy]) { folder in
            let outcome = try SpindleProcess.run("check", "-", in: folder, input: CommandTests.fleet)
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("--> <stdin>:9:15"))
        }
    }

    @Test func aLinkToPoliciesElsewhereIsNotFollowed() throws {
        try withTemporaryFolder { outside in
            try Self.write(["no-tiny.jsonnet": Self.policy], in: outside)
            try inFleet([".git/HEAD": ""]) { folder in
                let link = "\(folder)/policies"
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: outside)
                let outcome = try SpindleProcess.run("check", in: folder)
                #expect(outcome.status == 2)
                #expect(outcome.error.contains("leads out of the repository"))
                try FileManager.default.removeItem(atPath: link)
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
                #expect(try SpindleProcess.run("check", in: folder).status == 2)
            }
        }
    }

    @Test(arguments: [
        ("1781740800", 0, ""), ("1782864000", 1, "expired on 2026-06-30"), ("1782863999", 0, "expires on 2026-06-30"),
        ("tomorrow", 2, "`SOURCE_DATE_EPOCH` is a number of seconds"), ("-5", 2, "`SOURCE_DATE_EPOCH`"),
    ])
    func todayCanBeSet(epoch: String, status: Int32, words: String) throws {
        try inFleet(["policies/no-tiny.jsonnet": Self.policy, "policies/settings.yaml": Self.exemption]) { folder in
            let outcome = try SpindleProcess.run("check", in: folder, environment: ["SOURCE_DATE_EPOCH": epoch])
            #expect(outcome.status == status, "\(outcome.error)")
            #expect(words.isEmpty || outcome.error.contains(words), "\(outcome.error)")
        }
    }

    @Test func testsPassOrShowBothSides() throws {
        let test = """
            {
              policy: 'no-tiny',
              cases: {
                tiny: {
                  models: { small: { architecture: 'gemma-3-270m' } },
                  violations: ['environments.production.models.small.architecture'],
                },
                large: { violations: [] },
              },
            }
            """
        try inFleet(["policies/no-tiny.jsonnet": Self.policy, "policies/tests/no-tiny.jsonnet": test]) { folder in
            let passed = try SpindleProcess.run("policy", "test", in: folder)
            #expect(passed.status == 0, "\(passed.error)")
            #expect(passed.error == "2 of 2 tests of 1 policy passed\n")
            try Self.write(
                ["policies/tests/more.yaml": "policy: no-tiny\ncases: {wrong: {violations: [name]}}\n"],
                in: folder
            )
            let failed = try SpindleProcess.run("policy", "test", "--format", "json", in: folder)
            #expect(failed.status == 1)
            #expect(failed.error.contains("error[SP9013]: policy `no-tiny` fails its test `wrong`"))
            #expect(failed.error.contains("- name"))
            let report = try JSONDecoder().decode(TestReport.self, from: Data(failed.output.utf8))
            #expect(report.passed == 2 && report.failed == 1 && report.untested.isEmpty)
            let wrong = report.tests.first { $0.name == "wrong" }
            #expect(wrong?.outcome == "failed" && wrong?.file == "policies/tests/more.yaml" && wrong?.line == 2)
            #expect(wrong?.expected == ["name"] && wrong?.found == [])
        }
    }

    private struct TestReport: Decodable {
        var tests: [Test]
        var passed: Int
        var failed: Int
        var untested: [String]

        struct Test: Decodable {
            var name: String
            var outcome: String
            var file: String
            var line: Int
            var expected: [String]
            var found: [String]
        }
    }

    @Test func inputIsJSON() throws {
        let outcome = try inFleet([:]) { try SpindleProcess.run("policy", "input", in: $0) }
        #expect(outcome.status == 0, "\(outcome.error)")
        struct Input: Decodable {
            var version: Int
            var environments: [Environment]

            struct Environment: Decodable {
                var name: String
                var models: [Model]
            }

            struct Model: Decodable { var path: String }
        }
        let input = try JSONDecoder().decode(Input.self, from: Data(outcome.output.utf8))
        #expect(input.version == 1)
        #expect(input.environments.first?.models.map(\.path) == ["environments.local.models.tiny"])
        let none = try inFleet([:]) { try SpindleProcess.run("policy", "input", "--env", "nowhere", in: $0) }
        #expect(none.status == 1)
    }

    @Test func explains() throws {
        try inFleet(["policies/no-tiny.jsonnet": Self.policy]) { folder in
            let list = try SpindleProcess.run("policy", "explain", in: folder)
            #expect(list.output == "POLICY   SEVERITY  TITLE\nno-tiny  error     No tiny models\n")
            let one = try SpindleProcess.run("policy", "explain", "no-tiny", in: folder)
            #expect(one.output == "no-tiny: No tiny models (error)\n\nThey answer badly.\n")
            let unknown = try SpindleProcess.run("policy", "explain", "no-tinny", in: folder)
            #expect(unknown.status == 2)
            #expect(unknown.error.contains("did you mean `no-tiny`?"))
        }
    }

    @Test(arguments: ["test", "input", "explain"])
    func everyCommandHasHelpWithExamples(command: String) throws {
        let outcome = try withTemporaryFolder { try SpindleProcess.run("policy", command, "--help", in: $0) }
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLES"))
        #expect(outcome.output.contains("spindle policy \(command)"))
        #expect(try withTemporaryFolder { try SpindleProcess.run("policy", command, "/nowhere", in: $0) }.status == 2)
    }

    /// The policies of this repository keep their tests, and its fleet keeps them.
    @Test func theseOfThisRepository() throws {
        let tests = try SpindleProcess.run("policy", "test", in: repositoryRoot)
        #expect(tests.status == 0, "\(tests.error)")
        #expect(!tests.error.contains("SP9012"), "each has a test")
        let check = try SpindleProcess.run("check", "--deny", "warnings", in: repositoryRoot)
        #expect(check.status == 0, "\(check.error)")
    }

    // MARK: The page

    /// Every file that `docs/policies.md` shows does what the page says of it.
    @Test func thePageIsTrue() throws {
        let page = try String(contentsOfFile: "\(repositoryRoot)/docs/policies.md", encoding: .utf8)
        let files = Self.files(in: page)
        let (policy, test) = ("policies/two-replicas.jsonnet", "policies/tests/two-replicas.jsonnet")
        #expect(files.keys.sorted() == ["policies/settings.yaml", test, policy].sorted())
        try inFleet(files) { folder in
            let passed = try SpindleProcess.run("policy", "test", in: folder)
            #expect(passed.status == 0, "\(passed.error)")
            let wrong = (files[test] ?? "").replacingOccurrences(of: "large.scale.max']", with: "large.scale.min']")
            try Self.write([test: wrong], in: folder)
            let failed = try SpindleProcess.run("policy", "test", in: folder).error
            for line in Self.block(after: "shows what was expected and what was found:", in: page)
            where !line.hasPrefix("error") {
                #expect(failed.contains(line.drop { $0 == " " }), "\(line)\n\(failed)")
            }
        }
        try inExample { folder in
            let model = "\(folder)/specs/models/deepseek-r1.yaml"
            let text = try String(contentsOfFile: model, encoding: .utf8)
            try Data(text.replacingOccurrences(of: ", labels: {gpu-approver: platform}", with: "").utf8)
                .write(to: URL(filePath: model))
            let error = try SpindleProcess.run("check", in: folder).error
            for line in Self.block(after: "the line of the specs that set the\nvalue:", in: page) {
                #expect(error.contains(line), "\(line)\n\(error)")
            }
        }
        for name in ["violation", "models", "clusters", "label", "byName", "sum"] {
            #expect(page.contains("`spindle.\(name)("))
        }
    }

    /// The document has every key that the page lists, and the page every key at the top of each part.
    @Test func thePageListsWhatPoliciesSee() throws {
        let page = try String(contentsOfFile: "\(repositoryRoot)/docs/policies.md", encoding: .utf8)
        let listed = Self.block(after: "cores, money in the currency of the specs.", in: page).joined(separator: " ")
        let words = Set(listed.split { !$0.isLetter }.map(String.init))
        let outcome = try SpindleProcess.run("policy", "input", in: repositoryRoot)
        let input = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let environment = try #require((input["environments"] as? [[String: Any]])?.first)
        let model = try #require((environment["models"] as? [[String: Any]])?.first)
        for part in [input, environment, model] {
            for key in part.keys { #expect(words.contains(key), "the page does not list `\(key)`") }
        }
        var known = Set<String>()
        Self.collectKeys(of: input, into: &known)
        let prose: Set = [
            "names", "of", "the", "teams", "model", "one", "them", "is", "null", "as", "in", "a", "on", "machine",
            "cluster",
            "fixed", "adaptive", "never",
        ]
        for word in words.subtracting(prose) { #expect(known.contains(word), "there is no `\(word)`") }
    }

    private static func collectKeys(of value: Any, into known: inout Set<String>) {
        if let object = value as? [String: Any] {
            for (key, value) in object {
                known.insert(key)
                collectKeys(of: value, into: &known)
            }
        } else if let list = value as? [Any] {
            for item in list { collectKeys(of: item, into: &known) }
        }
    }

    /// Blocks of code whose first line is a comment with a path.
    private static func files(in page: String) -> [String: String] {
        var files: [String: String] = [:]
        for block in page.components(separatedBy: "\n```").dropFirst() {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            guard let path = lines.first?.split(separator: " ").last, path.hasPrefix("policies/") else { continue }
            files[String(path)] = lines.joined(separator: "\n") + "\n"
        }
        return files
    }

    /// The lines of the first block of code behind a text.
    private static func block(after text: String, in page: String) -> [Substring] {
        let parts = (page.components(separatedBy: text).last ?? "").components(separatedBy: "```")
        return parts.count > 1 ? parts[1].split(separator: "\n") : []
    }

    private func inFleet<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder in
            try Self.write(["specs/fleet.yaml": CommandTests.fleet].merging(files) { $1 }, in: folder)
            return try body(folder)
        }
    }

    /// A copy of the specs and policies of this repository.
    private func inExample(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for name in ["specs", "policies"] {
                try FileManager.default.copyItem(atPath: "\(repositoryRoot)/\(name)", toPath: "\(folder)/\(name)")
            }
            try body(folder)
        }
    }

    private static func write(_ files: [String: String], in folder: String) throws {
        for (path, text) in files {
            let url = URL(filePath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url)
        }
    }
}
