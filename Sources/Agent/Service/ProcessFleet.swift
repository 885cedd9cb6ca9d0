import AgentConfig
import Foundation
import Logging
import NIOCore
import NIOPosix
import ProcessDriver
import Scaling

/// Carries out on processes of this machine what is decided for replicas, and tells what becomes of them.
final class ProcessFleet: ReplicaFleet {
    private let driver: ProcessDriver
    private let dispatcher: Dispatcher
    private let metrics: Metrics
    private let host: String
    private let engines: EngineSleep
    private let logger: Logger

    init(
        _ host: ScalingConfig.ProcessHost,
        _ core: AgentCore,
        _ loops: MultiThreadedEventLoopGroup,
        stateFolder: String,
        logger: Logger
    ) throws(AgentFailure) {
        dispatcher = core.dispatcher
        metrics = core.metrics
        self.host = host.host
        self.logger = logger
        do throws(DriverError) {
            driver = try ProcessDriver(
                host: host,
                stateFolder: "\(stateFolder)/replicas",
                logFolder: "\(stateFolder)/logs",
                logger: logger
            ) { [host = host.host] replica, event in
                Self.hear(event, of: replica, host, core.dispatcher, core.metrics, logger)
            }
        } catch {
            throw AgentFailure(description: error.description)
        }
        engines = EngineSleep(loops)
    }

    /// Goes on with what an earlier agent left running, then starts what is to be awake.
    func begin() async {
        let adopted = await driver.adopt { [dispatcher] replica in
            dispatcher.read { $0.spec(named: replica.model) }.flatMap(Self.launch)
        }
        for found in adopted {
            guard let id = dispatcher.id(of: found.replica), let address = Self.address(host, port: found.port)
            else { continue }
            if found.isReady { await rouseIfAsleep(id, address) }
            dispatcher.update { $0.note(.adopted(id, isReady: found.isReady), address: address, at: $1) }
        }
        dispatcher.update { $0.tick(at: $1) }
    }

    /// Carries out commands until there are no more.
    func run(_ commands: AsyncStream<ReplicaCommand>) async {
        for await command in commands {
            switch command {
            case .doze(let replica): Task { await doze(replica) }
            case .rouse(let replica): Task { await rouse(replica) }
            // The driver sees a process that ends at once, and there is no other agent.
            case .suspect, .tell: break
            case .start(let replica):
                let (name, spec) = dispatcher.read { ($0.name(of: replica.model), $0.spec(of: replica.model)) }
                guard let launch = Self.launch(spec) else { continue }
                logger.info("Starting a model", metadata: ["replica": "\(name)/\(replica.number)"])
                driver.start(Replica(model: name, number: replica.number), launch)
            case .stop(let replica, let grace):
                let name = dispatcher.read { $0.name(of: replica.model) }
                logger.info("Stopping a model", metadata: ["replica": "\(name)/\(replica.number)"])
                driver.stop(Replica(model: name, number: replica.number), grace: grace)
            }
        }
    }

    /// Models end with the agent, after its requests.
    func beginShutdown() async {}

    /// - Parameter leaving: whether the models go on, for the next agent.
    func shutdown(leaving: Bool) async {
        await driver.shutdown(leaving: leaving)
        await engines.shutdown()
    }

    // MARK: Engines that sleep

    /// An engine that cannot empty its GPUs is stopped, which empties them as well.
    private func doze(_ replica: ReplicaID) async {
        let found = dispatcher.read { ($0.address(of: replica), $0.spec(of: replica.model)) }
        guard let address = found.0, let dormancy = found.1.dormancy else { return }
        do throws(EngineSleep.Failure) {
            try await engines.doze(address, level: dormancy.level)
            logger.info("A model sleeps on", metadata: ["replica": "\(found.1.name)/\(replica.number)"])
            dispatcher.update { $0.note(.dozed(replica), at: $1) }
        } catch {
            stop(replica, of: found.1.name, because: error)
        }
    }

