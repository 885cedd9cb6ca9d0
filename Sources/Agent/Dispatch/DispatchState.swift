import AgentConfig
import NIOCore
import Routing
import Scaling

/// Brings requests and replicas together, as a value: whoever holds it says what happens and when, and carries out what
/// comes back, in its order.
struct DispatchState: Sendable {
    enum Effect {
        case deliver(@Sendable (Grant) -> Void, Grant)
        case command(ReplicaCommand)
    }

    private(set) var router: Router
    private(set) var scaler: FleetScaler
    private(set) var history = PhaseHistory()
    private var desks: [Desk] = []
    private var tickets: [TicketID: Ticket] = [:]
    private var nextTicket = 0
    /// Of each model of the router's configuration; they mean the same under the next one.
    private(set) var routed: [ModelID?] = []
    /// What prompts lose by models that sleep.
    private var wakes = WakeLedger()
    /// How many agents share the requests.
    var agents = 1

    private struct Ticket: Sendable {
        var model: ModelID
        var deliver: @Sendable (Grant) -> Void
    }

    init(_ configuration: AgentFiles, learned: LearnedState?, at now: Double) {
        router = Router(configuration.router)
        scaler = FleetScaler(configuration.scaling, learned: learned, at: now)
        arrange(configuration, at: now)
        remember(at: now)
    }

    /// When `tick` is due.
    func deadline(at now: Double) -> Double? {
        // Asked after every request: nothing is collected for the usual answer, that nobody waits.
        var next = scaler.nextDeadline
        for desk in desks where !desk.queue.isEmpty {
            if let trial = desk.ejectedUntil(at: now) { next = min(next ?? trial, trial) }
        }
        return next
    }

    // MARK: Configuration

    mutating func configure(_ configuration: AgentFiles, at now: Double) -> [Effect] {
        router = Router(configuration.router)
        let actions = scaler.handle(.configured(configuration.scaling), at: now)
        arrange(configuration, at: now)
        remember(at: now)
        return carryOut(actions, at: now)
    }

    private mutating func arrange(_ configuration: AgentFiles, at now: Double) {
        for spec in configuration.scaling.models {
            guard let id = scaler.id(of: spec.name) else { continue }
            if id.index < desks.count {
                desks[id.index].adapt(to: spec, at: now)
            } else {
                desks.append(Desk(id, spec, at: now))
            }
        }
        routed = configuration.router.models.map { scaler.id(of: $0.name) }
        // Its accounts are by place in the configuration.
        wakes = WakeLedger()
    }

    // MARK: Routing

    /// What a router has to know of the models of its configuration.
    func states(of models: [ModelID?], at now: Double) -> [ModelState] {
        models.map { id in
            guard let id else { return ModelState(.cold, isHealthy: false) }
            let desk = desks[id.index]
            guard desk.isServing else { return sleepingState(of: desk, at: now) }
            return ModelState(
                .warm,
                isHealthy: desk.ejectedUntil(at: now) == nil,
                queueWait: desk.queueWait,
                decode: desk.figures.decode.value
            )
        }
    }

    private func sleepingState(of desk: Desk, at now: Double) -> ModelState {
        guard let status = scaler.status(of: desk.id, at: now) else { return ModelState(.cold, isHealthy: false) }
        let isBroken = status.failures >= scaler.tuning.patientFailures
        let phase: ModelState.Phase =
            desk.seats.isEmpty || status.phase == .draining ? .cold : .starting(rest: status.wait.seconds)
        return ModelState(
            phase,
            isHealthy: !isBroken,
            decode: desk.figures.decode.value,
            coldStart: status.wait.seconds
        )
    }

    // MARK: Requests

    /// A request wants a replica of a model.
    /// - Parameter deliver: hears of one later, if the request has to wait; never called from within.
    mutating func acquire(
        _ name: String,
        priority: Int,
        prefix: UInt64?,
        at now: Double,
        deliver: @escaping @Sendable (Grant) -> Void
    ) -> (Acquisition, [Effect]) {
        guard let id = scaler.id(of: name) else { return (.refused(.refused(Refusal(reason: .removed))), []) }
        if let until = desks[id.index].ejectedUntil(at: now) {
            return (.refused(.ejected(retryAfter: max(0, until - now))), [])
        }
        desks[id.index].arrivals += 1
        let actions = scaler.handle(.arrived(id), at: now)
        for case .refuse(id, let refusal) in actions {
            return (.refused(.refused(refusal)), carryOut(actions, at: now))
        }
        // Who is there already goes first.
        let isFirst = desks[id.index].queue.isEmpty
        if isFirst, let lease = begin(id, prefix: prefix, at: now) {
            if !actions.isEmpty { remember(at: now) }
            return (.granted(lease), carryOut(actions, at: now))
        }
        let ticket = TicketID(number: nextTicket)
        nextTicket += 1
        tickets[ticket] = Ticket(model: id, deliver: deliver)
        desks[id.index].queue.append(Desk.Waiting(ticket: ticket, prefix: prefix), priority: priority)
        if isFirst || !actions.isEmpty { remember(at: now) }
        let word: [Effect] = scaler.decides ? [] : [.command(.tell)]
        return (.waiting(ticket), carryOut(actions, at: now) + serveQueue(of: id, at: now) + word)
    }

