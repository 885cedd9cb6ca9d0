/// A regular expression out of the subset that can be searched for in time that grows with the text alone, whatever the
/// expression: no look-around, no back references.
///
/// | written | found |
/// |---|---|
/// | `abc` | the text, in upper and lower case |
/// | `.` | any character but a line break |
/// | `[a-z_]` `[^a-z]` | one of these characters; none of them |
/// | `\d` `\w` `\s` | a digit 0 to 9, a character of a word, white space; `\D` `\W` `\S` the others |
/// | `\b` `\B` | the bound of a word; anywhere else |
/// | `^` `$` | the start and the end of a line |
/// | `\n` `\t` `\r` `\f` `\xE9` `\u00E9` `\u{1F680}` | characters by name and number |
/// | `\.` `\(` … | a mark that has a meaning of its own |
/// | `a\|b` `(ab)` `(?:ab)` | one or the other; a group |
/// | `?` `*` `+` `{2}` `{2,}` `{2,5}` | how often what stands before |
///
/// Characters are compared scalar by scalar: `é` as one scalar does not find `e` with an accent behind it.
package struct Pattern: Sendable, Hashable {
    package let text: String
    package let root: Node

    package indirect enum Node: Sendable, Hashable {
        case nothing
        case one(ScalarSet)
        case all([Node])
        case any([Node])
        /// - Parameter most: `nil` for as often as there is.
        case repeated(Node, least: Int, most: Int?)
        case bound(Bound)
    }

    /// A place between two characters.
    package enum Bound: Sendable, Hashable {
        case word, noWord, lineStart, lineEnd
    }

    /// States of the automaton of one pattern, at most.
    package static let mostStates = 1_000
    /// States of all patterns of a fleet together, at most: what one character of a prompt can cost in the worst case.
    package static let mostStatesOfAll = 5_000
    /// Bytes of UTF-8.
    package static let longest = 2_000

    /// - Throws: the first thing in it that the subset has not.
    package init(_ text: String) throws(PatternFault) {
        self.text = text
        var parser = try PatternParser(text)
        root = try parser.parse()
        let whole = 0..<text.utf8.count
        guard root.states < Self.mostStates else { throw PatternFault(.tooLarge, at: whole) }
        guard !root.mayBeEmpty else { throw PatternFault(.matchesEverything, at: whole) }
    }

    /// How large its automaton is.
    package var states: Int { root.states + 1 }

    /// Whether it matters what stands before and behind that which it finds.
    package var looksAround: Bool { root.looksAround }
}

extension Pattern.Node {
    /// States of its automaton, or `Pattern.mostStates` where there are more.
    fileprivate var states: Int {
        let count: Int
        switch self {
        case .nothing: count = 0
        case .one, .bound: count = 1
        case .all(let nodes): count = nodes.reduce(0) { min(Pattern.mostStates, $0 + $1.states) }
        case .any(let nodes): count = nodes.reduce(nodes.count) { min(Pattern.mostStates, $0 + $1.states) }
        case .repeated(let node, let least, let most):
            // Each that may be missing has a fork before it.
            let least = min(Pattern.mostStates, least)
            let rest = most.map { min(Pattern.mostStates, $0) - least } ?? 1
            count = least * node.states + rest * (node.states + 1)
        }
        return min(Pattern.mostStates, count)
    }

    /// Whether it matches without a character, and so in every text.
    fileprivate var mayBeEmpty: Bool {
        switch self {
        case .nothing, .bound: true
        case .one: false
        case .all(let nodes): nodes.allSatisfy(\.mayBeEmpty)
        case .any(let nodes): nodes.contains(where: \.mayBeEmpty)
        case .repeated(let node, let least, _): least == 0 || node.mayBeEmpty
        }
    }

    fileprivate var looksAround: Bool {
        switch self {
        case .nothing, .one: false
        case .bound: true
        case .all(let nodes), .any(let nodes): nodes.contains(where: \.looksAround)
        case .repeated(let node, _, _): node.looksAround
        }
    }
}
