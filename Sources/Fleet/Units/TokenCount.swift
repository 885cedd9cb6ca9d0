import Diagnostics
package import SpecSyntax

/// A number of tokens: `32k` is 32 × 1024, `1M` is 1024 × 1024, plain digits are themselves.
package struct TokenCount: SpecText, SpecNumber, Hashable, Sendable {
    package var count: Int

    package init(_ count: Int) { self.count = count }

    package static let scalar = Shape.Scalar(
        .text,
        "a number of tokens",
        examples: ["32k", "131072"],
        pattern: SuffixedNumber.pattern(factors),
        bare: [.integer]
    )

    private static let factors: [String: Double] = ["": 1, "k": 1024, "K": 1024, "M": 1_048_576]

    package init?(specText text: String) {
        guard let count = SuffixedNumber(text)?.scaled(by: Self.factors), count > 0 else { return nil }
        self.count = count
    }

    package static func advice(on text: String) -> Advice? {
        SuffixedNumber(text)?.respelled(text, among: factors).flatMap { proposal($0, .safe) }
            ?? "write digits, or `k` for 1024 tokens and `M` for 1024 × 1024: `32k`"
    }

    package static func < (a: TokenCount, b: TokenCount) -> Bool { a.count < b.count }

    package static func bounds(_ range: ClosedRange<TokenCount>) -> Bounds {
        Bounds(
            "from \(range.lowerBound) to \(range.upperBound)",
            minimum: Double(range.lowerBound.count),
            maximum: Double(range.upperBound.count)
        )
    }
}

extension TokenCount: CustomStringConvertible {
    package var description: String {
        if count >= 1_048_576, count % 1_048_576 == 0 { return "\(count / 1_048_576)M" }
        return count >= 1024 && count % 1024 == 0 ? "\(count / 1024)k" : String(count)
    }
}
