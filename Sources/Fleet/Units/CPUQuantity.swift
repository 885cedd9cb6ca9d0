package import SpecSyntax

/// An amount of processor: `8` cores or `500m` thousandths of one, as Kubernetes writes it.
package struct CPUQuantity: SpecText, Hashable, Sendable {
    package var millicores: Int

    package init(millicores: Int) { self.millicores = millicores }

    package static let scalar = Shape.Scalar(
        .text,
        "a number of cores",
        examples: ["8", "500m"],
        pattern: SuffixedNumber.pattern(factors),
        bare: [.number]
    )

    private static let factors: [String: Double] = ["": 1000, "m": 1]

    package init?(specText text: String) {
        guard let value = SuffixedNumber(text)?.scaled(by: Self.factors), value > 0 else { return nil }
        millicores = value
    }

    package static func advice(on text: String) -> Advice? {
        "write a number of cores such as `8` or `0.5`, or thousandths of one such as `500m`"
    }

    package var kubernetes: String { millicores % 1000 == 0 ? String(millicores / 1000) : "\(millicores)m" }
}
