/// Values of late. The oldest are forgotten.
struct RecentMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private var young: [Key: Value] = [:]
    /// Two generations instead of a list in order of use: what is used moves to the young one, and when that is full the
    /// old one is dropped.
    private var old: [Key: Value] = [:]

    init(capacity: Int) { self.capacity = capacity }

    mutating func value(of key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        remember(key, value)
        return value
    }

    mutating func remember(_ key: Key, _ value: Value) {
        if young.count >= capacity / 2 {
            old = young
            young = [:]
        }
        young[key] = value
    }
}
