/// Finds all phrases of all rules in one pass over a prompt (Aho and Corasick, 1975): the time grows with the prompt, not
/// with the number of rules.
///
/// Nodes are numbered breadth first, so that the children of a node lie next to one another, sorted by symbol: a node is
/// the number of its first child, and no dictionary is asked on the way.
package struct KeywordAutomaton: Sendable {
    /// A phrase that occurs in a text.
    package struct Hit: Sendable, Hashable {
        package var rule: Int
        /// Which of the words of the rule.
        package var word: Int
    }

    private var nodes: [Node] = [Node()]
    /// Symbols of characters outside of ASCII; those of ASCII are their bytes.
    private var symbols: [Character: Int32] = [:]
    /// The children of the root by ASCII byte, where most of a text is spent.
    private var roots = [Int32](repeating: 0, count: 128)

    private struct Node: Sendable {
        /// Of the edge that leads here.
        var symbol: Int32 = -1
        var firstChild: Int32 = 0
        var children: Int32 = 0
        /// The node of the longest other phrase that ends like this one.
        var failure: Int32 = 0
        /// The nearest node along failures where a phrase ends; zero when there is none.
        var shorter: Int32 = 0
        /// Characters from the root.
        var depth: Int32 = 0
        /// What ends here, if anything.
        var hit: Hit?
    }

    /// - Parameter rules: the words of each rule. A word that two rules share belongs to the first.
    package init(_ rules: [[String]]) {
        var phrases: [(symbols: [Int32], hit: Hit)] = []
        for (rule, words) in rules.enumerated() {
            for (word, text) in words.enumerated() {
                let symbols = FoldedText(text).characters.map { learn($0) }
                if !symbols.isEmpty { phrases.append((symbols, Hit(rule: rule, word: word))) }
            }
        }
        phrases.sort { a, b in
            a.symbols == b.symbols
                ? (a.hit.rule, a.hit.word) < (b.hit.rule, b.hit.word)
                : a.symbols.lexicographicallyPrecedes(b.symbols)
        }
        grow(phrases)
        link()
    }

    private mutating func learn(_ character: Character) -> Int32 {
        if let byte = character.asciiValue { return Int32(byte) }
        if let known = symbols[character] { return known }
        let symbol = Int32(128 + symbols.count)
        symbols[character] = symbol
        return symbol
    }

    /// Makes the trie: each node is a range of the sorted phrases that begin alike.
    private mutating func grow(_ phrases: [(symbols: [Int32], hit: Hit)]) {
        var ranges = [phrases.indices]
        var node = 0
        while node < nodes.count {
            let depth = Int(nodes[node].depth)
            var rest = ranges[node]
            while let first = rest.first, phrases[first].symbols.count == depth {
                if nodes[node].hit == nil, depth > 0 { nodes[node].hit = phrases[first].hit }
                rest.removeFirst()
            }
            nodes[node].firstChild = Int32(nodes.count)
            while let first = rest.first {
                let symbol = phrases[first].symbols[depth]
                let end = rest.firstIndex { phrases[$0].symbols[depth] != symbol } ?? rest.endIndex
                nodes.append(Node(symbol: symbol, depth: Int32(depth + 1)))
                ranges.append(rest.startIndex..<end)
                rest = end..<rest.endIndex
            }
            nodes[node].children = Int32(nodes.count) - nodes[node].firstChild
            node += 1
        }
    }

    private mutating func link() {
        for child in children(of: 0) where nodes[child].symbol < 128 {
            roots[Int(nodes[child].symbol)] = Int32(child)
        }
        // Breadth first, as they are numbered: a failure is nearer to the root than its node.
        for node in nodes.indices.dropFirst() {
            for child in children(of: node) {
                let failure = step(from: Int(nodes[node].failure), nodes[child].symbol)
                nodes[child].failure = Int32(failure)
                nodes[child].shorter = nodes[failure].hit == nil ? nodes[failure].shorter : Int32(failure)
            }
        }
    }

    private func children(of node: Int) -> Range<Int> {
        let first = Int(nodes[node].firstChild)
        return first..<(first + Int(nodes[node].children))
    }

    private func child(of node: Int, _ symbol: Int32) -> Int? {
        if node == 0, symbol < 128 { return roots[Int(symbol)] == 0 ? nil : Int(roots[Int(symbol)]) }
        var (low, high) = (children(of: node).lowerBound, children(of: node).upperBound)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].symbol < symbol { low = middle + 1 } else { high = middle }
        }
        return low < children(of: node).upperBound && nodes[low].symbol == symbol ? low : nil
    }

    private func step(from start: Int, _ symbol: Int32) -> Int {
        var node = start
        while true {
            if let next = child(of: node, symbol) { return next }
            if node == 0 { return 0 }
            node = Int(nodes[node].failure)
        }
    }

    /// The phrases of a text at the bounds of words: of each rule the first that occurs, sorted by rule.
    package func hits(in text: String) -> [Hit] {
        guard nodes.count > 1 else { return [] }
        // Whether each character joins words, and which phrases would end with it if a word ends there.
        var joins: [Bool] = []
        joins.reserveCapacity(text.utf8.count)
        var found: [Int: Hit] = [:]
        var node = 0
        func finish(nextJoins: Bool) {
            let end = joins.count
            var ending = nodes[node].hit == nil ? Int(nodes[node].shorter) : node
            while ending != 0 {
                let start = end - Int(nodes[ending].depth)
                let opens = start == 0 || !(joins[start - 1] && joins[start])
                let closes = !(joins[end - 1] && nextJoins)
                if opens, closes, let hit = nodes[ending].hit, found[hit.rule] == nil { found[hit.rule] = hit }
                ending = Int(nodes[ending].shorter)
            }
        }
        FoldedText.fold(text) { element in
            let isJoining = element.joinsWords
            finish(nextJoins: isJoining)
            joins.append(isJoining)
            switch element {
            case .ascii(let byte): node = step(from: node, Int32(byte))
            case .other(let character): node = symbols[character].map { step(from: node, $0) } ?? 0
            }
        }
        finish(nextJoins: false)
        return found.values.sorted { $0.rule < $1.rule }
    }
}
