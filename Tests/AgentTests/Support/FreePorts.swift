import Foundation
import Synchronization

/// Ranges of ports for the model servers of tests that run side by side; each range is given once.
enum FreePorts {
    private static let next = Mutex(first)

    /// Below the ports that the system gives to connections, and another for each run, so that two runs seldom meet.
    private static var first: Int { 20200 + Int(ProcessInfo.processInfo.processIdentifier % 40) * 200 }

    static func take(_ count: Int = 8) -> ClosedRange<Int> {
        next.withLock { next in
            defer { next += count }
            return next...(next + count - 1)
        }
    }
}