    /// A prompt would rather have had a model that sleeps.
    mutating func note(_ wish: WakeWish, at now: Double) -> [Effect] {
        guard wakes.add(wish, weight: Double(agents), at: now), routed.indices.contains(wish.model),
            let model = routed[wish.model]
        else { return [] }
        return note(.wanted(model), at: now)
    }

    /// A request waits no longer.
    mutating func cancel(_ ticket: TicketID, at now: Double) -> [Effect] {
        guard let model = tickets.removeValue(forKey: ticket)?.model else { return [] }
        desks[model.index].queue.remove { $0.ticket == ticket }
        let actions = scaler.handle(.abandoned(model), at: now)
        if desks[model.index].queue.isEmpty { remember(at: now) }
        return carryOut(actions, at: now)
    }

    /// A request is over.
    /// - Parameters:
    ///   - seconds: how long it took.
    ///   - decode: tokens a second, if it has been seen.
    /// - Returns: its part of the replica's time, seconds.
    mutating func release(
        _ lease: Lease,
        _ outcome: LeaseOutcome,
        seconds: Double,
        decode: Double?,
        at now: Double
    ) -> (Double, [Effect]) {
        let model = lease.replica.model
        switch outcome {
        case .succeeded:
            desks[model.index].figures.duration.add(seconds)
            if let decode { desks[model.index].figures.decode.add(decode) }
        case .failed, .unreachable, .hungUp, .refused, .abandoned: break
        }
        // What began on a replica that is gone has ended with it.
        guard let seat = desks[model.index].index(of: lease.replica) else { return (0, []) }
        let share = desks[model.index].seats[seat].end(lease.share, at: now)
        var looks: [Effect] = []
        switch outcome {
        case .succeeded: desks[model.index].seats[seat].breaker.succeed()
        case .unreachable where isInCluster(model):
            desks[model.index].seats[seat].breaker.giveUp(at: now)
            looks = suspect(lease.replica)
        case .hungUp where isInCluster(model):
            desks[model.index].seats[seat].breaker.fail(at: now)
            looks = suspect(lease.replica)
        case .failed, .unreachable, .hungUp: desks[model.index].seats[seat].breaker.fail(at: now)
        // Where another could do better it is kept out like one that does not answer; the only one there is answers others.
        case .refused where desks[model.index].hasOther(than: seat, at: now):
            desks[model.index].seats[seat].breaker.fail(at: now)
        case .refused: desks[model.index].seats[seat].breaker.giveUp(at: now)
        case .abandoned: desks[model.index].seats[seat].breaker.giveUp(at: now)
        }
        let actions = scaler.handle(.ended(lease.replica), at: now)
        if !actions.isEmpty { remember(at: now) }
        return (share, looks + carryOut(actions, at: now) + serveQueue(of: model, at: now))
    }

    /// How long a request of the model that waits may still have to.
    func estimate(for name: String, at now: Double) -> WaitEstimate? {
        scaler.id(of: name).map { scaler.wait(for: $0, at: now) }
    }

    private mutating func begin(_ model: ModelID, prefix: UInt64?, at now: Double) -> Lease? {
        guard let seat = desks[model.index].seat(prefix: prefix, at: now),
            let address = desks[model.index].seats[seat].address
        else { return nil }
        desks[model.index].seats[seat].begin(at: now)
        let taken = desks[model.index].seats[seat]
        _ = scaler.handle(.began(taken.id), at: now)
        return Lease(
            replica: taken.id,
            model: desks[model.index].spec.name,
            address: address,
            authority: taken.authority,
            longestStream: desks[model.index].spec.longestStreamSeconds,
            share: taken.share
        )
    }

    mutating func serveQueue(of model: ModelID, at now: Double) -> [Effect] {
        var effects: [Effect] = []
        while desks[model.index].seat(prefix: nil, at: now) != nil,
            let waiting = desks[model.index].queue.popFirst(),
            let ticket = tickets.removeValue(forKey: waiting.ticket),
            let lease = begin(model, prefix: waiting.prefix, at: now)
        {
            effects.append(.deliver(ticket.deliver, .granted(lease)))
        }
        return effects
    }

    // MARK: Replicas

    mutating func tick(at now: Double) -> [Effect] {
        let actions = scaler.handle(.timer, at: now)
        remember(at: now)
        let effects = carryOut(actions, at: now)
        return desks.indices.reduce(into: effects) { $0 += serveQueue(of: desks[$1].id, at: now) }
    }

