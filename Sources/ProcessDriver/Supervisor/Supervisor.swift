import AgentConfig
import FoundationEssentials
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs the replicas: one thread that owns all that is known of them, and waits for orders, ends of processes, answers
/// for their health and deadlines, all at once.
final class Supervisor {
    private let inbox: Inbox
    let state: StateFolder
    let logFolder: String
    let address: ListenAddress
    let tuning: DriverTuning
    let logger: Logger
    let report: @Sendable (Replica, ReplicaEvent) -> Void

    var children: [Replica: Child] = [:]
    var ports: PortPool
    var adoptions: [Adoption] = []
    private var nextLogCheck = ContinuousClock.now
    private var shutdown: Shutdown?

    private struct Shutdown {
        var deadline: ContinuousClock.Instant
        var done: [@Sendable () -> Void]
    }

    init(
        inbox: Inbox,
        ports: PortPool,
        state: StateFolder,
        logFolder: String,
        address: ListenAddress,
        tuning: DriverTuning,
        logger: Logger,
        report: @escaping @Sendable (Replica, ReplicaEvent) -> Void
    ) {
        self.inbox = inbox
        self.ports = ports
        self.state = state
        self.logFolder = logFolder
        self.address = address
        self.tuning = tuning
        self.logger = logger
        self.report = report
    }

    /// Returns after the shutdown.
    func run() {
        while !isDone {
            let ended = wait()
            for order in inbox.take() { obey(order) }
            for replica in ended { bury(replica) }
            for replica in children.keys { attend(to: replica) }
            finishAdoptions()
            checkLogs()
        }
        finish()
    }

    // MARK: Waiting

    /// - Returns: the replicas whose leader has ended.
    private func wait() -> [Replica] {
        var requests = [pollfd(fd: inbox.descriptor.raw, events: Int16(POLLIN), revents: 0)]
        let watched = Array(children)
        for (_, child) in watched {
            requests.append(pollfd(fd: child.exit.descriptor.raw, events: Int16(POLLIN), revents: 0))
        }
        for case let probe? in watched.map(\.value.probe) {
            let events = Int16(probe.wantsToSend ? POLLOUT : POLLIN)
            requests.append(pollfd(fd: probe.socket.raw, events: events, revents: 0))
        }
        poll(&requests, nfds_t(requests.count), milliseconds)
        return zip(watched, requests.dropFirst()).filter { $1.revents != 0 }.map(\.0.key)
    }

    /// Until the next deadline, rounded up so that it has come by then; -1 when there is none.
    private var milliseconds: Int32 {
        var deadlines = children.values.compactMap(\.nextDeadline)
        if !children.isEmpty { deadlines.append(nextLogCheck) }
        if let shutdown { deadlines.append(shutdown.deadline) }
        guard let next = deadlines.min() else { return -1 }
        let left = (next - .now) / .milliseconds(1)
        return Int32(min(max(0, left.rounded(.up)), 60_000))
    }

    // MARK: Orders

    private func obey(_ order: Order) {
        let now = ContinuousClock.now
        switch order {
        case .start(let replica, let launch):
            do throws(StartFailure) {
                if shutdown != nil { throw .shuttingDown }
                try start(replica, launch, now: now)
            } catch {
                logger.error("A model did not start", metadata: ["replica": "\(replica)", "reason": "\(error)"])
                report(replica, .failedToStart(error))
            }
        case .stop(let replica, let grace):
            // What is gone has said so, or is about to.
            children[replica]?.end(.stopped, grace: grace, now: now)
        case .adopt(let wanted, let grace, let done):
            if shutdown != nil { return done([]) }
            adopt(wanted, grace: grace, done: done, now: now)
        case .shutDown(let leaving, let grace, let done):
            if leaving { children = [:] }
            for replica in children.keys { children[replica]?.end(.stopped, grace: grace, now: now) }
            let deadline = now.after(seconds: grace + tuning.killTimeout)
            shutdown = Shutdown(
                deadline: min(shutdown?.deadline ?? deadline, deadline),
                done: (shutdown?.done ?? []) + [done]
            )
        }
    }

    private func start(_ replica: Replica, _ launch: Launch, now: ContinuousClock.Instant) throws(StartFailure) {
        if let child = children[replica] { throw .alreadyRunning(pid: child.group.leader) }
        guard let port = ports.take(isFree: address.isFree) else {
            throw .noFreePort(first: ports.first, last: ports.last)
        }
        var isStarted = false
        defer { if !isStarted { ports.giveBack(port) } }
        let log = log(of: replica)
        let (group, exit) = try spawn(launch.process, port: port, log: log)
        isStarted = true
        var child = Child(
            group: group,
            exit: exit,
            port: port,
            log: log,
            launch: launch,
            tuning: tuning,
            now: now
        )
        let record = ReplicaRecord(
            model: replica.model,
            number: replica.number,
            pid: group.leader,
            birth: group.birth,
            port: port,
            digest: launch.process.digest(host: address.host)
        )
        do throws(DiskFiles.Failure) {
            try state.write(record)
            logger.info(
                "A model starts",
                metadata: ["replica": "\(replica)", "pid": "\(group.leader)", "port": "\(port)"]
            )
            report(replica, .launched(pid: group.leader, port: port))
        } catch {
            child.end(.unrecorded(.fileNotWritten(error.path, reason: error.reason)), grace: 0, now: now)
        }
        children[replica] = child
    }

