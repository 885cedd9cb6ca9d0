/// Text of an untrusted source as a terminal may show it, and the room it takes.
package enum TerminalText {
    /// Makes visible what a terminal would obey instead of showing: control characters become their pictures, marks that
    /// reorder text (CVE-2021-42574) the replacement character, tabs four spaces.
    /// - Parameter keepsLines: whether line breaks stay what they are.
    package static func visible(_ text: String, keepsLines: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09: out.append(contentsOf: "    ".unicodeScalars)
            case 0x0A where keepsLines: out.append(scalar)
            case 0..<0x20: out.append(Unicode.Scalar(0x2400 + scalar.value) ?? replacement)
            case 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: out.append(replacement)
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// The cells that a scalar takes once it is visible: wide East Asian characters and emoji two, combining marks none.
    static func cells(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x09: return 4
        case 0..<0x300, 0x2028...0x202E, 0x2066...0x2069: return 1
        // The blocks that Unicode's EastAsianWidth.txt has as wide.
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return isMark(scalar) ? 0 : 2
        default: return isMark(scalar) ? 0 : scalar.properties.isEmojiPresentation && !scalar.isRegional ? 2 : 1
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// Half of a flag; two of them take two cells.
    fileprivate var isRegional: Bool { (0x1F1E6...0x1F1FF).contains(value) }
}
