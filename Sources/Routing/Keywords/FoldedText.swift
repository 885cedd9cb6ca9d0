/// Text as keywords are compared: without regard to case, canonically equivalent characters alike, runs of white space
/// as one blank.
///
/// Folding is upper case and then lower case again, character by character, which joins what Unicode's full case folding
/// joins (`ß` and `SS`, `ς` and `σ`) without its table.
package struct FoldedText: Sendable, Hashable {
    package private(set) var characters: [Character] = []

    package init(_ text: String) {
        Self.fold(Array(text.utf8)) { characters.append($0.character) }
        // A phrase is what stands between its outer blanks.
        if characters.first == " " { characters.removeFirst() }
        if characters.last == " " { characters.removeLast() }
    }

    package var isEmpty: Bool { characters.isEmpty }
}

extension FoldedText {
    /// A folded character. Nearly all text is ASCII, for which neither a `Character` is made nor one hashed; nor is one for
    /// the letters of the commonest other scripts.
    enum Element {
        case ascii(UInt8)
        case plain(PlainScalar)
        case other(Character)

        var character: Character {
            switch self {
            case .ascii(let byte): Character(Unicode.Scalar(byte))
            case .plain(let scalar): Unicode.Scalar(scalar.folded).map(Character.init) ?? "\u{FFFD}"
            case .other(let character): character
            }
        }

        var joinsWords: Bool {
            switch self {
            case .ascii(let byte): byte.joinsWords
            case .plain(let scalar): scalar.joinsWords
            case .other(let character): character.joinsWords
            }
        }
    }

    /// - Parameter bytes: UTF-8, as a `String` has it.
    static func fold(_ bytes: [UInt8], _ body: (Element) -> Void) {
        var index = 0
        var isBehindBlank = false
        func emit(_ element: Element) {
            let isBlank = if case .ascii(UInt8(ascii: " ")) = element { true } else { false }
            if !isBlank || !isBehindBlank { body(element) }
            isBehindBlank = isBlank
        }
        while index < bytes.count {
            if isASCII(bytes, at: index) {
                emit(.ascii(bytes[index].foldedASCII))
                index += 1
            } else {
                foldRun(bytes, at: &index, emit)
            }
        }
    }

    /// Whether the byte is a character of its own. One before a byte that is not of ASCII may combine with what follows.
    @inline(__always)
    static func isASCII(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] < 0x80 && (index + 1 == bytes.count || bytes[index + 1] < 0x80)
    }

    /// Folds from a place where `isASCII` does not hold to one where it does, or to the end.
    static func foldRun(_ bytes: [UInt8], at index: inout Int, _ body: (Element) -> Void) {
        while index < bytes.count, !isASCII(bytes, at: index) {
            let (scalar, next) = UTF8Text.scalar(in: bytes, at: index)
            guard
                next == bytes.count || bytes[next] < 0x80
                    || PlainScalar(UTF8Text.scalar(in: bytes, at: next).scalar) != nil
            else { break }
            if scalar < 0x80 {
                body(.ascii(bytes[index].foldedASCII))
            } else if let plain = PlainScalar(scalar) {
                body(.plain(plain))
            } else {
                break
            }
            index = next
        }
        let start = index
        while index < bytes.count, !isASCII(bytes, at: index) { index += 1 }
        guard start < index else { return }
        for character in String(decoding: bytes[start..<index], as: UTF8.self) {
            for element in fold(character) { body(element) }
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
    package var joinsWords: Bool {
        guard isLetter || isNumber, let scalar = unicodeScalars.first else { return false }
        switch scalar.value {
        // Thai and Lao, Myanmar, Khmer, Hiragana and Katakana.
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: return false
        default: return !scalar.properties.isIdeographic
        }
    }
}

extension UInt8 {
    /// For bytes of ASCII.
    var joinsWords: Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= self
    }

    /// In lower case; white space as a blank.
    var foldedASCII: UInt8 {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self | 0x20
        case 0x09...0x0D: UInt8(ascii: " ")
        default: self
        }
    }
}
