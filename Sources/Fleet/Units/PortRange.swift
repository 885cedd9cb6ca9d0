package import SpecSyntax

/// Consecutive TCP ports of one machine, both ends included: `9000-9099`.
package struct PortRange: SpecText, Hashable, Sendable {
    package var first: Int
    package var last: Int

    package var count: Int { last - first + 1 }

    package static let scalar = Shape.Scalar(
        .text,
        "a range of ports",
        examples: ["9000-9099"],
        pattern: "^[0-9]+-[0-9]+$"
    )

    package init(first: Int, last: Int) {
        self.first = first
        self.last = last
    }

    package init?(specText text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int(digits: $0) }
        guard parts.count == 2, let first = parts[0], let last = parts[1], (1024...65535).contains(first),
            (first...65535).contains(last)
        else { return nil }
        self.init(first: first, last: last)
    }

    package static func advice(on text: String) -> Advice? { "write the first and the last port, 1024 to 65535" }
}