    private func rouse(_ replica: ReplicaID) async {
        let found = dispatcher.read { ($0.address(of: replica), $0.spec(of: replica.model)) }
        guard let address = found.0, let dormancy = found.1.dormancy else { return }
        do throws(EngineSleep.Failure) {
            try await engines.rouse(address, level: dormancy.level)
            Self.becameReady(replica, found.1.name, dispatcher, metrics, logger)
        } catch {
            stop(replica, of: found.1.name, because: error)
        }
    }

    private func stop(_ replica: ReplicaID, of name: String, because failure: EngineSleep.Failure) {
        logger.error(
            "Stops a model whose engine does not obey",
            metadata: ["replica": "\(name)/\(replica.number)", "reason": "\(failure)"]
        )
        driver.stop(Replica(model: name, number: replica.number), grace: DispatchState.stopGrace)
    }

    /// An earlier agent may have let it sleep.
    private func rouseIfAsleep(_ replica: ReplicaID, _ address: SocketAddress) async {
        guard let dormancy = dispatcher.read({ $0.spec(of: replica.model) }).dormancy,
            (try? await engines.isAsleep(address)) == true
        else { return }
        try? await engines.rouse(address, level: dormancy.level)
    }

    private static func launch(_ spec: ScalingConfig.Model) -> Launch? {
        spec.process.map { Launch(process: $0, startupTimeout: spec.startupTimeoutSeconds) }
    }

    private static func address(_ host: String, port: Int) -> SocketAddress? {
        try? SocketAddress.makeAddressResolvingHost(host, port: port)
    }

    private static func becameReady(
        _ replica: ReplicaID,
        _ name: String,
        _ dispatcher: Dispatcher,
        _ metrics: Metrics,
        _ logger: Logger
    ) {
        let seconds = dispatcher.update { state, now in
            let seconds = state.secondsSinceStart(of: replica, at: now)
            return (seconds, state.note(.becameReady(replica), at: now))
        }
        logger.info("A model is ready", metadata: ["replica": "\(name)/\(replica.number)"])
        metrics.countColdStart(of: name, seconds: seconds)
    }

    private static func hear(
        _ event: ReplicaEvent,
        of replica: Replica,
        _ host: String,
        _ dispatcher: Dispatcher,
        _ metrics: Metrics,
        _ logger: Logger
    ) {
        guard let id = dispatcher.id(of: replica) else { return }
        let metadata: Logger.Metadata = ["replica": "\(replica)"]
        switch event {
        case .launched(_, let port):
            let address = address(host, port: port)
            dispatcher.update { $0.note(.launched(id), address: address, at: $1) }
        case .ready:
            becameReady(id, replica.model, dispatcher, metrics, logger)
        case .failedToStart(let failure):
            logger.error("A model did not start", metadata: metadata.merging(["reason": "\(failure)"]) { $1 })
            metrics.count(.failures, replica.model)
            dispatcher.update { $0.note(.failedToStart(id, reason: "\(failure)"), at: $1) }
        case .crashed(let end, let lines):
            logger.error(
                "A model crashed",
                metadata: metadata.merging(["reason": "\(end)", "log": "\(lines.joined(separator: "\n"))"]) { $1 }
            )
            metrics.count(.failures, replica.model)
            dispatcher.update { $0.note(.crashed(id, reason: "\(end)"), at: $1) }
        case .stopped:
            logger.info("A model has stopped", metadata: metadata)
            dispatcher.update { $0.note(.stopped(id), at: $1) }
        case .healthLost(let problem):
            logger.warning("A model lost its health", metadata: metadata.merging(["reason": "\(problem)"]) { $1 })
            metrics.count(.failures, replica.model)
            dispatcher.update { $0.note(.healthLost(id, reason: "\(problem)"), at: $1) }
        case .healthRegained:
            logger.info("A model has its health again", metadata: metadata)
            dispatcher.update { $0.note(.healthRegained(id), at: $1) }
        }
    }
}

extension Dispatcher {
    fileprivate func id(of replica: Replica) -> ReplicaID? {
        read { $0.scaler.id(of: replica.model) }.map { ReplicaID(model: $0, number: replica.number) }
    }
}
