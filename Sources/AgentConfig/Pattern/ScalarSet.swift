/// A set of Unicode scalars as patterns need it: those of ASCII as bits, the others as ranges.
///
/// Ranges beyond ASCII are kept twice, for scalars that words are made of and for the rest, so that `\w` is a range and not a
/// table of Unicode.
package struct ScalarSet: Hashable, Sendable {
    package private(set) var ascii: UInt128 = 0
    /// Scalars of words; sorted, neither overlapping nor touching.
    package private(set) var words: [ClosedRange<UInt32>] = []
    /// The others; likewise.
    package private(set) var others: [ClosedRange<UInt32>] = []

    private static let beyond: ClosedRange<UInt32> = 0x80...0x10FFFF

    package init() {}

    package init(_ range: ClosedRange<UInt32>) { insert(range) }

    package static let digits = ScalarSet(0x30...0x39)

    /// Letters, digits and `_`; beyond ASCII whatever `Unicode.Scalar.isOfWord` says.
    package static let word: ScalarSet = {
        var set = ScalarSet(0x30...0x39)
        set.insert(0x41...0x5A)
        set.insert(0x61...0x7A)
        set.insert(0x5F...0x5F)
        set.words = [beyond]
        return set
    }()

    package static let blanks: ScalarSet = {
        var set = ScalarSet(0x09...0x0D)
        for range: ClosedRange<UInt32> in [
            0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
            0x205F...0x205F, 0x3000...0x3000,
        ] {
            set.insert(range)
        }
        return set
    }()

    /// All but line breaks, which `.` stands for.
    package static let any: ScalarSet = {
        var breaks = ScalarSet(0x0A...0x0A)
        breaks.insert(0x0D...0x0D)
        return breaks.inverted
    }()

    package var isEmpty: Bool { ascii == 0 && words.isEmpty && others.isEmpty }

    package var inverted: ScalarSet {
        var set = ScalarSet()
        set.ascii = ~ascii
        set.words = Self.rest(of: words)
        set.others = Self.rest(of: others)
        return set
    }

    package mutating func insert(_ range: ClosedRange<UInt32>) {
        for scalar in range.clamped(to: 0...0x7F) where range.contains(scalar) { ascii |= 1 << UInt128(scalar) }
        guard range.upperBound >= Self.beyond.lowerBound else { return }
        let upper = range.clamped(to: Self.beyond)
        words = Self.merged(words + [upper])
        others = Self.merged(others + [upper])
    }

    package mutating func formUnion(_ other: ScalarSet) {
        ascii |= other.ascii
        words = Self.merged(words + other.words)
        others = Self.merged(others + other.others)
    }

    package func contains(_ scalar: UInt32, ofWord isOfWord: Bool) -> Bool {
        if scalar < 0x80 { return ascii >> UInt128(scalar) & 1 == 1 }
        return (isOfWord ? words : others).contains { $0.contains(scalar) }
    }

    /// Longest range beyond ASCII whose letters get their other case, too: no alphabet has more.
    private static let longestAlphabet = 1024

    /// With the other case of each letter.
    package var caseFolded: ScalarSet {
        var set = self
        let lower: UInt128 = 0x3FF_FFFF << 0x61
        let upper: UInt128 = 0x3FF_FFFF << 0x41
        set.ascii |= (ascii & lower) >> 32 | (ascii & upper) << 32
        for range in Set(words + others) where range.count <= Self.longestAlphabet {
            for scalar in range.lazy.compactMap(Unicode.Scalar.init) {
                for text in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                    let mapped = text.unicodeScalars
                    guard mapped.count == 1, let other = mapped.first, other != scalar else { continue }
                    set.insert(other.value...other.value)
                }
            }
        }
        return set
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, range in
            guard let last = merged.last, range.lowerBound <= last.upperBound + 1 else { return merged.append(range) }
            merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        }
    }

    private static func rest(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var rest: [ClosedRange<UInt32>] = []
        var next = beyond.lowerBound
        for range in ranges {
            if next < range.lowerBound { rest.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= beyond.upperBound { rest.append(next...beyond.upperBound) }
        return rest
    }
}

extension Unicode.Scalar {
    /// Whether words are made of it: letters with their marks, numbers, and what joins words, such as `_`.
    package var isOfWord: Bool {
        if isASCII { return ScalarSet.word.contains(value, ofWord: true) }
        switch value {
        // Those of whole texts: Cyrillic, kana, Chinese, Korean.
        case 0x400...0x45F, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: return true
        default: break
        }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation:
            true
        default: false
        }
    }
}
