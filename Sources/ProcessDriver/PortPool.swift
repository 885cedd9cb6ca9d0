/// The ports of the machine that are the driver's to give.
///
/// They are given in turn, so that a port is idle for as long as can be before another model answers there: somebody may
/// still hold a connection to the one before.
struct PortPool {
    let first: Int
    let last: Int
    private var given: Set<Int> = []
    private var next: Int

    init(first: Int, last: Int) {
        self.first = first
        self.last = last
        next = first
    }

    /// - Parameter isFree: whether nobody else listens there.
    mutating func take(isFree: (Int) -> Bool) -> Int? {
        // In a range without ports there is none.
        let order = Array(stride(from: next, through: last, by: 1)) + Array(first..<next)
        guard let port = order.first(where: { !given.contains($0) && isFree($0) }) else { return nil }
        given.insert(port)
        next = port == last ? first : port + 1
        return port
    }

    /// One that an earlier agent has given.
    /// - Returns: `false` when it is not in the range, or taken.
    mutating func claim(_ port: Int) -> Bool { (first...last).contains(port) && given.insert(port).inserted }

    mutating func giveBack(_ port: Int) { given.remove(port) }
}
