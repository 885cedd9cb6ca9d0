import FoundationEssentials

/// The time of day, for logs. Nothing is decided by it: it can jump.
enum WallClock {
    /// Seconds since 1970.
    static var now: Double { Date().timeIntervalSince1970 }
}
