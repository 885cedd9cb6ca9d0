import AgentConfig
import NIOCore
import NIOHTTP1
import OpenAIWire
import Routing
import Scaling

/// One request on its way: judged, routed, waiting, sent, answered. Everything happens on the event loop of its client.
///
/// Until the first content has come from a model server, nothing is lost by asking another replica or another model, and
/// that is what happens when one fails. After it, a failure is told to the client: as an event in a stream, by a cut
/// connection in an answer that has a length.
final class Exchange {
    enum Phase {
        case deciding
        /// The classifier looks at the prompt.
        case judging
        case waiting(TicketID)
        /// Before a retry.
        case pausing
        case connecting(Lease)
        case sent(Lease, UpstreamConnection, Relay)
        case over
    }

    let core: AgentCore
    let pool: UpstreamPool
    let request: ClientRequest
    let answer: ClientAnswer
    let eventLoop: any EventLoop
    /// The configuration that it began with.
    let router: Router
    /// The models of this configuration as the dispatcher knows them.
    let models: [ModelID?]

    var phase = Phase.deciding
    var endpoint = Endpoint.models
    /// How errors are written.
    var dialect: Dialect
    var scan: RequestScan?
    var caller = RoutingRequest.Caller.anyone
    var facts: RoutingRequest?
    var conversation: ConversationKey?
    var prefix: UInt64?
    /// What is known and was decided, for headers, the log and the metrics.
    var record: ExchangeRecord
    var fallbacks = Fallbacks()
    var attempts = 0
    /// Whether the tenant's limits count this request.
    var isCounted = false
    /// Whether the client takes what it is sent.
    var clientReads: Bool
    /// The headers were sent early, so that a waiting client hears something.
    var isHeadSent = false
    /// They were, and are those of a stream, whatever the model server will have to say.
    var isStreamPromised = false
    /// When the first content must have come.
    var deadline: NIODeadline
    /// When the present phase must have ended.
    private var limit = NIODeadline.distantFuture
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?
    private var heartbeat: Scheduled<Void>?

    init(_ core: AgentCore, _ pool: UpstreamPool, _ request: ClientRequest, _ answer: ClientAnswer) {
        self.core = core
        self.pool = pool
        self.request = request
        self.answer = answer
        eventLoop = answer.eventLoop
        (router, models) = core.dispatcher.read { ($0.router, $0.routed) }
        dialect = Dialect(target: request.head.uri)
        record = ExchangeRecord(arrival: request.arrival)
        record.requestID = Self.requestID(of: request.head)
        clientReads = answer.isWritable
        deadline = request.arrival
    }

    var isOver: Bool { if case .over = phase { true } else { false } }

    func start() {
        do throws(APIError) {
            try decide()
        } catch {
            finish(error)
        }
    }

    // MARK: Getting a replica

    /// Asks for a replica of the model that was decided for.
    func acquire() {
        guard let model = record.model else { return finish(.upstreamFailed("?", "no model was chosen")) }
        let isStreaming = scan?.isStreaming ?? false
        let priority = core.priority(of: record.tenant)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let asked = NIODeadline.now()
        let acquisition = core.dispatcher.update { [eventLoop, prefix] state, now in
            state.acquire(model, priority: priority, prefix: prefix, at: now) { grant in
                eventLoop.execute { bound.value.hear(grant, since: asked) }
            }
        }
        switch acquisition {
        case .granted(let lease): send(on: lease)
        case .waiting(let ticket):
            phase = .waiting(ticket)
            record.hasWaited = true
            let patience = core.dispatcher.read { $0.spec(named: model)?.queue.timeoutSeconds } ?? 0
            watch(until: min(deadline, .now() + .nanoseconds(Int64(patience * 1e9))))
            if isStreaming { beat(in: core.options.heartbeat) }
        case .refused(let reason): refuse(reason)
        }
    }

    private func hear(_ grant: Grant, since asked: NIODeadline) {
        guard case .waiting = phase else {
            // The client left, or the time was up, while the grant was on its way.
            if case .granted(let lease) = grant { release(lease, .abandoned) }
            return
        }
        record.wait += (NIODeadline.now() - asked).seconds
        heartbeat?.cancel()
        switch grant {
        case .granted(let lease): send(on: lease)
        case .refused(let reason): refuse(reason)
        }
    }

