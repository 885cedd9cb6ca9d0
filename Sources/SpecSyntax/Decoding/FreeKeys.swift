/// The keys that a mapping has not, so that no fix makes a key stand twice. Looked at only once there is something to fix.
struct FreeKeys {
    private let entries: [Node.Entry]
    private var taken: Set<String>?

    init(of entries: [Node.Entry]) { self.entries = entries }

    /// - Returns: whether the key was free; then it no longer is.
    mutating func take(_ key: String) -> Bool {
        var taken = self.taken ?? Set(entries.map(\.key))
        self.taken = nil
        defer { self.taken = taken }
        return taken.insert(key).inserted
    }
}
