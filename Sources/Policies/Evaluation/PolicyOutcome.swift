import Diagnostics
import SpecSyntax

/// What came of one call of a policy.
struct PolicyOutcome {
    var file: FileID
    /// `nil` when it does not say what it is.
    var policy: Policy?
    var violations: [Violation] = []
    /// What is wrong with the policy itself.
    var diagnostics: [Diagnostic]

    /// Whether all that the policy finds is known.
    var isWhole: Bool { policy != nil && !diagnostics.contains { $0.severity == .error } }

    /// - Parameter locate: gives a value its places in the policy's source.
    init(_ reply: PolicyReply, of file: FileID, locate: (Node) -> Node) {
        self.file = file
        diagnostics = []
        if let type = reply.wrongPolicy {
            diagnostics = [.wrongPolicy("a policy is an object, and this file gives \(type.described)", in: file)]
            return
        }
        // In the source, what a call gave stands in the place of the function.
        let start = Span(file: file, lower: 0, upper: 0)
        let found = Node.Entry(
            key: PolicyDeclaration.rule,
            keySpan: start,
            value: reply.violations ?? Node(.scalar("", quoted: true), at: start)
        )
        let located = locate(Node(.mapping(reply.fields + [found]), at: start))
        var decoder = SpecDecoder()
        let declaration = PolicyDeclaration.schema.decode(located, besides: [PolicyDeclaration.rule], with: &decoder)
        policy = declaration.flatMap { Policy($0, in: file) }
        if case .mapping(let entries) = located.content, let rule = entries.last {
            read(reply, rule, located.span, with: &decoder)
        }
        diagnostics += decoder.diagnostics.map { .wrongPolicy($0) }
    }

    /// - Parameters:
    ///   - rule: the field `violations` with its places.
    ///   - all: the place of the policy.
    private mutating func read(
        _ reply: PolicyReply,
        _ rule: Node.Entry,
        _ all: Span,
        with decoder: inout SpecDecoder
    ) {
        switch reply.wrongRule {
        case .missing?:
            diagnostics.append(.wrongPolicy("the policy has no function `violations(fleet)`", in: file, at: all))
        case .type(let type)?:
            let words = "`violations` is a function of the fleet, and this is \(type.described)"
            diagnostics.append(.wrongPolicy(words, in: file, at: rule.keySpan))
        case .parameters(let count)?:
            let words = "`violations` takes one thing, the fleet, and this function takes \(count)"
            diagnostics.append(.wrongPolicy(words, in: file, at: rule.keySpan))
        case nil: break
        }
        if let type = reply.wrongResult {
            let words = "`violations` gives a list of violations, and this gives \(type.described)"
            diagnostics.append(.wrongPolicy(words, in: file, at: rule.keySpan))
        }
        guard case .sequence(let items) = rule.value.content else { return }
        for (index, item) in items.enumerated() {
            let spec = decoder.at("\(PolicyDeclaration.rule)[\(index)]") { $0.decode(item, as: ViolationSpec.self) }
            if let violation = spec.flatMap(Violation.init) { violations.append(violation) }
        }
        if reply.count > items.count {
            diagnostics.append(.tooManyViolations(reply.count, reported: items.count, at: rule.keySpan))
        }
    }

    /// Of a policy that could not be evaluated.
    init(failure: [Diagnostic], of file: FileID, in sources: SourceMap) {
        self.file = file
        diagnostics = failure.map { .failedPolicy(sources[file].path, because: $0) }
    }

    /// Of a policy for which no time was left.
    static func notEvaluated(_ file: FileID, in sources: SourceMap) -> PolicyOutcome {
        PolicyOutcome(failure: [.policyNotReached(at: file)], of: file, in: sources)
    }
}

extension String {
    /// The name of a Jsonnet type with its article.
    fileprivate var described: String {
        switch self {
        case "array": "a list"
        case "object": "an object"
        case "null": "nothing"
        case "string": "text"
        default: "a \(self)"
        }
    }
}
