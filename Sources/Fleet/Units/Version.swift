package import SpecSyntax

/// The version of a system that the output is made for: `2.20` or `2.20.2`.
package struct Version: SpecText, Hashable, Comparable, Sendable {
    package var major: Int
    package var minor: Int
    package var patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    package static let scalar = Shape.Scalar(
        .text,
        "a version",
        examples: ["2.20", "1.35.1"],
        pattern: "^v?[0-9]+(\\.[0-9]+){0,2}$",
        bare: [.number]
    )

    package init?(specText text: String) {
        let numbers = (text.first == "v" ? text.dropFirst() : text[...])
            .split(separator: ".", omittingEmptySubsequences: false)
            .map { Int(digits: $0) }
        guard (1...3).contains(numbers.count) else { return nil }
        let parts = numbers.compactMap { $0 }
        guard parts.count == numbers.count else { return nil }
        self.init(parts[0], parts.count > 1 ? parts[1] : 0, parts.count > 2 ? parts[2] : 0)
    }

    package static func advice(on text: String) -> Advice? { "write two or three numbers: `2.20` or `2.20.2`" }

    package static func < (a: Version, b: Version) -> Bool {
        (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }
}

extension Version: CustomStringConvertible {
    package var description: String { patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)" }
}
