/// What may be asked of the benchmark.
struct PaperArguments {
    /// Requests a second, on average.
    var rate = 0.25
    var days = 14
    var seeds = 3
    var out = "docs/paper/results.md"
    var asksForHelp = false

    static let usage = """
        usage: paper-benchmark [--rate R] [--days D] [--seeds S] [--out FILE]

          --rate R    requests a second, on average (0.25)
          --days D    days of traffic, 1 to 14 (14)
          --seeds S   runs of each, with other lots, 1 to 10 (3)
          --out FILE  the table (docs/paper/results.md)
        """

    struct Misuse: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: some Sequence<String>) throws(Misuse) {
        var rest = arguments.makeIterator()
        while let name = rest.next() {
            if name == "--help" || name == "-h" {
                asksForHelp = true
                continue
            }
            guard ["--rate", "--days", "--seeds", "--out"].contains(name) else {
                throw Misuse(description: "`\(name)` is not known\n\(Self.usage)")
            }
            guard let value = rest.next() else { throw Misuse(description: "\(name) needs a value\n\(Self.usage)") }
            switch name {
            case "--rate": rate = try Self.number(value, of: name, within: 0.001...100)
            case "--days": days = try Self.number(value, of: name, within: 1...14)
            case "--seeds": seeds = try Self.number(value, of: name, within: 1...10)
            default: out = value
            }
        }
    }

    private static func number<Number: LosslessStringConvertible & Comparable>(
        _ text: String,
        of name: String,
        within range: ClosedRange<Number>
    ) throws(Misuse) -> Number {
        guard let number = Number(text), range.contains(number) else {
            throw Misuse(
                description: "\(name) is a number from \(range.lowerBound) to \(range.upperBound), not `\(text)`"
            )
        }
        return number
    }
}
