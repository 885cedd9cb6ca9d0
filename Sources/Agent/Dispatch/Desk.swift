import AgentConfig
import NIOCore
import Scaling

/// One model as requests meet it: its replicas, who waits, how fast it has been.
struct Desk: Sendable {
    struct Seat: Sendable {
        let id: ReplicaID
        var address: SocketAddress?
        /// Whether it gets requests.
        var isServing = false
        var inFlight = 0
        var breaker = CircuitBreaker()
    }

    struct Waiting: Sendable {
        var ticket: TicketID
        var prefix: UInt64?
    }

    let id: ModelID
    var spec: ScalingConfig.Model
    var seats: [Seat] = []
    var queue = WaitQueue<Waiting>()
    /// Of answers that ended well, seconds.
    var duration = Average()
    /// Of one request, tokens a second.
    var decode = Average()

    init(_ id: ModelID, _ spec: ScalingConfig.Model) {
        self.id = id
        self.spec = spec
    }

    var isServing: Bool { seats.contains { $0.isServing && $0.address != nil } }

    func index(of replica: ReplicaID) -> Int? { seats.firstIndex { $0.id == replica } }

    /// A replica with room for one more request.
    func seat(prefix: UInt64?, at now: Double) -> Int? {
        if seats.count == 1 { return isFree(seats[0], at: now) ? 0 : nil }
        let free = seats.indices.filter { isFree(seats[$0], at: now) }
        return Balancer.choose(
            free.map { .init(id: $0, identity: UInt64(seats[$0].id.number), inFlight: seats[$0].inFlight) },
            prefix: prefix
        )
    }

    private func isFree(_ seat: Seat, at now: Double) -> Bool {
        seat.isServing && seat.address != nil && seat.inFlight < spec.concurrency && seat.breaker.admits(at: now)
    }

    /// When the first of its replicas is tried again, if there are some and all have failed.
    func ejectedUntil(at now: Double) -> Double? {
        let serving = seats.filter { $0.isServing && $0.address != nil }
        guard !serving.isEmpty, serving.allSatisfy({ !$0.breaker.admits(at: now) }) else { return nil }
        return serving.map { $0.breaker.reopens ?? now + 1 }.min()
    }

    /// Seconds until a request that comes now gets a replica, if they serve.
    var queueWait: Double {
        let serving = seats.filter(\.isServing)
        let slots = serving.count * spec.concurrency
        let busy = serving.reduce(queue.count) { $0 + $1.inFlight }
        guard slots > 0, busy >= slots, let duration = duration.value else { return 0 }
        return Double(busy - slots + 1) / Double(slots) * duration
    }
}

/// A mean that forgets: each new value counts a tenth, the first ones more.
struct Average: Sendable, Equatable {
    private(set) var value: Double?
    private var count = 0.0

    mutating func add(_ new: Double) {
        guard new.isFinite else { return }
        count = min(count + 1, 10)
        value = value.map { $0 + (new - $0) / count } ?? new
    }
}
