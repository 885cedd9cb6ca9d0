package import AgentConfig
import Synchronization

/// Finds all patterns of all rules in one pass over a prompt: each character is looked at once, and nothing is ever tried
/// again, so that the time grows with the prompt alone.
///
/// What states the patterns can be in together is found out as texts need it (`PatternStates`) and kept for the next text.
package struct PatternAutomaton: Sendable {
    /// A pattern that occurs in a text.
    package struct Hit: Sendable, Hashable {
        package var rule: Int
        /// Which of the patterns of the rule.
        package var pattern: Int
    }

    private let origins: [Hit]
    private let rules: Int
    private let tables: PatternTables
    private let pool = Pool()

    /// States that nobody works with at the moment.
    private final class Pool: Sendable {
        let idle = Mutex<[PatternStates]>([])
    }

    /// - Parameter rules: the patterns of each rule.
    package init(_ rules: [[Pattern]]) {
        self.rules = rules.count
        origins = rules.enumerated().flatMap { rule, patterns in
            patterns.indices.map { Hit(rule: rule, pattern: $0) }
        }
        tables = PatternTables(PatternProgram(rules.flatMap(\.self)))
    }

    package func hits(in text: String) -> [Hit] { hits(in: Array(text.utf8)) }

    /// The patterns of a text: of each rule the one whose end comes first, sorted by rule.
    ///
    /// - Parameter bytes: UTF-8, as a `String` has it.
    package func hits(in bytes: [UInt8]) -> [Hit] {
        guard !origins.isEmpty else { return [] }
        var states = pool.idle.withLock { $0.popLast() } ?? PatternStates(tables)
        var found: [Int: Hit] = [:]
        func note(_ patterns: [Int]) {
            for hit in patterns.map({ origins[$0] }) where found[hit.rule] == nil { found[hit.rule] = hit }
        }
        var state = states.start
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let symbol: Int
            if byte < 0x80 {
                symbol = Int(tables.symbols.symbolOfByte[Int(byte)])
                index += 1
            } else {
                let (scalar, next) = UTF8Text.scalar(in: bytes, at: index)
                symbol = tables.symbols.symbol(of: scalar)
                index = next
            }
            let entry = states.next(state, symbol)
            state = Int(entry & ~PatternStates.mark)
            if entry >= PatternStates.mark { note(states.found(at: state)) }
        }
        note(states.foundAtEnd(of: state))
        pool.idle.withLock { $0.append(states) }
        return found.values.sorted { $0.rule < $1.rule }
    }
}
