import NIOCore
import Routing
import Scaling
import Synchronization

/// Brings requests and replicas together, for all threads: a `DispatchState` behind a lock, with a timer.
///
/// What comes back of a change is carried out after the lock is released, commands in the order in which they were
/// decided.
final class Dispatcher: Sendable {
    private struct Guarded: Sendable {
        var state: DispatchState
        /// When the timer goes off.
        var armed = Double.infinity
    }

    private let guarded: Mutex<Guarded>
    private let commands: AsyncStream<ReplicaCommand>.Continuation
    private let timers: any EventLoop

    /// - Parameters:
    ///   - commands: gets what has to happen to replicas.
    ///   - timers: where the timer runs.
    init(_ state: DispatchState, commands: AsyncStream<ReplicaCommand>.Continuation, timers: any EventLoop) {
        guarded = Mutex(Guarded(state: state))
        self.commands = commands
        self.timers = timers
    }

    /// Seconds of a clock that does not go back.
    static var now: Double { Double(NIODeadline.now().uptimeNanoseconds) / 1e9 }

    /// Looks at the state.
    func read<Value: Sendable>(_ body: (borrowing DispatchState) -> Value) -> Value {
        guarded.withLock { body($0.state) }
    }

    /// Changes the state, and carries out what comes of it.
    @discardableResult
    func update<Value: Sendable>(
        _ body: (inout DispatchState, _ now: Double) -> (Value, [DispatchState.Effect])
    ) -> Value {
        let now = Self.now
        let (value, deliveries, timer) = guarded.withLock { guarded in
            let (value, effects) = body(&guarded.state, now)
            var deliveries: [(@Sendable (Grant) -> Void, Grant)] = []
            for effect in effects {
                switch effect {
                // Within the lock, so that no command overtakes another; this only puts it into a queue.
                case .command(let command): commands.yield(command)
                case .deliver(let deliver, let grant): deliveries.append((deliver, grant))
                }
            }
            var timer: Double?
            if let deadline = guarded.state.deadline(at: now), deadline < guarded.armed {
                guarded.armed = deadline
                timer = deadline
            }
            return (value, deliveries, timer)
        }
        for (deliver, grant) in deliveries { deliver(grant) }
        if let timer { schedule(at: timer) }
        return value
    }

    func update(_ body: (inout DispatchState, _ now: Double) -> [DispatchState.Effect]) {
        update { ((), body(&$0, $1)) }
    }

    private func schedule(at deadline: Double) {
        // Never sooner than a millisecond from now, so that a deadline in the past cannot keep a thread busy.
        let delay = TimeAmount.nanoseconds(Int64(max(0.001, min(deadline - Self.now, 3600)) * 1e9))
        timers.scheduleTask(in: delay) { [self] in
            let isLatest = guarded.withLock { guarded in
                guard guarded.armed == deadline else { return false }
                guarded.armed = .infinity
                return true
            }
            if isLatest { update { $0.tick(at: $1) } }
        }
    }
}
