import Diagnostics
import Fleet
package import SpecSyntax

/// One policy applied to one fleet, by their positions; without a fleet the policy only says what it is.
struct PolicyCall {
    var policy: Int
    var fleet: Int?
}

/// Applies policies to fleets, all of them in one evaluation: nearly all the time of one is the same whatever it does.
package struct PolicyEvaluator {
    private let evaluator: JsonnetEvaluator
    private let limits: SpecLimits
    private let resolveImport: JsonnetEvaluator.ImportResolver

    /// - Parameters:
    ///   - limits: those of `evaluator`. They hold for the evaluation of all policies together.
    ///   - resolveImport: finds what policies import besides the library.
    package init(
        _ evaluator: JsonnetEvaluator,
        limits: SpecLimits = SpecLimits(),
        resolveImport: @escaping JsonnetEvaluator.ImportResolver
    ) {
        self.evaluator = evaluator
        self.limits = limits
        self.resolveImport = resolveImport
    }

    /// Violations of one policy that are reported one by one.
    private static let mostViolations = 1000
    /// How many times the time of one evaluation may be spent on finding out which policies fail.
    private static let patience = 3.0

    /// Makes calls of policies.
    /// - Parameter policies: files of `sources`.
    /// - Returns: one outcome a call. A policy that fails hides nothing of what the others find.
    func outcomes(
        of calls: [PolicyCall],
        _ policies: [FileID],
        over fleets: [PolicyInput] = [],
        in sources: inout SourceMap
    ) -> [PolicyOutcome] {
        let program = PolicyProgram(policies: policies, fleets: fleets, mostViolations: Self.mostViolations)
        let problems = policies.map { evaluator.problem(in: $0, of: sources) }
        let sound = calls.filter { problems[$0.policy] == nil }
        let together = try? evaluate(sound, with: program, isBundled: true, in: &sources)
        var rest = (together ?? [])[...]
        let end = ContinuousClock.now + .seconds(limits.jsonnetSeconds * Self.patience)
        return calls.map { call in
            let file = policies[call.policy]
            if let problem = problems[call.policy] { return PolicyOutcome(failure: [problem], of: file, in: sources) }
            if let outcome = rest.popFirst() { return outcome }
            guard ContinuousClock.now < end else { return .notEvaluated(file, in: sources) }
            do throws(JsonnetFailure) {
                return try evaluate([call], with: program, isBundled: false, in: &sources)[0]
            } catch {
                return PolicyOutcome(failure: error.diagnostics, of: file, in: sources)
            }
        }
    }

    /// The documents of a file that stands beside policies: YAML, JSON or Jsonnet, which may import the library.
    func read(_ file: FileID, in sources: inout SourceMap) -> (documents: [Node], diagnostics: [Diagnostic]) {
        guard sources[file].path.hasSuffix(".jsonnet") else {
            return YAMLReader.read(file, in: sources, limits: limits)
        }
        return evaluator.evaluate(
            file,
            in: &sources,
            resolveImport: Library.resolver(otherwise: resolveImport)
        )
    }

    /// - Throws: when one of the policies fails.
    private func evaluate(
        _ calls: [PolicyCall],
        with program: PolicyProgram,
        isBundled: Bool,
        in sources: inout SourceMap
    ) throws(JsonnetFailure) -> [PolicyOutcome] {
        guard let first = calls.first else { return [] }
        let answer = try evaluator.evaluate(
            program.calling(calls, isBundled: isBundled),
            blaming: program.policies[first.policy],
            in: &sources,
            resolveImport: program.resolver(sources, otherwise: resolveImport)
        )
        guard case .sequence(let replies) = answer.value.content, replies.count == calls.count else { return [] }
        return zip(replies, calls).map { reply, call in
            let file = program.policies[call.policy]
            return PolicyOutcome(PolicyReply(reply), of: file) {
                evaluator.locate($0, of: answer, in: file, of: sources)
            }
        }
    }
}
