import Diagnostics
import SpecSyntax

/// A decimal number with a unit behind it, as in `80GiB`, `1.5TB` or `32k`.
struct SuffixedNumber {
    var number: Double
    var suffix: String

    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite, digits.first != ".", digits.last != "."
        else { return nil }
        self.number = number
        suffix = text.dropFirst(digits.count).trimmed
    }

    /// The number times the factor of its suffix, rounded, when that fits. Of the smallest unit there are no fractions.
    func scaled(by factors: [String: Double]) -> Int? {
        guard let factor = factors[suffix], factor != 1 || number == number.rounded() else { return nil }
        let value = (number * factor).rounded()
        guard value >= 0, value < 9e18 else { return nil }
        return Int(value)
    }

    /// What every text with one of these suffixes matches.
    static func pattern(_ factors: [String: Double]) -> String {
        let suffixes = factors.keys.filter { !$0.isEmpty }.sorted().joined(separator: "|")
        return "^[0-9]+(\\.[0-9]+)? *(\(suffixes))\(factors[""] == nil ? "" : "?") *$"
    }

    /// The text with the suffix that differs from its own in nothing but upper and lower case.
    func respelled(_ text: String, among factors: [String: Double]) -> String? {
        let unit = factors.keys.sorted().first { $0.lowercased() == suffix.lowercased() }
        return unit.map { text.dropLast(suffix.count).trimmed + $0 }
    }
}

extension Int {
    /// A number of nothing but ASCII digits: no sign, no separators.
    init?(digits: some StringProtocol) {
        guard digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        self.init(digits)
    }
}

extension SpecText {
    /// The advice to write a text, unless that would not decode either.
    static func proposal(_ text: String, _ applicability: Fix.Applicability) -> Advice? {
        Self(specText: text).map { _ in Advice("write `\(text)`", [(text, applicability)]) }
    }
}
