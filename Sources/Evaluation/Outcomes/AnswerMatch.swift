import FoundationEssentials

/// How an answer is held against the one that is wanted.
package enum AnswerMatch: String, Sendable, CaseIterable {
    /// The same words, whatever the case, marks and blanks.
    case exact
    /// The words that are wanted stand in the answer, one behind the other.
    case contains
    /// The last number of the answer is that of the reference, as GSM8K is scored.
    case number

    /// - Returns: 1 or 0.
    package func score(_ answer: String, against reference: String) -> Double {
        let isRight =
            switch self {
            case .exact: Self.words(answer) == Self.words(reference)
            case .contains: Self.contains(Self.words(answer), Self.words(reference))
            case .number: Self.lastNumber(answer).map { $0 == Self.lastNumber(reference) } ?? false
            }
        return isRight ? 1 : 0
    }

    private static func words(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }

    private static func contains(_ words: [Substring], _ wanted: [Substring]) -> Bool {
        guard !wanted.isEmpty, words.count >= wanted.count else { return false }
        return (0...(words.count - wanted.count)).contains { words[$0...].starts(with: wanted) }
    }

    /// `1,234.50` is a number; a full stop behind one is none of it.
    private static func lastNumber(_ text: String) -> Double? {
        let pieces = text.split { !($0.isASCII && ($0.isNumber || $0 == "." || $0 == "," || $0 == "-")) }
        return pieces.reversed().lazy.compactMap { piece -> Double? in
            var digits = piece.filter { $0 != "," }
            while digits.last == "." || digits.last == "-" { digits.removeLast() }
            if let sign = digits.lastIndex(of: "-") { digits = String(digits[sign...]) }
            return digits.contains(where: \.isNumber) ? Double(digits) : nil
        }.first
    }
}