    /// Something happened to a replica, or somebody wants something of a model.
    /// - Parameter address: where a replica listens that has been launched or adopted.
    mutating func note(_ event: FleetEvent, address: SocketAddress? = nil, at now: Double) -> [Effect] {
        switch event {
        case .launched(let replica): change(replica) { $0.address = address }
        case .adopted(let replica, _):
            guard replica.model.index < desks.count else { return [] }
            desks[replica.model.index].seats.append(Desk.Seat(id: replica, address: address, at: now))
        case .healthLost(let replica, _): change(replica) { $0.isServing = false }
        case .dozed(let replica): desks[replica.model.index].leaveGPUs(replica, at: now)
        case .crashed(let replica, _), .failedToStart(let replica, _), .stopped(let replica):
            desks[replica.model.index].remove(replica, at: now)
        default: break
        }
        let actions = scaler.handle(event, at: now)
        remember(at: now)
        return carryOut(actions, at: now)
    }

    mutating func setAddresses(_ addresses: [ReplicaID: SocketAddress], of model: ModelID) {
        for seat in desks[model.index].seats.indices {
            let address = addresses[desks[model.index].seats[seat].id]
            // Another pod has failed nobody yet.
            if address != desks[model.index].seats[seat].address { desks[model.index].seats[seat].move(to: address) }
        }
    }

    private func isInCluster(_ model: ModelID) -> Bool { desks[model.index].spec.target != nil }

    /// The cluster will show another pod in place of one that is gone: a request had better wait for that.
    private mutating func suspect(_ replica: ReplicaID) -> [Effect] {
        var isNew = false
        change(replica) { seat in
            isNew = !seat.isSuspect
            seat.isSuspect = true
        }
        return isNew ? [.command(.suspect(replica))] : []
    }

    /// A pod that could not be reached answers again.
    mutating func trust(_ replica: ReplicaID, at now: Double) -> [Effect] {
        change(replica) { $0.isSuspect = false }
        return serveQueue(of: replica.model, at: now)
    }

    /// Requests of other agents, by the address of the pod.
    mutating func setElsewhere(_ inFlight: [String: Int], of model: ModelID) {
        for seat in desks[model.index].seats.indices {
            desks[model.index].seats[seat].elsewhere = inFlight[desks[model.index].seats[seat].authority] ?? 0
        }
    }

    private mutating func change(_ replica: ReplicaID, _ body: (inout Desk.Seat) -> Void) {
        guard let seat = desks[replica.model.index].index(of: replica) else { return }
        body(&desks[replica.model.index].seats[seat])
    }

    private mutating func carryOut(_ actions: [FleetAction], at now: Double) -> [Effect] {
        var effects: [Effect] = []
        for action in actions {
            switch action {
            case .start(let replica):
                desks[replica.model.index].seats.append(Desk.Seat(id: replica, at: now))
                effects.append(.command(.start(replica)))
            case .serve(let replica), .resume(let replica):
                change(replica) {
                    $0.isServing = true
                    $0.isSuspect = false
                }
                effects += serveQueue(of: replica.model, at: now)
            case .drain(let replica): change(replica) { $0.isServing = false }
            case .stop(let replica):
                change(replica) { $0.isServing = false }
                effects.append(.command(.stop(replica, grace: DispatchState.stopGrace)))
            case .doze(let replica):
                change(replica) { $0.isServing = false }
                effects.append(.command(.doze(replica)))
            case .rouse(let replica):
                change(replica) { $0.takeGPUs(at: now) }
                effects.append(.command(.rouse(replica)))
            case .refuse: break
            case .fail(let model, let refusal):
                while let waiting = desks[model.index].queue.popFirst(),
                    let ticket = tickets.removeValue(forKey: waiting.ticket)
                {
                    effects.append(.deliver(ticket.deliver, .refused(.refused(refusal))))
                }
            }
        }
        return effects
    }

    /// Seconds between TERM and KILL; the requests of a replica that is told to stop have ended before, or are given up.
    static let stopGrace = 10.0

    // MARK: Telling

    /// Looks at the phases, after what can have changed one. A request that a replica takes at once does not: there are many.
    private mutating func remember(at now: Double) {
        for status in scaler.status(at: now) {
            history.note(status.name, status.phase.token, cause: status.change?.cause.words, at: now)
        }
    }

    /// Requests that wait or are in flight.
    var requests: Int { desks.reduce(tickets.count) { $1.seats.reduce($0) { $0 + $1.inFlight } } }

    func secondsSinceStart(of replica: ReplicaID, at now: Double) -> Double? {
        let desk = desks[replica.model.index]
        return desk.index(of: replica).map { now - desk.seats[$0].since }
    }

    /// Every model that was ever configured, with its desk.
    var models: [Desk] { desks }

    func name(of model: ModelID) -> String { desks[model.index].spec.name }

    func spec(of model: ModelID) -> ScalingConfig.Model { desks[model.index].spec }

    func spec(named name: String) -> ScalingConfig.Model? { scaler.id(of: name).map(spec) }
}
