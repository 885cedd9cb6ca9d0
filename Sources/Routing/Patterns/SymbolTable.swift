import AgentConfig

/// Which characters no pattern tells apart, so that an automaton needs one column for all of them.
///
/// Beyond ASCII the borders of all ranges cut the scalars into intervals, each with two symbols: for scalars of words and
/// for others.
struct SymbolTable: Sendable {
    private(set) var symbolOfByte = [UInt8](repeating: 0, count: 128)
    /// Where each interval beyond ASCII begins, sorted.
    private var intervals: [UInt32] = [0x80]
    /// The first symbol of an interval.
    private let firstBeyond: Int
    let count: Int
    /// What kind of neighbour each symbol is.
    let kinds: [Neighbour]
    /// A scalar for each symbol.
    private let samples: [(scalar: UInt32, isOfWord: Bool)]

    init(_ sets: [ScalarSet]) {
        // Bytes are alike while they are so for each set.
        let telling = sets + [.word, Self.breaks]
        var known: [[Bool]: UInt8] = [:]
        var samples: [(scalar: UInt32, isOfWord: Bool)] = []
        for byte in 0..<UInt8(128) {
            let signature = telling.map { $0.contains(UInt32(byte), ofWord: true) }
            if known[signature] == nil {
                known[signature] = UInt8(samples.count)
                samples.append((UInt32(byte), ScalarSet.word.contains(UInt32(byte), ofWord: true)))
            }
            symbolOfByte[Int(byte)] = known[signature] ?? 0
        }
        firstBeyond = samples.count
        let ranges = sets.flatMap { $0.words + $0.others }
        intervals = Set([0x80] + ranges.map(\.lowerBound) + ranges.map { $0.upperBound + 1 }).sorted()
        for start in intervals { samples += [(start, false), (start, true)] }
        count = samples.count
        self.samples = samples
        kinds = samples.map { $0.scalar == 0x0A || $0.scalar == 0x0D ? .lineBreak : $0.isOfWord ? .word : .other }
    }

    private static let breaks: ScalarSet = {
        var breaks = ScalarSet(0x0A...0x0A)
        breaks.insert(0x0D...0x0D)
        return breaks
    }()

    /// Whether a set has the characters of each symbol.
    func members(of set: ScalarSet) -> [Bool] { samples.map { set.contains($0.scalar, ofWord: $0.isOfWord) } }

    /// The symbol of a scalar beyond ASCII.
    func symbol(of scalar: UInt32) -> Int {
        var (low, high) = (0, intervals.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if intervals[middle] <= scalar { low = middle } else { high = middle }
        }
        return firstBeyond + 2 * low + (Unicode.Scalar(scalar)?.isOfWord ?? false ? 1 : 0)
    }
}

/// What stands beside a place of a text, as far as bounds ask.
enum Neighbour: UInt8, Sendable {
    /// The start or the end of the text counts as one.
    case lineBreak
    case word
    case other
}
