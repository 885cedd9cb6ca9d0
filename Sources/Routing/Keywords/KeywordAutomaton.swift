/// Finds all phrases of all rules in one pass over a prompt (Aho and Corasick, 1975): the time grows with the prompt, not
/// with the number of rules.
///
/// The bounds of words are a symbol of their own, which stands in text and phrases wherever a letter or digit meets
/// anything else: what a phrase may touch is then a matter of symbols, and inside of a word that no phrase begins like
/// there is nothing to do. Nodes are numbered breadth first, so that the children of a node lie next to one another, sorted
/// by symbol. Those near the root, where most of a text is spent, have a row with the next node for every byte; those
/// farther away look through their children and go along failures until such a row.
package struct KeywordAutomaton: Sendable {
    /// A phrase that occurs in a text.
    package struct Hit: Sendable, Hashable {
        package var rule: Int
        /// Which of the words of the rule.
        package var word: Int
    }

    private typealias Symbol = Int32

    private var nodes: [Node] = [Node()]
    private let rules: Int
    private var kinds = (0...UInt8.max).map(Kind.init)
    /// Symbols beyond those of bytes.
    private var symbols: [Character: Symbol] = [:]
    private var symbolOfScalar: [UInt32: Symbol] = [:]
    /// How many symbols there are of bytes.
    private var columns = 2
    /// The next state, marked if a phrase ends there, by node and symbol of a byte.
    private var rows: [State] = []
    private var nodesWithRow = 0

    private static let bound: Symbol = 1
    private static let mark: State = 1 << 31
    /// Entries of `rows`, at most: a megabyte.
    private static let mostEntries = 1 << 18

    /// What a byte is to a search.
    private struct Kind: Sendable {
        private var bits: UInt16 = 0

        init() {}

        init(_ byte: UInt8) {
            if byte >= 0x80 { bits = 0x400 } else if byte.joinsWords { bits = 0x100 }
            if byte.foldedASCII == UInt8(ascii: " ") { bits = 0x200 }
        }

        /// That of a byte of ASCII which no phrase has is 0.
        @inline(__always)
        var symbol: Symbol {
            get { Symbol(bits & 0xFF) }
            set { bits = bits & 0xFF00 | UInt16(truncatingIfNeeded: newValue) }
        }

        @inline(__always) var joinsWords: Bool { bits & 0x100 != 0 }
        @inline(__always) var isBlank: Bool { bits & 0x200 != 0 }
        @inline(__always) var isBeyondASCII: Bool { bits & 0x400 != 0 }
    }

    private struct Node: Sendable {
        /// Of the edge that leads here.
        var symbol: Symbol = -1
        var firstChild: Int32 = 0
        var children: Int32 = 0
        /// The node of the longest other phrase that ends like this one.
        var failure: Int32 = 0
        /// The nearest node along failures where a phrase ends; zero when there is none.
        var shorter: Int32 = 0
        /// Symbols from the root.
        var depth: Int32 = 0
        /// What ends here, if anything.
        var hit: Hit?
    }

    /// - Parameter rules: the words of each rule. A word that two rules share belongs to the first.
    package init(_ rules: [[String]]) {
        self.rules = rules.count
        let texts = rules.enumerated().flatMap { rule, words in
            words.enumerated().map { (text: FoldedText($1), hit: Hit(rule: rule, word: $0)) }
        }
        learn(texts.map(\.text))
        var phrases: [(symbols: [Symbol], hit: Hit)] = texts.filter { !$0.text.isEmpty }.map {
            (spell($0.text), $0.hit)
        }
        phrases.sort { a, b in
            a.symbols == b.symbols
                ? (a.hit.rule, a.hit.word) < (b.hit.rule, b.hit.word)
                : a.symbols.lexicographicallyPrecedes(b.symbols)
        }
        grow(phrases)
        link()
        lay()
    }

    // MARK: Symbols

    private mutating func learn(_ texts: [FoldedText]) {
        let characters = Set(texts.flatMap(\.characters))
        for byte in characters.compactMap(\.asciiValue).sorted() {
            kinds[Int(byte)].symbol = Symbol(columns)
            columns += 1
        }
        for byte in 0..<UInt8(128) { kinds[Int(byte)].symbol = kinds[Int(byte.foldedASCII)].symbol }
        for character in characters where !character.isASCII {
            let symbol = Symbol(columns + symbols.count)
            symbols[character] = symbol
            if let scalar = PlainScalar.folded(of: character) { symbolOfScalar[scalar] = symbol }
        }
    }

    private func spell(_ text: FoldedText) -> [Symbol] {
        var spelled: [Symbol] = []
        var isInWord = false
        for character in text.characters {
            if character.joinsWords != isInWord {
                spelled.append(Self.bound)
                isInWord.toggle()
            }
            spelled.append(character.asciiValue.map { kinds[Int($0)].symbol } ?? symbols[character] ?? 0)
        }
        return isInWord ? spelled + [Self.bound] : spelled
    }

    // MARK: Nodes

    /// Makes the trie: each node is a range of the sorted phrases that begin alike.
    private mutating func grow(_ phrases: [(symbols: [Symbol], hit: Hit)]) {
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
        // Breadth first, as they are numbered: a failure is nearer to the root than its node.
        for node in nodes.indices {
            for child in children(of: node) {
                let failure = node == 0 ? 0 : step(from: Int(nodes[node].failure), nodes[child].symbol)
                nodes[child].failure = Int32(failure)
                nodes[child].shorter = nodes[failure].hit == nil ? nodes[failure].shorter : Int32(failure)
            }
        }
    }

    private mutating func lay() {
        nodesWithRow = min(nodes.count, max(1, Self.mostEntries / columns))
        rows = [State](repeating: 0, count: nodesWithRow * columns)
        for node in 0..<nodesWithRow {
            let (row, failure) = (node * columns, Int(nodes[node].failure) * columns)
            for column in 0..<columns { rows[row + column] = rows[failure + column] }
            for child in children(of: node) where nodes[child].symbol < columns {
                rows[row + Int(nodes[child].symbol)] = marked(child)
            }
        }
    }

    private func children(of node: Int) -> Range<Int> {
        let first = Int(nodes[node].firstChild)
        return first..<(first + Int(nodes[node].children))
    }

    private func step(from start: Int, _ symbol: Symbol) -> Int {
        var node = start
        while true {
            if let child = child(of: node, symbol) { return child }
            if node == 0 { return 0 }
            node = Int(nodes[node].failure)
        }
    }

    private func child(of node: Int, _ symbol: Symbol) -> Int? {
        let all = children(of: node)
        var (low, high) = (all.lowerBound, all.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].symbol < symbol { low = middle + 1 } else { high = middle }
        }
        return low < all.upperBound && nodes[low].symbol == symbol ? low : nil
    }

    // MARK: States

    /// A node as a search knows it: where its row begins, or, of one without, its number behind the last row.
    private typealias State = UInt32

    private func state(of node: Int) -> State {
        State(node < nodesWithRow ? node * columns : rows.count + node - nodesWithRow)
    }

    private func node(of state: State) -> Int {
        Int(state) < rows.count ? Int(state) / columns : Int(state) - rows.count + nodesWithRow
    }

    /// The state of a node, marked if a phrase ends there.
    private func marked(_ node: Int) -> State {
        state(of: node) | (nodes[node].hit != nil || nodes[node].shorter != 0 ? Self.mark : 0)
    }

    /// The next state, marked if a phrase ends there.
    @inline(__always)
    private func next(_ state: State, _ symbol: Symbol) -> State {
        let hasRow = Int(state) < rows.count && symbol < columns
        return hasRow ? rows[Int(state) &+ Int(symbol)] : nextWithoutRow(state, symbol)
    }

    /// The same of a state without a row, or by a symbol without a column.
    private func nextWithoutRow(_ state: State, _ symbol: Symbol) -> State {
        var node = node(of: state)
        while true {
            if node < nodesWithRow, symbol < columns { return rows[node * columns + Int(symbol)] }
            if let child = child(of: node, symbol) { return marked(child) }
            if node == 0 { return 0 }
            node = Int(nodes[node].failure)
        }
    }

    // MARK: Search

    package func hits(in text: String) -> [Hit] { hits(in: Array(text.utf8)) }

    /// The phrases of a text at the bounds of words: of each rule the first that occurs, sorted by rule.
    ///
    /// - Parameter bytes: UTF-8, as a `String` has it.
    package func hits(in bytes: [UInt8]) -> [Hit] {
        guard nodes.count > 1 else { return [] }
        var place = Place()
        var hits = Hits()
        var index = 0
        while index < bytes.count {
            if FoldedText.isASCII(bytes, at: index) {
                walk(bytes, &index, &place, &hits)
            } else {
                FoldedText.foldRun(bytes, at: &index) { take($0, &place, &hits) }
            }
        }
        if place.isInWord { step(Self.bound, &place.state, &hits) }
        return hits.all.sorted { $0.rule < $1.rule }
    }

    /// How far a search is.
    private struct Place {
        var state: State = 0
        var isInWord = false
        var isBehindBlank = false
    }

    /// Goes along bytes that are characters of their own; this is where the time goes.
    ///
    /// Phrases end with a bound or with what joins no words: only there anything is found. From the root a bound behind a word
    /// leads nowhere, and no phrase begins inside of a word: the rest of one that is like none is passed over.
    private func walk(_ bytes: [UInt8], _ index: inout Int, _ place: inout Place, _ hits: inout Hits) {
        var here = place
        var at = index
        while at < bytes.count {
            var kind = kinds[Int(bytes[at])]
            if kind.joinsWords {
                let (start, before) = (at, here)
                if !here.isInWord { here.state = next(here.state, Self.bound) }
                here.isInWord = true
                here.isBehindBlank = false
                var last = here.state
                repeat {
                    last = here.state
                    here.state = next(last, kind.symbol)
                    at += 1
                    kind = at < bytes.count ? kinds[Int(bytes[at])] : Kind()
                } while kind.joinsWords && here.state != 0
                if kind.joinsWords {
                    last = 0
                    repeat {
                        at += 1
                        kind = at < bytes.count ? kinds[Int(bytes[at])] : Kind()
                    } while kind.joinsWords
                }
                if at == bytes.count { break }
                if kind.isBeyondASCII {
                    // The byte before may combine with this one: it is taken back.
                    at -= 1
                    if at == start { here = before } else { here.state = last }
                    break
                }
            }
            if at + 1 < bytes.count, bytes[at + 1] >= 0x80 { break }
            if here.isInWord {
                if here.state != 0 { step(Self.bound, &here.state, &hits) }
                here.isInWord = false
            }
            if !here.isBehindBlank || !kind.isBlank {
                step(kind.symbol, &here.state, &hits)
                here.isBehindBlank = kind.isBlank
            }
            at += 1
        }
        (index, place) = (at, here)
    }

    private func take(_ element: FoldedText.Element, _ place: inout Place, _ hits: inout Hits) {
        let symbol: Symbol
        switch element {
        case .ascii(let byte):
            let kind = kinds[Int(byte)]
            if kind.isBlank, place.isBehindBlank { return }
            symbol = kind.symbol
        case .plain(let scalar): symbol = symbolOfScalar.isEmpty ? 0 : symbolOfScalar[scalar.folded] ?? 0
        case .other(let character): symbol = symbols[character] ?? 0
        }
        place.isBehindBlank = if case .ascii(UInt8(ascii: " ")) = element { true } else { false }
        if element.joinsWords != place.isInWord {
            place.isInWord.toggle()
            step(Self.bound, &place.state, &hits)
        }
        step(symbol, &place.state, &hits)
    }

    @inline(__always)
    private func step(_ symbol: Symbol, _ state: inout State, _ hits: inout Hits) {
        let next = next(state, symbol)
        state = next & ~Self.mark
        if next >= Self.mark { note(state, &hits) }
    }

    /// The first word of each rule.
    private struct Hits {
        var all: [Hit] = []
        var isHit: [Bool] = []
    }

    @inline(never)
    private func note(_ state: State, _ hits: inout Hits) {
        let node = node(of: state)
        if hits.isHit.isEmpty { hits.isHit = [Bool](repeating: false, count: rules) }
        var ending = nodes[node].hit == nil ? Int(nodes[node].shorter) : node
        while ending != 0 {
            if let hit = nodes[ending].hit, !hits.isHit[hit.rule] {
                hits.isHit[hit.rule] = true
                hits.all.append(hit)
            }
            ending = Int(nodes[ending].shorter)
        }
    }
}
