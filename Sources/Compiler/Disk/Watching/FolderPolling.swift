#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks at files twice a second, where the system does not tell of changes.
final class FolderPolling: ChangeSource {
    private let tree: WatchedTree
    private var seen: [String: [Disk.Stamp]]

    private static let interval: Int32 = 500

    init(_ tree: WatchedTree) {
        self.tree = tree
        seen = Self.look(at: tree)
    }

    func wait(milliseconds: Int32?) -> Bool {
        let deadline = milliseconds.map { ContinuousClock.now + .milliseconds(Int($0)) }
        while true {
            let now = Self.look(at: tree)
            if now != seen {
                seen = now
                return true
            }
            if let deadline, ContinuousClock.now >= deadline { return false }
            poll(nil, 0, min(milliseconds ?? Self.interval, Self.interval))
        }
    }

    private static func look(at tree: WatchedTree) -> [String: [Disk.Stamp]] {
        var stamps: [String: [Disk.Stamp]] = [:]
        tree.forEachFolder { stamps[$0] = (try? Disk.stamps(in: $0)) ?? [] }
        return stamps
    }
}
