import AgentConfig

/// A program, and what its states do with each symbol.
struct PatternTables: Sendable {
    let program: PatternProgram
    let symbols: SymbolTable
    /// By set and symbol.
    let members: [[Bool]]

    init(_ program: PatternProgram) {
        self.program = program
        symbols = SymbolTable(program.sets)
        members = program.sets.map(symbols.members)
    }
}

/// The sets of states that a program has been in, each made into one state of a deterministic automaton when a text first
/// leads there. There may be exponentially many: once there are too many they are forgotten, and found out again.
///
/// A set is not closed over forks and bounds yet: whether a bound holds is known only with the next character. What it has
/// found is what ended before its last character.
struct PatternStates: Sendable {
    /// On an entry: something is found there.
    static let mark: UInt32 = 1 << 31
    /// Entries of `rows`, at most.
    private static let mostEntries = 1 << 19

    private struct Key: Hashable {
        var kernel: [Int]
        var behind: Neighbour
        var found: [Int]
    }

    private let tables: PatternTables
    private var keys: [Key] = []
    private var numbers: [Key: Int] = [:]
    /// The next state, marked if something is found there, by state and symbol; `unknown` until somebody asks.
    private var rows: [UInt32] = []
    private let columns: Int

    private static let unknown = UInt32.max

    /// Marks states of the program that the closure has been to.
    private var visits: [Int]
    private var visit = 0

    let start = 0

    init(_ tables: PatternTables) {
        self.tables = tables
        columns = tables.symbols.count
        visits = [Int](repeating: 0, count: tables.program.states.count)
        forget()
    }

    func found(at state: Int) -> [Int] { keys[state].found }

    @inline(__always)
    mutating func next(_ state: Int, _ symbol: Int) -> UInt32 {
        let entry = rows[state * columns + symbol]
        return entry == Self.unknown ? learn(state, symbol) : entry
    }

    /// What ends where the text ends.
    mutating func foundAtEnd(of state: Int) -> [Int] { closure(of: keys[state], before: .lineBreak).found }

    private mutating func learn(_ state: Int, _ symbol: Int) -> UInt32 {
        let kind = tables.symbols.kinds[symbol]
        let (takers, found) = closure(of: keys[state], before: kind)
        var kernel = Set<Int>()
        for taker in takers {
            if case .take(let set, let next) = tables.program.states[taker], tables.members[set][symbol] {
                kernel.insert(next)
            }
        }
        let key = Key(kernel: kernel.sorted(), behind: kind, found: found.sorted())
        if let known = numbers[key] {
            rows[state * columns + symbol] = entry(known)
            return entry(known)
        }
        let isFull = rows.count + columns > max(Self.mostEntries, 2 * columns)
        if isFull { forget() }
        let new = numbers[key] ?? add(key)
        // What was forgotten has no row any more.
        if !isFull { rows[state * columns + symbol] = entry(new) }
        return entry(new)
    }

    private func entry(_ state: Int) -> UInt32 { UInt32(state) | (keys[state].found.isEmpty ? 0 : Self.mark) }

    private mutating func add(_ key: Key) -> Int {
        keys.append(key)
        numbers[key] = keys.count - 1
        rows += [UInt32](repeating: Self.unknown, count: columns)
        return keys.count - 1
    }

    private mutating func forget() {
        keys = []
        numbers = [:]
        rows = []
        _ = add(Key(kernel: [], behind: .lineBreak, found: []))
    }

    /// Follows forks and the bounds that hold; a pattern may begin anywhere.
    ///
    /// - Returns: states that take a character, and patterns that end here.
    private mutating func closure(of key: Key, before next: Neighbour) -> (takers: [Int], found: [Int]) {
        visit += 1
        var (takers, found): ([Int], [Int]) = ([], [])
        var open = key.kernel + tables.program.starts
        while let state = open.popLast() {
            guard visits[state] != visit else { continue }
            visits[state] = visit
            switch tables.program.states[state] {
            case .take: takers.append(state)
            case .fork(let a, let b): open += [a, b]
            case .bound(let bound, let after): if bound.holds(between: key.behind, next) { open.append(after) }
            case .found(let pattern): found.append(pattern)
            }
        }
        return (takers, found)
    }
}

extension Pattern.Bound {
    fileprivate func holds(between behind: Neighbour, _ next: Neighbour) -> Bool {
        switch self {
        case .word: (behind == .word) != (next == .word)
        case .noWord: (behind == .word) == (next == .word)
        case .lineStart: behind == .lineBreak
        case .lineEnd: next == .lineBreak
        }
    }
}
