import Synchronization

/// When a stream looks at its state: at once, at every change, and from time to time, until the agent closes.
struct StreamTurns: AsyncSequence {
    /// Whether it is only time again.
    typealias Element = Bool

    private let changes: AsyncStream<Void>
    private let interval: Duration
    private let closing: Closing

    init(_ changes: AsyncStream<Void>, every interval: Duration, until closing: Closing) {
        self.changes = changes
        self.interval = interval
        self.closing = closing
    }

    func makeAsyncIterator() -> AsyncStream<Bool>.Iterator {
        let (turns, next) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(4))
        next.yield(true)
        let watch = Task { [changes] in
            for await _ in changes { next.yield(false) }
            next.finish()
        }
        let remind = Task { [interval] in
            while (try? await Task.sleep(for: interval)) != nil { next.yield(true) }
        }
        let number = closing.onClose { next.finish() }
        next.onTermination = { [closing] _ in
            watch.cancel()
            remind.cancel()
            closing.forget(number)
        }
        return turns.makeAsyncIterator()
    }
}

/// Tells all streams that the agent closes.
final class Closing: Sendable {
    private struct State {
        var isClosed = false
        var next = 0
        var ends: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    func onClose(_ end: @escaping @Sendable () -> Void) -> Int? {
        let number: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.ends[state.next] = end
            return state.next
        }
        if number == nil { end() }
        return number
    }

    func forget(_ number: Int?) {
        guard let number else { return }
        state.withLock { _ = $0.ends.removeValue(forKey: number) }
    }

    func close() {
        let ends = state.withLock { state in
            state.isClosed = true
            defer { state.ends = [:] }
            return Array(state.ends.values)
        }
        for end in ends { end() }
    }
}
