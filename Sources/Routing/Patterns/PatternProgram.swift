import AgentConfig

/// All patterns of a fleet as one nondeterministic automaton (Thompson, 1968).
struct PatternProgram: Sendable {
    enum State: Sendable {
        /// Takes a character of the set with this number.
        case take(set: Int, next: Int)
        case fork(Int, Int)
        case bound(Pattern.Bound, next: Int)
        /// The pattern with this number is found.
        case found(Int)
    }

    private(set) var states: [State] = []
    /// The first state of each pattern.
    private(set) var starts: [Int] = []
    private(set) var sets: [ScalarSet] = []
    private var numbers: [ScalarSet: Int] = [:]

    init(_ patterns: [Pattern]) {
        for (number, pattern) in patterns.enumerated() {
            let end = add(.found(number))
            starts.append(build(pattern.root, before: end))
        }
    }

    private mutating func add(_ state: State) -> Int {
        states.append(state)
        return states.count - 1
    }

    private mutating func number(of set: ScalarSet) -> Int {
        if let known = numbers[set] { return known }
        sets.append(set)
        numbers[set] = sets.count - 1
        return sets.count - 1
    }

    /// - Returns: the state at which the node begins, if what follows it begins at `next`.
    private mutating func build(_ node: Pattern.Node, before next: Int) -> Int {
        switch node {
        case .nothing: return next
        case .one(let set): return add(.take(set: number(of: set), next: next))
        case .bound(let bound): return add(.bound(bound, next: next))
        case .all(let nodes): return nodes.reversed().reduce(next) { build($1, before: $0) }
        case .any(let nodes):
            let branches = nodes.map { build($0, before: next) }
            return branches.dropLast().reversed().reduce(branches[branches.count - 1]) { add(.fork($1, $0)) }
        case .repeated(let node, let least, let most):
            var start = next
            if let most {
                for _ in least..<max(least, most) { start = add(.fork(build(node, before: start), next)) }
            } else {
                start = add(.fork(next, next))
                states[start] = .fork(build(node, before: start), next)
            }
            return (0..<least).reduce(start) { start, _ in build(node, before: start) }
        }
    }
}
