import AgentConfig
import TestSupport
import Testing

@testable import Scaling

/// A machine with model servers, clients and a scaler, in a time of its own: processes start, fail, crash and end after
/// random times, clients come, wait, lose patience and leave. It does what the scaler says, as the agent does, and checks
/// what must always hold.
struct FleetWorld {
    enum Happening: Equatable {
        case comes(model: Int)
        case losesPatience(model: Int, request: Int)
        case isDone(ReplicaID, request: Int)
        case isReady(ReplicaID)
        case fails(ReplicaID)
        case crashes(ReplicaID)
        case ends(ReplicaID)
        case falters(ReplicaID)
        case recovers(ReplicaID)
        case dozes(ReplicaID)
        case meddles
        case timer
    }

    struct Server {
        var gpus: Int
        var isReady = false
        var isHealthy = true
        var takesRequests = true
        var isTold = false
        /// Whether its GPUs are being emptied, or are empty.
        var isAsleep = false
        var readyAt: Double?
        var drainsSince: Double?
        var requests: Set<Int> = []

        var serves: Bool { isReady && isHealthy && takesRequests && !isTold }
    }

    /// What may go wrong, as probabilities.
    struct Trouble {
        var failedStart = 0.0
        var crash = 0.0
        var illness = 0.0
    }

    private(set) var config: ScalingConfig
    /// Mean seconds between what people do; `nil` if they leave all alone.
    private let meddling: Double?
    var scaler: FleetScaler
    var trouble: Trouble
    /// Mean seconds between requests of each model, and mean seconds of work.
    var pace: [Double]
    var work: Double
    var log: [FleetAction] = []
    /// For each model: how long requests waited without a break until a replica served.
    var longestDrought: [Double]
    var answered = 0
    var unserved = 0
    var impatient = 0
    private(set) var servers: [ReplicaID: Server] = [:]
    private var waiting: [[Int]]
    private var droughtSince: [Double?]
    private var generator: SplitMix
    private var agenda: [(time: Double, order: Int, what: Happening)] = []
    private var order = 0
    private(set) var now = 0.0
    private var request = 0
    private var timerAt: Double?

    init(
        _ config: ScalingConfig,
        pace: [Double],
        work: Double,
        trouble: Trouble = Trouble(),
        meddling: Double? = nil,
        seed: UInt64
    ) {
        self.config = config
        self.pace = pace
        self.work = work
        self.trouble = trouble
        self.meddling = meddling
        scaler = FleetScaler(config, at: 0)
        generator = SplitMix(seed: seed)
        waiting = Array(repeating: [], count: config.models.count)
        droughtSince = Array(repeating: nil, count: config.models.count)
        longestDrought = Array(repeating: 0, count: config.models.count)
        setTimer()
        for model in config.models.indices { plan(.comes(model: model), in: chance(mean: pace[model])) }
        if let meddling { plan(.meddles, in: meddling) }
    }

    // MARK: Time

