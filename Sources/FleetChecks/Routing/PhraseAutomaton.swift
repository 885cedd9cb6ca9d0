/// Finds the phrases of a list that occur in a text, in time that grows with the text and not with the list.
///
/// An automaton of Aho and Corasick ("Efficient string matching", 1975) over tokens. A token is a run of letters and
/// digits, or one other character, so that a phrase occurs at the bounds of words just when its tokens follow one another.
struct PhraseAutomaton {
    private struct State {
        var next: [Substring: Int] = [:]
        /// The state of the longest proper suffix that is a beginning of a phrase.
        var fallback = 0
        /// The least index of a phrase that ends here.
        var first: Int?
    }

    private var states = [State()]

    init(_ phrases: [String]) {
        for (index, phrase) in phrases.enumerated() {
            var state = 0
            for token in Self.tokens(of: phrase) { state = child(of: state, token) }
            if state != 0, states[state].first == nil { states[state].first = index }
        }
        linkFallbacks()
    }

    /// The least index of a phrase that occurs in a text.
    func first(in text: String) -> Int? {
        var state = 0
        var first: Int?
        for token in Self.tokens(of: text) {
            state = self.state(after: state, token)
            first = [first, states[state].first].compactMap(\.self).min()
        }
        return first
    }

    private mutating func child(of state: Int, _ token: Substring) -> Int {
        if let known = states[state].next[token] { return known }
        states.append(State())
        states[state].next[token] = states.count - 1
        return states.count - 1
    }

    private func state(after state: Int, _ token: Substring) -> Int {
        var state = state
        while true {
            if let next = states[state].next[token] { return next }
            if state == 0 { return 0 }
            state = states[state].fallback
        }
    }

    /// Breadth first, so that the shorter suffixes are linked already.
    private mutating func linkFallbacks() {
        var queue = Array(states[0].next.values)
        var position = 0
        while position < queue.count {
            let parent = queue[position]
            position += 1
            for (token, child) in states[parent].next {
                let fallback = state(after: states[parent].fallback, token)
                states[child].fallback = fallback
                states[child].first = [states[child].first, states[fallback].first].compactMap(\.self).min()
                queue.append(child)
            }
        }
    }

    private static func tokens(of text: String) -> [Substring] {
        var tokens: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            let word = rest.prefix { $0.isLetter || $0.isNumber }
            let token = word.isEmpty ? rest.prefix(1) : word
            tokens.append(token)
            rest = rest[token.endIndex...]
        }
        return tokens
    }
}
