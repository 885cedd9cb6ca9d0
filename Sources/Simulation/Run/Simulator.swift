import AgentConfig
import Routing
import Scaling
import Schedules

/// Runs a fleet over traffic, in simulated time: the agent's own router and scaler decide, as they would, and replicas that
/// are a formula (`EngineSpeed`) answer.
///
/// The same fleet, traffic and settings give the same result, bit for bit on one machine.
struct Simulator {
    let fleet: SimulatedFleet
    let traffic: Traffic
    let settings: SimulationSettings
    let router: Router
    let judgements: Judgements

    var scaler: FleetScaler
    var models: [SimulatedModel] = []
    /// Index into `models` of each model of the router's configuration.
    let routed: [Int?]
    var replicas: [Replica] = []
    var freeReplicas: [Int] = []
    var book: RequestBook
    var timeline: GPUTimeline
    var events = EventQueue()
    var now = 0.0
    var lots: Lots
    private var timerAt = Double.infinity
    /// Requests that are neither answered nor refused.
    var pending = 0
    /// What there was no replica for at this moment, and what to say to it if no other model does.
    var turnedAway: [(request: Int, state: RequestBook.State)] = []
    var states: [ModelState] = []
    var turn = 0
    /// What prompts lose by models that sleep.
    var wakes = WakeLedger()
    let targets: RouteTargets
    let schedule: Schedule

    init(_ fleet: SimulatedFleet, _ traffic: Traffic, _ settings: SimulationSettings) {
        self.fleet = fleet
        self.traffic = traffic
        self.settings = settings
        let router = Router(fleet.router)
        self.router = router
        judgements = Judgements(traffic.set, router, settings.routing)
        let config = settings.scaling.applied(to: fleet.scaling, settings.routing)
        scaler = FleetScaler(config, at: 0)
        for spec in config.models {
            guard let id = scaler.id(of: spec.name), let speed = fleet.speeds[spec.name] else { continue }
            models.append(SimulatedModel(spec, speed, id: id))
        }
        routed = fleet.router.models.map { model in config.models.firstIndex { $0.name == model.name } }
        book = RequestBook(count: traffic.trace.requests.count)
        timeline = GPUTimeline(models: models.count, duration: traffic.trace.duration)
        lots = Lots(seed: settings.seed, stream: 7)
        targets = RouteTargets(fleet.router, settings.route)
        schedule = Schedule(config)
        states = fleet.router.models.map { _ in ModelState() }
    }

    /// Runs to the end of the trace; `SimulationResult` tells what came of it.
    ///
    /// - Parameter progress: hears from time to time how many requests have come.
    mutating func run(progress: (Int) -> Void = { _ in }) {
        begin()
        let requests = traffic.trace.requests
        var next = 0
        while next < requests.count || pending > 0 {
            let arrival = next < requests.count ? requests[next].time : .infinity
            // What was foreseen comes before who comes at the same time.
            if let time = events.next, time <= arrival {
                guard let event = events.pop() else { break }
                now = max(now, event.time)
                meet(event)
            } else {
                guard arrival.isFinite else { break }
                now = max(now, arrival)
                arrive(next)
                next += 1
                if next.isMultiple(of: 1 << 14) { progress(next) }
            }
            fallBack()
            setTimer()
        }
        // What goes on until the trace ends costs as well.
        while let time = events.next, time <= traffic.trace.duration, let event = events.pop() {
            now = max(now, event.time)
            meet(event)
            setTimer()
        }
        now = max(now, traffic.trace.duration)
        for place in replicas.indices where replicas[place].state != .free { account(place) }
        progress(requests.count)
    }

    /// What `min` keeps is there already; all else sleeps.
    private mutating func begin() {
        var number = 0
        for model in models.indices {
            for _ in 0..<models[model].spec.min {
                number += 1
                let id = ReplicaID(model: models[model].id, number: number)
                add(Replica(id, at: 0), to: model)
                perform(scaler.handle(.adopted(id, isReady: true), at: 0))
            }
        }
        if fleet.scaling.driver != .process { perform(scaler.handle(.lead(true), at: 0)) }
        startSchedule()
        setTimer()
    }

    private mutating func setTimer() {
        guard let deadline = scaler.nextDeadline, deadline < timerAt else { return }
        timerAt = max(now, deadline)
        events.add(.init(.timer, at: timerAt))
    }

    private mutating func meet(_ event: EventQueue.Event) {
        let place = Int(event.index)
        switch event.kind {
        case .timer:
            // A sooner one has been set since.
            guard event.time == timerAt else { return }
            timerAt = .infinity
            if let deadline = scaler.nextDeadline, deadline <= now { perform(scaler.handle(.timer, at: now)) }
        case .minute: meetMinute()
        case .deadline: expire(place)
        case .answer: if replicas[place].version == event.version { answer(at: place) }
        case .ready: if replicas[place].version == event.version { load(place) }
        case .stopped: leave(place)
        case .dozed: doze(place)
        }
    }
}
