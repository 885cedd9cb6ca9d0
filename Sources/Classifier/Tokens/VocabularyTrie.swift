/// The pieces of a vocabulary by their bytes: one walk over a word finds the longest piece that it begins with.
struct VocabularyTrie: Sendable {
    /// A node is a number; the first is that of all pieces.
    typealias Node = UInt32
    static let root: Node = 0

    /// Edges by node and byte, in an open hash table of a size that is a power of two.
    private var keys: [UInt64]
    private var targets: [Node]
    /// The piece that ends at each node, or -1.
    private var pieces: [Int32] = [-1]
    private let mask: Int
    private static let empty = UInt64.max

    /// - Parameter pieces: each with its bytes; its index is its number. Of equal ones the last counts, as in BERT's own reader.
    init(_ vocabulary: [[UInt8]]) {
        let bytes = vocabulary.reduce(0) { $0 + $1.count }
        var size = 1024
        while size < bytes * 2 { size *= 2 }
        keys = Array(repeating: Self.empty, count: size)
        targets = Array(repeating: 0, count: size)
        mask = size - 1
        for (number, piece) in vocabulary.enumerated() {
            var node = Self.root
            for byte in piece {
                let slot = slot(node, byte)
                if keys[slot] == Self.empty {
                    keys[slot] = Self.key(node, byte)
                    targets[slot] = Node(pieces.count)
                    pieces.append(-1)
                }
                node = targets[slot]
            }
            if !piece.isEmpty { pieces[Int(node)] = Int32(number) }
        }
    }

    private static func key(_ node: Node, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }

    /// Where an edge is, or would be.
    @inline(__always)
    private func slot(_ node: Node, _ byte: UInt8) -> Int {
        let key = Self.key(node, byte)
        // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while keys[slot] != key, keys[slot] != Self.empty { slot = (slot + 1) & mask }
        return slot
    }

    /// The node behind a few bytes; `nil` where no piece begins with them.
    func node(behind bytes: [UInt8]) -> Node? {
        var node = Self.root
        for byte in bytes {
            let slot = slot(node, byte)
            guard keys[slot] != Self.empty else { return nil }
            node = targets[slot]
        }
        return node
    }

    /// The number of a whole piece.
    func number(of piece: [UInt8]) -> Int32? {
        guard let node = node(behind: piece), pieces[Int(node)] >= 0 else { return nil }
        return pieces[Int(node)]
    }

    /// The longest piece that begins at `start` and goes on from a node.
    @inline(__always)
    func longest(in bytes: [UInt8], from start: Int, to end: Int, at origin: Node) -> (piece: Int32, end: Int)? {
        var (node, index) = (origin, start)
        var found: (piece: Int32, end: Int)?
        while index < end {
            let slot = slot(node, bytes[index])
            guard keys[slot] != Self.empty else { break }
            node = targets[slot]
            index += 1
            if pieces[Int(node)] >= 0 { found = (pieces[Int(node)], index) }
        }
        return found
    }
}
