import AgentConfig
package import Logging
import NIOCore
import NIOPosix
import Scaling
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The agent of one environment: applies the routing and scale-to-zero policy that the compiler wrote.
package final class Agent: Service {
    private let settings: AgentSettings
    private let core: AgentCore
    private let fleet: any ReplicaFleet
    private let isInCluster: Bool
    private let commands: AsyncStream<ReplicaCommand>
    private let loops: MultiThreadedEventLoopGroup
    private let proxy: HTTPListener
    private let admin: HTTPListener
    private let learned: LearnedFile
    private let reloader: Reloader
    private let logger: Logger

    /// Where clients are to go, as `host:port`.
    package var address: String { proxy.address?.authority ?? "" }
    package var adminAddress: String { admin.address?.authority ?? "" }

    /// Reads the configuration and binds both ports.
    package init(_ settings: AgentSettings, logger: Logger) async throws(AgentFailure) {
        self.settings = settings
        self.logger = logger
        let folder = AgentFolder(path: settings.folder)
        let loaded = try folder.load()
        let files = loaded.files
        let keys = try settings.readKeys(files.router)
        let decisions = try DecisionLog(path: settings.decisionLog)
        loops = MultiThreadedEventLoopGroup(numberOfThreads: settings.threads ?? System.coreCount)
        learned = LearnedFile(path: "\(settings.stateFolder)/learned.json")
        let (commands, orders) = AsyncStream.makeStream(of: ReplicaCommand.self)
        self.commands = commands
        let dispatcher = Dispatcher(
            DispatchState(files, learned: learned.read(), at: Dispatcher.now),
            commands: orders,
            timers: loops.next()
        )
        var options = settings.options
        options.isInCluster = files.scaling.driver != .process
        core = AgentCore(
            files,
            keys: keys,
            dispatcher: dispatcher,
            decisions: decisions,
            classifier: settings.classifier,
            options: options
        )
        core.prepareClassifier(for: files.router, logger)
        let reloader = Reloader(folder, loaded, settings, core, logger)
        self.reloader = reloader
        isInCluster = files.scaling.driver != .process
        let exchange = isInCluster ? PeerExchange(settings.cluster.identity, dispatcher) : nil
        let pools = UpstreamPools(loops)
        proxy = try await Self.bind(settings.host, settings.port, loops, settings.options) { [core] loop in
            ProxyConnection(core, pools.pool(of: loop))
        }
        let api = AdminAPI(core, reloader, peers: exchange)
        admin = try await Self.bind(settings.adminHost, settings.adminPort, loops, settings.options) { _ in
            AdminConnection(api)
        }
        if let host = files.scaling.processes {
            fleet = try ProcessFleet(host, core, loops, stateFolder: settings.stateFolder, logger: logger)
        } else {
            let exchange = exchange ?? PeerExchange(settings.cluster.identity, dispatcher)
            let files = { @Sendable in reloader.files }
            fleet = try ClusterFleet(settings.cluster, core, exchange, loops, files: files, logger: logger)
        }
    }

    private static func bind(
        _ host: String,
        _ port: Int,
        _ loops: MultiThreadedEventLoopGroup,
        _ options: AgentOptions,
        _ handler: @escaping @Sendable (any EventLoop) -> any RequestHandler
    ) async throws(AgentFailure) -> HTTPListener {
        var limits = ClientLimits()
        limits.body = options.mostBody
        do {
            let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
            return try await HTTPListener.bind(address, on: loops, limits: limits, handler: handler)
        } catch {
            throw AgentFailure(description: "cannot listen on \(host):\(port): \(error)")
        }
    }

    /// Serves until it is told to shut down; then requests in flight end, and the models with them.
    package func run() async throws {
        do {
            try await fleet.begin()
        } catch {
            await fleet.shutdown(leaving: true)
            throw error
        }
        reloader.applySchedule()
        // A request that came sooner would start what is running already.
        try await proxy.accept()
        try await admin.accept()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [fleet, commands] in await fleet.run(commands) }
            group.addTask { await Self.repeatedly(every: .seconds(1)) { self.reloader.reloadIfChanged() } }
            group.addTask { await Self.repeatedly(every: .seconds(20)) { self.reloader.applySchedule() } }
            group.addTask { await Self.repeatedly(every: .seconds(60)) { self.saveLearned() } }
            group.addTask { for await _ in await UnixSignalsSequence(trapping: .sighup) { self.reloader.reload() } }
            try? await gracefulShutdown()
            await fleet.beginShutdown()
            await drain()
            group.cancelAll()
        }
        await fleet.shutdown(leaving: settings.leavesModels)
        saveLearned()
        await core.decisions.finish()
        try? await loops.shutdownGracefully()
    }

    private static func repeatedly(every interval: Duration, _ body: @Sendable () -> Void) async {
        while !Task.isCancelled {
            body()
            try? await Task.sleep(for: interval)
        }
    }

    /// Takes no more requests, and waits for those in flight.
    private func drain() async {
        core.isDraining.store(true, ordering: .relaxed)
        await proxy.close()
        logger.info("Draining")
        // A pod has the longest stream's time to end.
        let longest = reloader.files.scaling.models.map(\.longestStreamSeconds).max() ?? 0
        let end =
            ContinuousClock.now + .seconds(isInCluster ? max(longest, settings.drainSeconds) : settings.drainSeconds)
        while ContinuousClock.now < end, requestsUnderWay > 0 {
            try? await Task.sleep(for: .milliseconds(20))
        }
        await admin.close()
    }

    private var requestsUnderWay: Int {
        core.judging.load(ordering: .relaxed) + core.dispatcher.read { $0.requests } + proxy.load.answersUnwritten
    }

    private func saveLearned() {
        guard !isInCluster else { return }
        do {
            try learned.write(core.dispatcher.read { $0.scaler.learned })
        } catch {
            logger.warning("Could not save what was learned", metadata: ["reason": "\(error)"])
        }
    }
}