    /// There is no replica of this model; another model may do.
    private func refuse(_ reason: NoReplica) {
        let model = record.model ?? ""
        let error = reason.error(of: model, core.dispatcher.read { $0.spec(named: model)?.queue.size ?? 0 })
        guard case .refused(let refusal) = reason, refusal.reason == .queueFull else { return tryNext(orFail: error) }
        // There is much to do: a model that starts now may take no GPUs from those that do it.
        tryNext(orFail: error) { index in
            models[index].map { id in core.dispatcher.read { $0.scaler.hasRoom(for: id) } } ?? false
        }
    }

    // MARK: Sending

    private func send(on lease: Lease) {
        record.replica = lease.replica.number
        record.attempts += 1
        attempts += 1
        if let connection = pool.take(lease.address) { return send(on: lease, connection) }
        phase = .connecting(lease)
        pool.connect(to: lease.address) { [self] result in
            guard case .connecting = phase else {
                if case .success(let connection) = result { pool.put(connection) }
                return
            }
            switch result {
            case .success(let connection): send(on: lease, connection)
            case .failure(let failure): fail(lease, failure)
            }
        }
        watch(until: deadline)
    }

    private func send(on lease: Lease, _ connection: UpstreamConnection) {
        if record.sent == nil { record.sent = .now() }
        let relay = Relay(endpoint, mostHeld: core.options.mostHeld)
        phase = .sent(lease, connection, relay)
        let (head, body) = upstreamRequest(to: lease)
        watch(until: deadline)
        connection.send(head, body: body, to: self)
        if !clientReads { connection.setReading(false) }
    }

    func release(_ lease: Lease, _ outcome: LeaseOutcome) {
        let seconds = record.sent.map { (NIODeadline.now() - $0).seconds } ?? 0
        let decode = record.decodeRate(until: .now())
        record.replicaSeconds += core.dispatcher.update { state, now in
            state.release(lease, outcome, seconds: seconds, decode: decode, at: now)
        }
    }

    // MARK: Failing

