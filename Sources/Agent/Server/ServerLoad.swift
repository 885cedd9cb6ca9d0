import Synchronization

/// What the clients of one listener hold at present, all together.
final class ServerLoad: Sendable {
    /// Bytes of bodies that may be held at a time.
    private let mostBodies: Int
    private let bodies = Atomic(0)
    private let unwritten = Atomic(0)

    init(mostBodies: Int) { self.mostBodies = mostBodies }

    /// Makes room for bytes of a body.
    /// - Returns: whether there was any.
    func reserve(_ bytes: Int) -> Bool {
        guard bodies.add(bytes, ordering: .relaxed).newValue > mostBodies else { return true }
        free(bytes)
        return false
    }

    func free(_ bytes: Int) { bodies.subtract(bytes, ordering: .relaxed) }

    /// Bytes of bodies that are held.
    var bytesOfBodies: Int { bodies.load(ordering: .relaxed) }

    /// An answer has been made, whose end the client's connection has not taken yet.
    func beganToWrite() { unwritten.add(1, ordering: .relaxed) }

    func endedToWrite() { unwritten.subtract(1, ordering: .relaxed) }

    /// Answers that are on their way.
    var answersUnwritten: Int { unwritten.load(ordering: .relaxed) }
}
