import Dispatch
import LanguageServer
import Synchronization

/// What a stream has brought, kept until there is time for it. It is read no further than a little ahead.
final class Inbox: Sendable {
    struct Mail {
        var frames: [Frame] = []
        /// Whether the stream is over.
        var isLast = false
        fileprivate var pieces = 0
    }

    private let mail = Mutex(Mail())
    private let arrived = DispatchSemaphore(value: 0)
    /// Filled when it is made: one that ends with less than it began with is taken for a fault.
    private let room = DispatchSemaphore(value: 0)
    private static let mostPieces = 64

    init() {
        for _ in 0..<Self.mostPieces { room.signal() }
    }

    /// Reads in the background until the stream is over.
    /// - Parameter read: waits for the next bytes; none are the end.
    func fill(_ read: @escaping @Sendable () -> [UInt8]) {
        DispatchQueue(label: "lsp.input").async { [self] in
            var reader = FrameReader()
            while true {
                room.wait()
                let bytes = read()
                let frames = reader.read(bytes)
                mail.withLock { mail in
                    mail.frames += frames
                    mail.pieces += 1
                    mail.isLast = bytes.isEmpty
                }
                arrived.signal()
                if bytes.isEmpty { return }
            }
        }
    }

    /// Everything that has come.
    /// - Parameter deadline: until when to wait if nothing has; `nil` is for ever. It may wake with nothing before.
    func take(until deadline: ContinuousClock.Instant?) -> Mail {
        if let deadline {
            let left = max(ContinuousClock.now.duration(to: deadline), .zero)
            let nanoseconds = left.components.seconds * 1_000_000_000 + left.components.attoseconds / 1_000_000_000
            _ = arrived.wait(timeout: .now() + .nanoseconds(Int(nanoseconds)))
        } else {
            arrived.wait()
        }
        let taken = mail.withLock { mail in
            defer { mail = Mail(isLast: mail.isLast) }
            return mail
        }
        for _ in 0..<taken.pieces { room.signal() }
        return taken
    }
}