    private mutating func plan(_ what: Happening, in seconds: Double) {
        order += 1
        let entry = (time: now + seconds, order: order, what: what)
        // Latest first, so that the next is the last.
        var (low, high) = (0, agenda.count)
        while low < high {
            let middle = (low + high) / 2
            if (agenda[middle].time, agenda[middle].order) > (entry.time, entry.order) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        agenda.insert(entry, at: low)
    }

    private mutating func chance(mean: Double) -> Double {
        // Good enough a likeness of exponential times, with bursts: mostly short, now and then long.
        let share = Double.random(in: 0..<1, using: &generator)
        return mean * (share < 0.8 ? share : 3.4 * Double.random(in: 0..<2, using: &generator))
    }

    private mutating func isSo(_ probability: Double) -> Bool { .random(in: 0..<1, using: &generator) < probability }

    private mutating func setTimer() {
        guard let due = scaler.nextDeadline, due != timerAt else { return }
        timerAt = due
        plan(.timer, in: max(0, due - now))
    }

    /// Until a time; clients come until `closing`.
    mutating func run(until end: Double, closing: Double) {
        var idleTimers = 0
        while let next = agenda.last, next.time <= end {
            agenda.removeLast()
            idleTimers = next.what == .timer && next.time == now ? idleTimers + 1 : 0
            guard idleTimers < 100 else {
                Issue.record("the timer is due for ever at \(now)")
                return
            }
            now = next.time
            happen(next.what, closing: closing)
            check()
        }
    }

    private mutating func tell(_ event: FleetEvent) {
        let actions = scaler.handle(event, at: now)
        log += actions
        for action in actions { perform(action) }
        setTimer()
    }

    private func id(_ model: Int) -> ModelID { ModelID(index: model) }

    // MARK: What happens

    private mutating func happen(_ what: Happening, closing: Double) {
        switch what {
        case .comes(let model):
            guard now < closing else { return }
            plan(what, in: chance(mean: pace[model]))
            come(model)
        case .losesPatience(let model, let request):
            guard let index = waiting[model].firstIndex(of: request) else { return }
            waiting[model].remove(at: index)
            impatient += 1
            tell(.abandoned(id(model)))
        case .isDone(let replica, let request):
            guard servers[replica]?.requests.remove(request) != nil else { return }
            answered += 1
            tell(.ended(replica))
        case .isReady(let replica):
            guard let server = servers[replica], !server.isTold, !server.isReady else { return }
            servers[replica]?.isReady = true
            servers[replica]?.isHealthy = true
            servers[replica]?.readyAt = now
            if isSo(trouble.crash) { plan(.crashes(replica), in: chance(mean: 60)) }
            if isSo(trouble.illness) { plan(.falters(replica), in: chance(mean: 60)) }
            tell(.becameReady(replica))
        case .fails(let replica):
            guard let server = servers[replica], !server.isTold else { return }
            servers[replica] = nil
            tell(.failedToStart(replica, reason: "no memory"))
        case .crashes(let replica):
            guard let server = servers.removeValue(forKey: replica) else { return }
            unserved += server.requests.count
            tell(.crashed(replica, reason: "signal 9"))
        case .ends(let replica):
            guard let server = servers.removeValue(forKey: replica) else { return }
            unserved += server.requests.count
            tell(.stopped(replica))
        case .falters(let replica):
            guard servers[replica]?.isTold == false else { return }
            servers[replica]?.isHealthy = false
            plan(.recovers(replica), in: chance(mean: 60))
            tell(.healthLost(replica, reason: "no answer"))
        case .recovers(let replica):
            guard servers[replica]?.isTold == false else { return }
            servers[replica]?.isHealthy = true
            tell(.healthRegained(replica))
        case .dozes(let replica):
            guard let server = servers[replica], server.isAsleep, !server.isTold else { return }
            servers[replica]?.gpus = 0
            tell(.dozed(replica))
        case .meddles: meddle(closing: closing)
        case .timer: if timerAt == now { tell(.timer) }
        }
        for model in waiting.indices { dispatch(model) }
    }

    /// People wake, pin and put to sleep, windows open and close, settings change. In the end all is as it was.
    private mutating func meddle(closing: Double) {
        guard let meddling else { return }
        guard now < closing else {
            for model in config.models.indices { tell(.unpin(id(model))) }
            for model in config.models.indices { tell(.scheduled(id(model), replicas: 0)) }
            return tell(.wake(id(0)))
        }
        plan(.meddles, in: chance(mean: meddling))
        let model = Int.random(in: config.models.indices, using: &generator)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: tell(.wake(id(model)))
        case 8: tell(.wanted(id(model)))
        case 1: tell(.sleep(id(model)))
        case 2: tell(.pin(id(model)))
        case 3, 4: tell(.unpin(id(model)))
        case 5: tell(.scheduled(id(model), replicas: Int.random(in: 0...2, using: &generator)))
        case 6:
            config.models[model].process?.command = ["serve", "\(now)"]
            tell(.configured(config))
        default:
            config.models[model].idle = .fixed(seconds: .random(in: 1...60, using: &generator))
            tell(.configured(config))
        }
    }

    private mutating func come(_ model: Int) {
        request += 1
        waiting[model].append(request)
        let before = waiting[model].count
        tell(.arrived(id(model)))
        guard waiting[model].count == before else { return }
        plan(.losesPatience(model: model, request: request), in: config.models[model].queue.timeoutSeconds)
    }

    private mutating func dispatch(_ model: Int) {
        while !waiting[model].isEmpty {
            var best: (load: Int, number: Int, id: ReplicaID)?
            for (replica, server) in servers where replica.model.index == model && server.serves {
                let load = server.requests.count
                guard load < config.models[model].concurrency else { continue }
                if best.map({ (load, replica.number) < ($0.load, $0.number) }) ?? true {
                    best = (load, replica.number, replica)
                }
            }
            guard let replica = best?.id else { return }
            let request = waiting[model].removeFirst()
            servers[replica]?.requests.insert(request)
            plan(.isDone(replica, request: request), in: chance(mean: work))
            tell(.began(replica))
        }
    }

    // MARK: What the scaler says

