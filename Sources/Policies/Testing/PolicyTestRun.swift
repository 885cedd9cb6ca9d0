package import Diagnostics
import Fleet
package import SpecSyntax

/// The tests of a folder of policies.
package struct PolicyTestRun {
    private let folder: PolicyFolder
    private let evaluator: PolicyEvaluator
    private let limits: SpecLimits

    package init(_ folder: PolicyFolder, with evaluator: PolicyEvaluator, limits: SpecLimits = SpecLimits()) {
        self.folder = folder
        self.evaluator = evaluator
        self.limits = limits
    }

    /// Runs all of them.
    /// - Parameter sources: gets the files of the folder, and what they import.
    package func run(in sources: inout SourceMap) -> PolicyTestReport {
        let (policies, problems) = PolicyCheck(folder, with: evaluator, limits: limits).list(in: &sources)
        var report = PolicyTestReport(diagnostics: problems)
        guard let base = PolicyTestFleet(in: &sources) else { return report }
        var pending: [PendingTest] = []
        for input in folder.testFiles {
            let file = sources.add(path: input.path, bytes: input.bytes)
            let read = evaluator.read(file, in: &sources)
            report.diagnostics += read.diagnostics
            for document in read.documents {
                pending += tests(in: document, policies, base, &report)
            }
        }
        judge(pending, policies, &report, in: &sources)
        report.untested = policies.filter { policy in !report.tests.contains { $0.policy == policy.id } }.map(\.id)
        let tests = folder.path == "." ? PolicyFolder.tests : "\(folder.path)/\(PolicyFolder.tests)"
        report.diagnostics += policies.filter { report.untested.contains($0.id) }.map {
            .untestedPolicy($0, tests: tests)
        }
        return report
    }

    /// A case whose fleet is sound.
    private struct PendingTest {
        /// Position in the list of policies.
        var policy: Int
        var name: Located<String>
        var input: PolicyInput
        var expected: [ExpectedViolation]
    }

    private func tests(
        in document: Node,
        _ policies: [Policy],
        _ base: PolicyTestFleet,
        _ report: inout PolicyTestReport
    ) -> [PendingTest] {
        var decoder = SpecDecoder()
        let file = decoder.decode(document, as: PolicyTestFile.self)?.value
        report.diagnostics += decoder.diagnostics
        guard let id = file?.policy else { return [] }
        guard let policy = policies.firstIndex(where: { $0.id == id.value }) else {
            report.diagnostics.append(.unknownPolicy(id, in: "this test", known: policies.map(\.id)))
            return []
        }
        return (file?.cases?.value.entries ?? []).compactMap { entry in
            guard let expected = entry.value.violations else { return nil }
            let (input, diagnostics) = base.input(of: entry.value.value, in: folder.path)
            report.diagnostics += diagnostics
            guard let input else {
                report.tests.append(PolicyTestReport.Test(policy: id.value, name: entry.key, outcome: .broken))
                return nil
            }
            return PendingTest(
                policy: policy,
                name: entry.key,
                input: input,
                expected: expected.value.elements.map(\.value)
            )
        }
    }

    private func judge(
        _ tests: [PendingTest],
        _ policies: [Policy],
        _ report: inout PolicyTestReport,
        in sources: inout SourceMap
    ) {
        let calls = tests.enumerated().map { PolicyCall(policy: $1.policy, fleet: $0) }
        let outcomes = evaluator.outcomes(of: calls, policies.map(\.file), over: tests.map(\.input), in: &sources)
        for (test, outcome) in zip(tests, outcomes) {
            let policy = policies[test.policy]
            let comparison = ViolationComparison(expected: test.expected, found: outcome.violations, of: policy)
            let strays = outcome.violations.compactMap { violation in
                test.input.firstUnknown(of: violation.path).map { component, known in
                    Diagnostic.unknownPath(violation, of: policy, component: component, known: known)
                }
            }
            report.diagnostics += outcome.diagnostics + strays
            var result = PolicyTestReport.Test(policy: policy.id, name: test.name, outcome: .passed)
            result.expected = comparison.expected
            result.found = comparison.found
            if !outcome.isWhole || !strays.isEmpty {
                result.outcome = .broken
            } else if !comparison.agrees {
                result.outcome = .failed
                report.diagnostics.append(.failedPolicyTest(policy.id, test.name, difference: comparison.lines))
            }
            report.tests.append(result)
        }
    }
}

/// What came of the tests of a folder.
package struct PolicyTestReport: Sendable {
    package var tests: [Test] = []
    /// Ids of policies without a test.
    package var untested: [String] = []
    package var diagnostics: [Diagnostic]

    package struct Test: Sendable {
        package var policy: String
        /// And where it stands.
        package var name: Located<String>
        package var outcome: Outcome
        /// Violations as lines of text.
        package var expected: [String] = []
        package var found: [String] = []
    }

    package enum Outcome: String, Sendable {
        case passed
        case failed
        /// The fleet of the case has errors, or the policy fails on it.
        case broken
    }

    package var passes: Bool {
        tests.allSatisfy { $0.outcome == .passed } && !diagnostics.contains { $0.severity == .error }
    }
}
