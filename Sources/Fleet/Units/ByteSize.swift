import Diagnostics
package import SpecSyntax

/// An amount of memory or storage: `80GiB`, `81559MiB`, `1.5TB`.
package struct ByteSize: SpecText, SpecNumber, Hashable, Sendable {
    package var bytes: Int

    package init(bytes: Int) { self.bytes = bytes }

    package static func gibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 30) }

    package var gibibytes: Double { Double(bytes) / Double(1 << 30) }

    package static let scalar = Shape.Scalar(
        .text,
        "an amount of memory",
        examples: ["80GiB", "512MiB"],
        pattern: SuffixedNumber.pattern(factors)
    )

    private static let factors: [String: Double] = [
        "B": 1, "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
        "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776,
        "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    ]

    package init?(specText text: String) {
        guard let bytes = SuffixedNumber(text)?.scaled(by: Self.factors), bytes <= Self.largest else { return nil }
        self.bytes = bytes
    }

    /// 1024 PiB: larger ones are a slip, and sums of them would overflow.
    private static let largest = 1 << 60

    package static func advice(on text: String) -> Advice? {
        let units: Advice = "the units are MiB, GiB, TiB (powers of 1024) and MB, GB, TB (powers of 1000)"
        guard let number = SuffixedNumber(text) else { return units }
        if factors[number.suffix] == 1, number.number != number.number.rounded() { return "there is no part of a byte" }
        if factors[number.suffix] != nil { return "an amount of memory is at most 1048576TiB" }
        if let respelled = number.respelled(text, among: factors) { return proposal(respelled, .safe) ?? units }
        // What one letter stands for is a guess.
        let short = ["": "GiB", "k": "KiB", "m": "MiB", "g": "GiB", "t": "TiB"][number.suffix.lowercased()]
        return short.flatMap { proposal(text.dropLast(number.suffix.count).trimmed + $0, .maybe) } ?? units
    }

    package static func < (a: ByteSize, b: ByteSize) -> Bool { a.bytes < b.bytes }

    package static func bounds(_ range: ClosedRange<ByteSize>) -> Bounds {
        Bounds("from \(range.lowerBound) to \(range.upperBound)")
    }

    /// As a Kubernetes quantity, exact: `600Gi`, `81559Mi`.
    package var kubernetes: String {
        for (suffix, factor) in [("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)]
        where bytes >= factor && bytes % factor == 0 {
            return "\(bytes / factor)\(suffix)"
        }
        return String(bytes)
    }
}

extension ByteSize: CustomStringConvertible {
    /// For people: three digits and a binary unit, `638 GiB`, `2.1 GiB`.
    package var description: String {
        for (suffix, factor) in [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where bytes >= factor * 9 / 10 && !(suffix == "TiB" && bytes < 10 << 40) {
            let value = Double(bytes) / Double(factor)
            let text = value >= 100 ? value.rounded().plain : ((value * 10).rounded() / 10).plain
            return "\(text) \(suffix)"
        }
        return "\(bytes) B"
    }
}