    private mutating func perform(_ action: FleetAction) {
        switch action {
        case .start(let replica):
            #expect(servers[replica] == nil, "a number given twice")
            let model = config.models[replica.model.index]
            servers[replica] = Server(gpus: model.gpus)
            let seconds = model.coldStart.seconds
            if isSo(trouble.failedStart) {
                plan(.fails(replica), in: seconds / 2)
            } else {
                plan(.isReady(replica), in: seconds * .random(in: 0.5..<1.5, using: &generator))
            }
        case .serve(let replica):
            #expect(servers[replica]?.isReady == true && servers[replica]?.isHealthy == true)
        case .drain(let replica):
            checkMayGo(replica)
            servers[replica]?.takesRequests = false
            servers[replica]?.drainsSince = now
        case .resume(let replica):
            servers[replica]?.takesRequests = true
            servers[replica]?.drainsSince = nil
        case .doze(let replica):
            checkMayGo(replica)
            #expect(servers[replica]?.requests.isEmpty == true, "it has work")
            servers[replica]?.isAsleep = true
            servers[replica]?.isReady = false
            servers[replica]?.takesRequests = false
            plan(.dozes(replica), in: .random(in: 0.1..<2, using: &generator))
        case .rouse(let replica):
            #expect(servers[replica]?.isAsleep == true && servers[replica]?.gpus == 0, "it does not sleep")
            servers[replica]?.isAsleep = false
            servers[replica]?.takesRequests = true
            servers[replica]?.drainsSince = nil
            servers[replica]?.gpus = config.models[replica.model.index].gpus
            plan(.isReady(replica), in: .random(in: 0.1..<3, using: &generator))
        case .stop(let replica): stop(replica)
        case .refuse(let model, _):
            unserved += 1
            waiting[model.index].removeLast()
        case .fail(let model, _):
            unserved += waiting[model.index].count
            waiting[model.index] = []
        }
    }

    private mutating func stop(_ replica: ReplicaID) {
        guard let server = servers[replica] else {
            Issue.record("\(replica) is stopped and is not there")
            return
        }
        #expect(!server.isTold, "told twice")
        if server.isReady, server.isHealthy {
            if let since = server.drainsSince {
                let longest = config.models[replica.model.index].longestStreamSeconds
                #expect(server.requests.isEmpty || now >= since + longest, "requests in flight are cut off")
            } else {
                #expect(server.requests.isEmpty, "requests in flight are cut off")
                checkMayGo(replica)
            }
        }
        servers[replica]?.isTold = true
        plan(.ends(replica), in: .random(in: 0.1..<2, using: &generator))
    }

    /// Nothing sends a replica away within its residency, nor below `min`.
    private func checkMayGo(_ replica: ReplicaID) {
        guard meddling == nil, let server = servers[replica], server.isHealthy, let readyAt = server.readyAt else {
            return
        }
        let model = config.models[replica.model.index]
        #expect(now >= readyAt + model.minResidencySeconds, "\(replica) within its residency")
        let others = servers.filter { other, server in
            other.model == replica.model && other != replica && !server.isTold && server.takesRequests
        }
        #expect(others.count >= model.min, "\(replica) within min")
    }

    // MARK: What always holds

    private mutating func check() {
        var budget = 0
        var pools: [String: Int] = [:]
        var teams: [String: Int] = [:]
        var count = Array(repeating: 0, count: config.models.count)
        var inFlight = count
        var isServed = Array(repeating: false, count: config.models.count)
        for (replica, server) in servers {
            let (index, spec) = (replica.model.index, config.models[replica.model.index])
            budget += server.gpus
            pools[spec.pool, default: 0] += server.gpus
            if let team = spec.team { teams[team, default: 0] += server.gpus }
            count[index] += 1
            inFlight[index] += server.requests.count
            if server.serves { isServed[index] = true }
        }
        expect(budget <= config.gpuBudget, "the budget")
        for pool in config.pools { expect(pools[pool.name] ?? 0 <= pool.nodes * pool.gpusPerNode, "the pool") }
        for team in config.teams { expect(teams[team.name] ?? 0 <= team.gpus, "the team") }
        for (model, spec) in config.models.enumerated() {
            expect(count[model] <= spec.max, "max")
            expect(scaler.lives[model].queued == waiting[model].count, "as many wait on both sides")
            expect(scaler.lives[model].inFlight == inFlight[model], "as many are in flight on both sides")
            expect(waiting[model].count <= spec.queue.size, "the queue")
            noteDrought(model, isServed: isServed[model])
        }
        expect(scaler.nextDeadline.map { $0 >= now || timerAt == $0 } ?? true, "no deadline is missed")
    }

    /// Cheaper than `#expect` where it holds, as it does a million times.
    private func expect(_ holds: Bool, _ what: Comment) {
        if !holds { Issue.record(what) }
    }

    /// A drought begins with a request that finds nothing to serve it, and goes on while clients leave and come back.
    private mutating func noteDrought(_ model: Int, isServed: Bool) {
        if isServed {
            if let since = droughtSince[model] { longestDrought[model] = max(longestDrought[model], now - since) }
            droughtSince[model] = nil
        } else if !waiting[model].isEmpty, droughtSince[model] == nil {
            droughtSince[model] = now
        }
    }

    var isQuiet: Bool { waiting.allSatisfy(\.isEmpty) && servers.values.allSatisfy(\.requests.isEmpty) }

    var isAllAnswered: Bool { request == answered + unserved + impatient }

    func ready(_ model: Int) -> Int {
        servers.count { $0.key.model.index == model && $0.value.isReady && !$0.value.isTold }
    }
}
