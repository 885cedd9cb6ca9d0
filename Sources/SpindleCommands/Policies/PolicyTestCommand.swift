import ArgumentParser
import Compiler
import Diagnostics
import FoundationEssentials
import Policies
import SpecSyntax

struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests of policies.",
        discussion: """
            Each case in policies/tests/ is a small fleet and the violations that a policy should find in it. A case that fails
            shows both, expected and found.

            EXAMPLES
              spindle policy test
              spindle policy test fleets/research/policies
              spindle policy test --format json | jq '.tests[]|select(.outcome!="passed")'
            """
    )

    @Argument(help: ArgumentHelp("The folder of the policies.", valueName: "dir"), completion: .directory)
    var folder = PoliciesOnDisk.defaultPath

    @Option(help: "How results are printed: text or json. What failed goes to standard error in any case.")
    var format = AnswerFormat.text

    func run() throws {
        let disk = try PoliciesOnDisk(folder)
        var sources = SourceMap()
        var report = PolicyTestRun(disk.policies, with: disk.evaluator()).run(in: &sources)
        report.diagnostics = disk.contents.diagnostics + report.diagnostics
        PolicyPrinter.printToError(report.diagnostics, in: sources)
        switch format {
        case .text: Console.standard.error(summary(report))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let json = try encoder.encode(PolicyTestJSON(report, in: sources))
            Console.standard.output(String(decoding: json, as: UTF8.self) + "\n")
        }
        if !report.passes { throw ExitCode.diagnostics }
    }

    private func summary(_ report: PolicyTestReport) -> String {
        let passed = report.tests.count { $0.outcome == .passed }
        let policies = Set(report.tests.map(\.policy)).count
        return "\(passed) of \(report.tests.count) tests of \(policies) \(policies == 1 ? "policy" : "policies") passed"
    }
}

/// `spindle policy test --format json`.
private struct PolicyTestJSON: Encodable {
    var version = 1
    var tests: [Test]
    var untested: [String]
    var passed: Int
    var failed: Int

    struct Test: Encodable {
        var policy: String
        var name: String
        var file: String?
        var line: Int?
        /// `passed`, `failed`, or `broken` when the fleet of the test or the policy has errors.
        var outcome: String
        var expected: [String]
        var found: [String]
    }

    init(_ report: PolicyTestReport, in sources: SourceMap) {
        var lines = LineIndex(sources)
        tests = report.tests.map { test in
            let span = test.name.span
            return Test(
                policy: test.policy,
                name: test.name.value,
                file: span.map { sources.path(of: $0) },
                line: span.map { lines.position(of: $0.lower, in: $0.file).line },
                outcome: test.outcome.rawValue,
                expected: test.expected,
                found: test.found
            )
        }
        untested = report.untested
        passed = report.tests.count { $0.outcome == .passed }
        failed = report.tests.count - passed
    }
}