    private func spawn(
        _ process: ScalingConfig.Process,
        port: Int,
        log: ReplicaLog
    ) throws(StartFailure) -> (ProcessGroup, ExitWatch) {
        let agent = ProcessInfo.processInfo.environment
        let plan = try LaunchPlan(process, host: address.host, port: port, agent: agent)
        let output: Descriptor
        do throws(DiskFiles.Failure) { output = try log.begin() } catch {
            throw .fileNotWritten(error.path, reason: error.reason)
        }
        let spawn = Spawn(
            program: plan.program,
            arguments: plan.arguments,
            environment: plan.environment,
            workingDirectory: process.workingDirectory,
            output: output
        )
        let pid = try spawn.run()
        // However short its life, it is there until it is reaped.
        guard let exit = ExitWatch(pid: pid), let group = ProcessGroup(leader: pid) else {
            let code = errno
            kill(-pid, SIGKILL)
            _ = System.retrying { waitpid(pid, nil, 0) }
            throw .programNotStarted(plan.program, reason: System.message(code))
        }
        return (group, exit)
    }

    func log(of replica: Replica) -> ReplicaLog { ReplicaLog(path: "\(logFolder)/\(replica.fileName).log") }

    // MARK: Events

    /// Does what it is time for.
    private func attend(to replica: Replica) {
        let now = ContinuousClock.now
        guard let change = children[replica]?.checkHealth(at: address, tuning: tuning, now: now) else {
            if case .starting(let deadline, let seconds) = children[replica]?.stage, now >= deadline {
                let problem = children[replica]?.pace.problem
                children[replica]?.end(.startTimedOut(seconds: seconds, problem), grace: 0, now: now)
            }
            if let child = children[replica], let killAt = child.killAt, now >= killAt {
                child.group.signal(SIGKILL)
                children[replica]?.killAt = nil
            }
            return
        }
        tell(replica, change)
    }

    private func tell(_ replica: Replica, _ change: HealthPace.Change) {
        if noteAdopted(replica, change) { return }
        switch change {
        case .ready: report(replica, .ready)
        case .regained: report(replica, .healthRegained)
        case .lost(let problem):
            logger.warning("A model is ill", metadata: ["replica": "\(replica)", "reason": "\(problem)"])
            report(replica, .healthLost(problem))
        }
    }

    /// The leader has ended: whatever it leaves behind ends with it, and all that it held is free.
    private func bury(_ replica: Replica) {
        guard let child = children.removeValue(forKey: replica) else { return }
        // Before it is reaped, so that its number is still its own.
        child.group.signal(SIGKILL)
        let end = child.group.reap()
        state.remove(replica)
        ports.giveBack(child.port)
        guard let event = event(for: child, end: end), !isBeingAdopted(replica) else { return }
        logger.info(
            "A model has ended",
            metadata: ["replica": "\(replica)", "pid": "\(child.group.leader)", "reason": "\(end)"]
        )
        report(replica, event)
    }

    private func event(for child: Child, end: ProcessEnd) -> ReplicaEvent? {
        switch child.stage {
        case .starting: .failedToStart(.ended(end, lastLines: child.log.lastLines))
        case .ready: .crashed(end, lastLines: child.log.lastLines)
        case .ending(.stopped): .stopped
        case .ending(.startTimedOut(let seconds, let problem)):
            .failedToStart(.timedOut(seconds: seconds, problem, lastLines: child.log.lastLines))
        case .ending(.unrecorded(let failure)): .failedToStart(failure)
        case .ending(.leftover): nil
        }
    }

    private func checkLogs() {
        guard !children.isEmpty, ContinuousClock.now >= nextLogCheck else { return }
        for (replica, child) in children {
            do throws(DiskFiles.Failure) { try child.log.bound(limit: tuning.logLimit) } catch {
                logger.error("A log was not cut", metadata: ["replica": "\(replica)", "reason": "\(error.reason)"])
            }
        }
        nextLogCheck = .now + .seconds(tuning.logPeriod)
    }

    // MARK: The end

    private var isDone: Bool {
        guard let shutdown else { return false }
        return children.isEmpty || ContinuousClock.now >= shutdown.deadline
    }

    private func finish() {
        for (replica, child) in children {
            logger.error("A model does not end", metadata: ["replica": "\(replica)", "pid": "\(child.group.leader)"])
        }
        for adoption in adoptions { adoption.done([]) }
        for order in inbox.close() { obey(order) }
        for done in shutdown?.done ?? [] { done() }
    }
}