    /// A replica did not answer; nothing of its answer has reached the client.
    func fail(_ lease: Lease, _ failure: UpstreamFailure) {
        // Its keep-alive may just have ended: that says nothing of the replica.
        let isRace = failure == .hungUp(wasIdle: true)
        release(lease, isRace ? .abandoned : failure.outcome)
        let model = record.model ?? ""
        record.failures.append(failure.words)
        if !isRace { core.metrics.count(.retries, model) }
        guard attempts < core.options.attempts || isRace || waitsForAnother(after: failure),
            NIODeadline.now() < deadline
        else {
            return tryNext(orFail: failure.error(of: model))
        }
        phase = .pausing
        // Full jitter (Brooker, "Exponential Backoff And Jitter", 2015), so that those who failed together do not come
        // back together.
        let longest = isRace ? 0 : 25 << min(attempts - 1, 6)
        eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64.random(in: 0...Int64(longest)))) { [self] in
            if case .pausing = phase { acquire() }
        }
    }

    /// A pod that is gone is no attempt: nothing was asked of it, and its cluster puts another in its place.
    private func waitsForAnother(after failure: UpstreamFailure) -> Bool {
        guard case .unreachable = failure else { return false }
        return core.options.isInCluster && fallbacks.isEmpty
    }

    /// Goes on with the next model, or ends with an error.
    func tryNext(orFail error: APIError, mayWake: (Int) -> Bool = { _ in true }) {
        attempts = 0
        if !fallbacks.isEmpty, NIODeadline.now() < deadline, let facts,
            let next = fallbacks.next(router, facts, record.judgement ?? .unasked, modelStates(), mayWake: mayWake)
        {
            let name = router.config.models[next.model].name
            core.metrics.count(.fallbacks, record.model ?? name)
            record.fellBack(to: name, upstream: next.upstream)
            return acquire()
        }
        finish(error)
    }

    // MARK: Time

    /// Ends the present phase at a time. A limit that moves away costs nothing: the timer finds it when it goes off.
    func watch(until limit: NIODeadline) {
        self.limit = limit
        if let timer {
            guard limit < timer.at else { return }
            timer.task.cancel()
        }
        let task = eventLoop.assumeIsolated().scheduleTask(deadline: limit) { [self] in
            timer = nil
            guard !isOver else { return }
            if NIODeadline.now() < self.limit { watch(until: self.limit) } else { timeOut() }
        }
        timer = (task, limit)
    }

    private func timeOut() {
        let waited = Int((NIODeadline.now() - request.arrival).seconds)
        let model = record.model ?? ""
        switch phase {
        case .waiting(let ticket):
            core.dispatcher.update { $0.cancel(ticket, at: $1) }
            let estimate = core.dispatcher.read { $0.estimate(for: model, at: Dispatcher.now) }
            let retryAfter = (estimate?.late ?? 1).wholeSeconds
            // A model that is awake is not waited for, but those who are before in its queue.
            let isAwake = estimate?.seconds == 0
            finish(
                isAwake
                    ? .noFreeReplica(model, waited: waited, retryAfter: retryAfter)
                    : .coldStart(model, waited: waited, retryAfter: retryAfter)
            )
        case .connecting(let lease):
            release(lease, .failed)
            finish(.upstreamTimeout(model, seconds: waited))
        case .sent(let lease, let connection, let relay):
            connection.abandon()
            guard clientReads else {
                // That the client takes nothing says nothing of the replica.
                release(lease, .abandoned)
                answer.cut()
                return conclude(status: 499, error: "client_stalled")
            }
            release(lease, .failed)
            interrupt(relay, .upstreamTimeout(model, seconds: waited))
        case .pausing, .deciding, .judging: finish(.upstreamTimeout(model, seconds: waited))
        case .over: break
        }
    }

    /// Tells a client that waits for a stream how long it may take.
    private func beat(in seconds: Double) {
        heartbeat = eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { [self] in
            guard case .waiting = phase, let model = record.model else { return }
            let estimate = core.dispatcher.read { $0.estimate(for: model, at: Dispatcher.now) }
            isStreamPromised = true
            writeStreamHead()
            answer.write(ByteBuffer(string: Self.comment(on: model, estimate)))
            answer.flush()
            beat(in: core.options.heartbeat)
        }
    }

    private static func comment(on model: String, _ estimate: WaitEstimate?) -> String {
        guard let estimate, estimate.seconds > 0 else { return ": \(model) is busy\n\n" }
        let turn = estimate.position.map { ", number \($0) in the queue for GPUs" } ?? ""
        return ": \(model) is starting\(turn), about \(estimate.seconds.wholeSeconds) s\n\n"
    }

    // MARK: Ending

    /// Whether the client takes what it is sent; while it does not, its model is not read from.
    func clientCanRead(_ isReady: Bool) {
        clientReads = isReady
        guard case .sent(let lease, let connection, let relay) = phase else { return }
        connection.setReading(isReady)
        if relay.hasBegun { watchAnswer(of: lease) }
    }

    /// The client is gone.
    func leave() {
        switch phase {
        case .waiting(let ticket): core.dispatcher.update { $0.cancel(ticket, at: $1) }
        case .connecting(let lease): release(lease, .abandoned)
        case .sent(let lease, let connection, _):
            connection.abandon()
            release(lease, .abandoned)
        case .deciding, .judging, .pausing, .over: break
        }
        conclude(status: 499, error: "client_closed_request")
    }

    /// Ends with an error instead of an answer.
    func finish(_ error: APIError) {
        guard !isOver else { return }
        if isHeadSent {
            answer.write(ByteBuffer(bytes: error.event(dialect)))
        } else {
            let body = error.body(dialect)
            var headers = record.headers(router)
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: "\(body.count)")
            if let seconds = error.retryAfter { headers.add(name: "Retry-After", value: "\(seconds)") }
            if !error.allowed.isEmpty { headers.add(name: "Allow", value: error.allowed.joined(separator: ", ")) }
            answer.write(HTTPResponseStatus(statusCode: error.status), headers)
            answer.write(ByteBuffer(bytes: body))
        }
        answer.end()
        conclude(status: error.status, error: error.code ?? error.type.rawValue)
    }

    /// Nothing more happens; what there is to count is counted.
    func conclude(status: Int, error: String? = nil) {
        guard !isOver else { return }
        phase = .over
        timer?.task.cancel()
        heartbeat?.cancel()
        record.status = status
        record.error = error
        record.end = .now()
        if isCounted, let tenant = record.tenant {
            core.end(tenant, tokens: record.tokens.completion ?? 0)
        }
        core.note(record, router)
    }
}

extension TimeAmount {
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
