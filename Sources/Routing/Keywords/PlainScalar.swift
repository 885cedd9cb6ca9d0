/// A letter or mark beyond ASCII that is a character of its own before any other of its kind, and whose other case is one
/// scalar: what texts in Cyrillic, Chinese, Japanese and Korean are made of, and accented Latin letters.
struct PlainScalar {
    var folded: UInt32
    var joinsWords: Bool

    init?(_ scalar: UInt32) {
        folded = scalar
        joinsWords = true
        switch scalar {
        // Latin, without × and ÷, and ß, which folds to two.
        case 0xC0...0xD6, 0xD8...0xDE: folded += 0x20
        case 0xE0...0xF6, 0xF8...0xFF: return
        case 0x400...0x40F: folded += 0x50
        case 0x410...0x42F: folded += 0x20
        case 0x430...0x45F: return
        case 0xAC00...0xD7A3: return
        // Dashes and quotes; Chinese marks; Hiragana and Katakana; Chinese characters.
        case 0x2010...0x2027, 0x3001...0x3003, 0x3008...0x3011, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0x3041...0x3096,
            0x30A1...0x30FA, 0x4E00...0x9FFF:
            joinsWords = false
        default: return nil
        }
    }

    /// The scalar that a character is canonically equivalent to, if it is one of these.
    static func folded(of character: Character) -> UInt32? {
        let scalars = character.unicodeScalars.map(\.value)
        if scalars.count == 1 { return PlainScalar(scalars[0])?.folded }
        return hangul(of: scalars) ?? composed[character]
    }

    /// A syllable out of its two or three parts, as Unicode composes it.
    private static func hangul(of parts: [UInt32]) -> UInt32? {
        guard (2...3).contains(parts.count), case 0x1100...0x1112 = parts[0], case 0x1161...0x1175 = parts[1] else {
            return nil
        }
        let tail = parts.count == 3 ? parts[2] : 0x11A7
        guard case 0x11A7...0x11C2 = tail else { return nil }
        return 0xAC00 + ((parts[0] - 0x1100) * 21 + parts[1] - 0x1161) * 28 + tail - 0x11A7
    }

    /// Characters are equal when they are canonically equivalent.
    private static let composed: [Character: UInt32] = {
        let ranges: [ClosedRange<UInt32>] = [0xE0...0xFF, 0x430...0x45F, 0x3041...0x3096, 0x30A1...0x30FA]
        let pairs = ranges.joined().compactMap { value in
            Unicode.Scalar(value).map { (Character($0), value) }
        }
        return Dictionary(pairs) { first, _ in first }
    }()
}

/// UTF-8 that is known to be well-formed.
enum UTF8Text {
    /// - Parameter index: where a scalar begins.
    /// - Returns: the scalar and where the next begins.
    @inline(__always)
    static func scalar(in bytes: [UInt8], at index: Int) -> (scalar: UInt32, next: Int) {
        func rest(_ offset: Int) -> UInt32 {
            index + offset < bytes.count ? UInt32(bytes[index + offset] & 0x3F) : 0
        }
        let first = UInt32(bytes[index])
        let (scalar, length): (UInt32, Int) =
            switch first {
            case ..<0x80: (first, 1)
            case ..<0xE0: ((first & 0x1F) << 6 | rest(1), 2)
            case ..<0xF0: ((first & 0xF) << 12 | rest(1) << 6 | rest(2), 3)
            default: ((first & 0x7) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
            }
        return (scalar, min(index + length, bytes.count))
    }
}
