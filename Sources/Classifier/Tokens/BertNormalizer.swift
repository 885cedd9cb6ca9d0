import Foundation

/// What BERT makes of a text before it is cut into pieces: words in lower case without accents, apart from each other.
///
/// As Hugging Face's `tokenizers` does it (BertNormalizer, BertPreTokenizer): control characters go, whatever is white becomes
/// a space, Chinese characters and punctuation stand alone, letters lose their accents (canonical decomposition without
/// nonspacing marks) and become small. Its tables of characters are those of Unicode 8.
struct BertNormalizer: Sendable {
    /// Whether capitals become small and accents go.
    let isLowercasing: Bool

    /// The words of a text in one buffer, one behind the other.
    struct Words {
        var bytes: [UInt8] = []
        /// Where each word ends; the next begins there.
        var ends: [Int] = []

        fileprivate mutating func endWord() {
            if bytes.count > ends.last ?? 0 { ends.append(bytes.count) }
        }

        fileprivate mutating func append(alone scalar: Unicode.Scalar) {
            endWord()
            bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            endWord()
        }
    }

    /// - Parameter text: UTF-8; what is none of it counts as U+FFFD, and goes.
    func words(of text: ArraySlice<UInt8>) -> Words {
        var words = Words()
        words.bytes.reserveCapacity(text.count + 64)
        words.ends.reserveCapacity(text.count / 4 + 16)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            guard byte < 0x80 else {
                let start = index
                while index < text.endIndex, text[index] >= 0x80 { index += 1 }
                append(String(decoding: text[start..<index], as: UTF8.self), to: &words)
                continue
            }
            index += 1
            append(ascii: byte, to: &words)
        }
        words.endWord()
        return words
    }

    // MARK: ASCII

    @inline(__always)
    private func append(ascii byte: UInt8, to words: inout Words) {
        switch Self.kinds[Int(byte)] {
        case .letter: words.bytes.append(byte)
        case .capital: words.bytes.append(isLowercasing ? byte | 0x20 : byte)
        case .mark:
            words.endWord()
            words.bytes.append(byte)
            words.endWord()
        case .white: words.endWord()
        case .control: break
        }
    }

    private enum Kind: UInt8 { case letter, capital, mark, white, control }

    private static let kinds: [Kind] = (0..<128).map { byte in
        switch UInt8(byte) {
        case 0x09, 0x0A, 0x0D, 0x20: .white
        case ..<0x20, 0x7F: .control
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .capital
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): .letter
        default: .mark
        }
    }

    // MARK: The rest

    /// A run without ASCII: decomposing it does not touch what is around it.
    private func append(_ run: String, to words: inout Words) {
        var kept = String.UnicodeScalarView()
        for scalar in run.unicodeScalars where scalar != "\u{FFFD}" && CharacterRole(scalar) != .control {
            kept.append(scalar)
        }
        let text = isLowercasing ? String(kept).decomposedStringWithCanonicalMapping : String(kept)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                // Some signs are others with a stroke through them.
                append(ascii: UInt8(scalar.value), to: &words)
                continue
            }
            switch CharacterRole(scalar) {
            case .white: words.endWord()
            case .punctuation: words.append(alone: scalar)
            case .accent where isLowercasing: break
            case _ where Self.isChinese(scalar.value): words.append(alone: scalar)
            case _ where isLowercasing: words.bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            default: words.bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
    }

    /// The blocks that BERT counts as Chinese: not Hangul, Hiragana or Katakana, which come in words.
    private static func isChinese(_ value: UInt32) -> Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
