import AgentConfig
import NIOCore
import Routing
import Scaling

/// One model as requests meet it: its replicas, who waits, how fast it has been.
struct Desk: Sendable {
    struct Seat: Sendable {
        let id: ReplicaID
        var address: SocketAddress? { didSet { authority = address?.authority ?? "" } }
        private(set) var authority: String
        /// Requests of all agents.
        var load: Int { inFlight + elsewhere }
        /// Whether it gets requests.
        var isServing = false
        var inFlight = 0
        /// Requests of other agents.
        var elsewhere = 0
        /// Whether its pod could not be reached.
        var isSuspect = false
        var breaker = CircuitBreaker()
        /// When it was ordered, or woken up; its GPUs are held from then on.
        private(set) var since: Double
        /// Whether its GPUs are empty.
        private(set) var isDormant = false
        /// How much of the replica's time each of its requests has got, if those in flight share it alike: virtual time as in
        /// fair queueing (Demers, Keshav and Shenker 1989), by which each request pays for its part.
        private(set) var share = 0.0
        private var sharedAt: Double

        init(id: ReplicaID, address: SocketAddress? = nil, at now: Double) {
            self.id = id
            self.address = address
            authority = address?.authority ?? ""
            since = now
            sharedAt = now
        }

        mutating func takeGPUs(at now: Double) {
            isDormant = false
            since = now
        }

        mutating func leaveGPUs() { isDormant = true }

        /// Another pod takes the place of the one before.
        mutating func move(to address: SocketAddress?) {
            self.address = address
            breaker = CircuitBreaker()
            elsewhere = 0
            isSuspect = false
        }

        mutating func begin(at now: Double) {
            advance(to: now)
            inFlight += 1
            breaker.begin(at: now)
        }

        /// - Returns: the seconds of the replica that a request took which began with a share.
        mutating func end(_ start: Double, at now: Double) -> Double {
            advance(to: now)
            inFlight -= 1
            return share - start
        }

        private mutating func advance(to now: Double) {
            if inFlight > 0 { share += max(0, now - sharedAt) / Double(inFlight) }
            sharedAt = max(now, sharedAt)
        }
    }

    struct Waiting: Sendable {
        var ticket: TicketID
        var prefix: UInt64?
    }

    let id: ModelID
    private(set) var spec: ScalingConfig.Model
    var seats: [Seat] = []
    var queue = WaitQueue<Waiting>()
    /// Requests that came, since the agent began.
    var arrivals = 0
    var figures = LiveFigures()
    /// Seconds of replicas that are gone.
    private var past = 0.0
    /// What `alwaysOnSeconds` were when the spec was last changed.
    private var pastAlwaysOn = 0.0
    private var specSince: Double

    init(_ id: ModelID, _ spec: ScalingConfig.Model, at now: Double) {
        self.id = id
        self.spec = spec
        specSince = now
    }

    mutating func adapt(to spec: ScalingConfig.Model, at now: Double) {
        pastAlwaysOn = alwaysOnSeconds(at: now)
        specSince = max(now, specSince)
        self.spec = spec
    }

    mutating func remove(_ replica: ReplicaID, at now: Double) {
        guard let index = index(of: replica) else { return }
        let seat = seats.remove(at: index)
        if !seat.isDormant { past += max(0, now - seat.since) }
    }

    mutating func leaveGPUs(_ replica: ReplicaID, at now: Double) {
        guard let index = index(of: replica), !seats[index].isDormant else { return }
        past += max(0, now - seats[index].since)
        seats[index].leaveGPUs()
    }

    /// Seconds of all replicas that there have been.
    func replicaSeconds(at now: Double) -> Double {
        seats.reduce(past) { $0 + ($1.isDormant ? 0 : max(0, now - $1.since)) }
    }

    /// Seconds that the replicas would have run if there had been `max` of them all the time.
    func alwaysOnSeconds(at now: Double) -> Double { pastAlwaysOn + Double(spec.max) * max(0, now - specSince) }

    var isServing: Bool { seats.contains { $0.isServing && $0.address != nil } }

    func index(of replica: ReplicaID) -> Int? { seats.firstIndex { $0.id == replica } }

    /// A replica with room for one more request.
    func seat(prefix: UInt64?, at now: Double) -> Int? {
        if seats.count == 1 { return isFree(seats[0], at: now) ? 0 : nil }
        let free = seats.indices.filter { isFree(seats[$0], at: now) }
        return Balancer.choose(
            free.map { .init(id: $0, identity: UInt64(seats[$0].id.number), inFlight: seats[$0].load) },
            prefix: prefix
        )
    }

    private func isFree(_ seat: Seat, at now: Double) -> Bool {
        seat.isServing && !seat.isSuspect && seat.address != nil && seat.load < spec.concurrency
            && seat.breaker.admits(at: now)
    }

    /// Whether another replica than one may get requests.
    func hasOther(than seat: Int, at now: Double) -> Bool {
        seats.indices.contains { $0 != seat && seats[$0].isServing && seats[$0].breaker.admits(at: now) }
    }

    /// When the first of its replicas is tried again, if there are some and all have failed.
    func ejectedUntil(at now: Double) -> Double? {
        let serving = seats.filter { $0.isServing && $0.address != nil }
        // Whoever cannot be reached is about to be replaced.
        if serving.contains(where: \.isSuspect) { return nil }
        guard !serving.isEmpty, serving.allSatisfy({ !$0.breaker.admits(at: now) }) else { return nil }
        return serving.map { $0.breaker.reopens ?? now + 1 }.min()
    }

    /// Seconds until a request that comes now gets a replica, if they serve.
    var queueWait: Double {
        let serving = seats.filter(\.isServing)
        let busy = serving.reduce(queue.count) { $0 + $1.inFlight }
        return figures.queueWait(busy: busy, slots: serving.count * spec.concurrency)
    }
}
