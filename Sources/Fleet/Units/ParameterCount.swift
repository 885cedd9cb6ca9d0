import Diagnostics
package import SpecSyntax

/// A number of model parameters: `235.09B` is 235.09 × 10⁹, `270M` is 270 × 10⁶.
package struct ParameterCount: SpecText, SpecNumber, Hashable, Sendable {
    package var count: Int

    package init(_ count: Int) { self.count = count }

    package static let scalar = Shape.Scalar(
        .text,
        "a number of parameters",
        examples: ["70.6B", "270M"],
        pattern: SuffixedNumber.pattern(factors),
        bare: [.integer]
    )

    private static let factors: [String: Double] = ["": 1, "M": 1e6, "B": 1e9, "T": 1e12]

    package init?(specText text: String) {
        guard let count = SuffixedNumber(text)?.scaled(by: Self.factors), count > 0 else { return nil }
        self.count = count
    }

    package static func advice(on text: String) -> Advice? {
        SuffixedNumber(text)?.respelled(text, among: factors).flatMap { proposal($0, .safe) }
            ?? "use `B` for 10⁹ and `M` for 10⁶ parameters: `70.6B`"
    }

    package static func < (a: ParameterCount, b: ParameterCount) -> Bool { a.count < b.count }

    package static func bounds(_ range: ClosedRange<ParameterCount>) -> Bounds {
        Bounds(
            "from \(range.lowerBound) to \(range.upperBound)",
            minimum: Double(range.lowerBound.count),
            maximum: Double(range.upperBound.count)
        )
    }
}

extension ParameterCount: CustomStringConvertible {
    package var description: String {
        guard count >= 1_000_000 else { return String(count) }
        let (value, suffix) = count >= 1_000_000_000 ? (Double(count) / 1e9, "B") : (Double(count) / 1e6, "M")
        return (value >= 100 ? value.rounded() : (value * 10).rounded() / 10).plain + suffix
    }
}
