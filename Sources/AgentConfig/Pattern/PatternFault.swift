/// What keeps a text from being a `Pattern`.
package struct PatternFault: Error, Sendable, Hashable, CustomStringConvertible {
    package var kind: Kind
    /// Bytes of the pattern's UTF-8.
    package var range: Range<Int>
    /// What to write there instead; whether it finds the same.
    package var replacement: Replacement?

    package enum Kind: Sendable, Hashable {
        case backReference
        case lookAround
        /// `(?<name>…)`.
        case namedGroup
        /// `(?i)` and the like.
        case flags
        case atomicGroup
        case unknownGroup
        /// `\p{…}`, `[:…:]`.
        case characterProperty
        case unknownEscape
        /// `*?` and the like.
        case lazy
        case possessive
        case nothingToRepeat
        case badCount
        case openGroup
        case closedTwice
        case openClass
        case emptyClass
        case badRange
        case badNumber
        case nestedTooDeep
        case tooLong
        case tooLarge
        /// It matches without a character, so that every prompt has it.
        case matchesEverything
    }

    package struct Replacement: Sendable, Hashable {
        package var text: String
        package var isSafe: Bool
    }

    init(_ kind: Kind, at range: Range<Int>, write replacement: String? = nil, isSafe: Bool = false) {
        self.kind = kind
        self.range = range
        self.replacement = replacement.map { Replacement(text: $0, isSafe: isSafe) }
    }

    /// A few words about the place.
    package var description: String {
        switch kind {
        case .backReference: "a back reference: patterns cannot compare parts of a text"
        case .lookAround: "look-around is not part of patterns"
        case .namedGroup: "groups have no names"
        case .flags: "patterns have no flags: they ignore case, and `^` and `$` are bounds of lines"
        case .atomicGroup: "there are no atomic groups: patterns never go back"
        case .unknownGroup: "no kind of group that patterns have"
        case .characterProperty: "patterns know no properties of characters"
        case .unknownEscape: "no escape that patterns have"
        case .lazy: "it makes no difference how much a pattern takes"
        case .possessive: "patterns never go back, so that nothing is to be kept"
        case .nothingToRepeat: "nothing to repeat stands before it"
        case .badCount: "no count such as `{2}`, `{2,}` or `{2,5}`"
        case .openGroup: "this group is not closed"
        case .closedTwice: "no group is open here"
        case .openClass: "this class is not closed"
        case .emptyClass: "a class without a character matches nothing"
        case .badRange: "no range: its end comes before its start"
        case .badNumber: "no number of a character"
        case .nestedTooDeep: "nested too deep"
        case .tooLong: "longer than \(Pattern.longest) bytes"
        case .tooLarge: "it needs more than \(Pattern.mostStates) states"
        case .matchesEverything: "it matches without a character, so that every prompt has it"
        }
    }

    /// What to do about it.
    package var advice: String {
        if let replacement {
            return replacement.text.isEmpty ? "leave it out" : "write `\(replacement.text)`"
        }
        return switch kind {
        case .backReference: "write out what may be repeated"
        case .lookAround: "write a rule of its own, in front of this one, for what must not be there"
        case .characterProperty: "write `\\w` for letters of all scripts, or the ranges that are meant"
        case .unknownEscape: "leave out the backslash, or write `\\\\` for one"
        case .nothingToRepeat, .badCount, .closedTwice: "write a backslash in front of it if it is meant as text"
        case .openGroup: "close it with `)`"
        case .openClass: "close it with `]`"
        case .emptyClass, .badRange: "write characters or ranges such as `[a-z0-9]`"
        case .badNumber: "write `\\x41`, `\\u0041` or `\\u{1F600}`"
        case .tooLong, .tooLarge, .nestedTooDeep: "use smaller counts, or several patterns"
        case .matchesEverything: "demand a character, as with `+` instead of `*`"
        case .namedGroup, .flags, .atomicGroup, .unknownGroup, .lazy, .possessive: "leave it out"
        }
    }
}
