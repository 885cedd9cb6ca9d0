/// Text as keywords are compared: without regard to case, canonically equivalent characters alike, runs of white space
/// as one blank.
///
/// Folding is upper case and then lower case again, character by character, which joins what Unicode's full case folding
/// joins (`ß` and `SS`, `ς` and `σ`) without its table.
package struct FoldedText: Sendable, Hashable {
    package private(set) var characters: [Character] = []

    package init(_ text: String) {
        Self.fold(text) { characters.append($0.character) }
        // A phrase is what stands between its outer blanks.
        if characters.first == " " { characters.removeFirst() }
        if characters.last == " " { characters.removeLast() }
    }

    package var isEmpty: Bool { characters.isEmpty }

    /// Whether another occurs in it at the bounds of words, so that every prompt that has this has the other.
    package func contains(_ other: FoldedText) -> Bool {
        let (all, part) = (characters, other.characters)
        guard let first = part.first, let last = part.last, part.count <= all.count else { return false }
        return (0...(all.count - part.count)).contains { start in
            let end = start + part.count
            guard all[start..<end].elementsEqual(part) else { return false }
            let opens = start == 0 || !(all[start - 1].joinsWords && first.joinsWords)
            let closes = end == all.count || !(all[end].joinsWords && last.joinsWords)
            return opens && closes
        }
    }
}

extension FoldedText {
    /// A folded character. Nearly all text is ASCII, for which neither a `Character` is made nor one hashed.
    enum Element {
        case ascii(UInt8)
        case other(Character)

        var character: Character {
            switch self {
            case .ascii(let byte): Character(Unicode.Scalar(byte))
            case .other(let character): character
            }
        }

        var joinsWords: Bool {
            switch self {
            case .ascii(let byte): byte.isASCIILetter || byte.isASCIIDigit
            case .other(let character): character.joinsWords
            }
        }
    }

    static func fold(_ text: String, _ body: (Element) -> Void) {
        let bytes = text.utf8
        var index = bytes.startIndex
        var isBehindBlank = false
        func emit(_ element: Element) {
            if case .ascii(UInt8(ascii: " ")) = element {
                if !isBehindBlank { body(element) }
                isBehindBlank = true
            } else {
                isBehindBlank = false
                body(element)
            }
        }
        while index != bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            // An ASCII byte before another is a character of its own; what follows it may else combine with it.
            if byte < 0x80, next == bytes.endIndex || bytes[next] < 0x80 {
                emit(.ascii(byte.foldedASCII))
                index = next
            } else {
                for element in Self.fold(text[index]) { emit(element) }
                index = text.index(after: index)
            }
        }
    }

    private static func fold(_ character: Character) -> [Element] {
        if character.isWhitespace { return [.ascii(UInt8(ascii: " "))] }
        return character.uppercased().lowercased().map { folded in
            folded.asciiValue.map { .ascii($0) } ?? .other(folded)
        }
    }
}

extension Character {
    /// Whether it makes one word with a neighbour that does, too. Scripts that are written without blanks do not: there a
    /// phrase may begin and end anywhere.
    fileprivate var joinsWords: Bool {
        guard isLetter || isNumber, let scalar = unicodeScalars.first else { return false }
        switch scalar.value {
        // Thai and Lao, Myanmar, Khmer, Hiragana and Katakana.
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: return false
        default: return !scalar.properties.isIdeographic
        }
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }

    fileprivate var isASCIIDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// In lower case; white space as a blank.
    fileprivate var foldedASCII: UInt8 {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self | 0x20
        case 0x09...0x0D: UInt8(ascii: " ")
        default: self
        }
    }
}
