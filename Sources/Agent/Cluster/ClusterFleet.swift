import AgentConfig
import AsyncHTTPClient
import Foundation
import KEDAScaler
import KubernetesAPI
import Logging
import NIOCore
import NIOPosix
import Scaling

/// Carries out in a cluster what is decided for replicas, through KEDA or by itself, and tells what becomes of them.
///
/// All agents see the same pods and each other's requests. One of them, which holds the Lease, decides; the others follow
/// what it says, and answer KEDA by it.
actor ClusterFleet: ReplicaFleet {
    let core: AgentCore
    let dispatcher: Dispatcher
    let settings: ClusterSettings
    let client: APIClient
    let election: LeaseElection
    let scales: ScaleKeeper
    let exchange: PeerExchange
    let network: PeerNetwork
    let probes: PodProbes
    let board: DemandBoard
    let logger: Logger
    /// Of everything that it looks at.
    let namespace: String
    private let electionClient: APIClient
    private let http: HTTPClient
    private let learnedMap: LearnedMap
    private let scaler: ScalerServer?
    private let files: @Sendable () -> AgentFiles
    private let beganAt = Dispatcher.now

    /// Pods by Service.
    var pods: [String: [PodEndpoint]] = [:]
    /// Pods that the cluster counts, by model.
    var present: [String: Int] = [:]
    /// Replicas that the cluster is asked for, by model, as far as is known.
    private var asked: [String: Int] = [:]
    /// When they were seen last.
    var podsSeenAt = Dispatcher.now
    /// Whether pods may not be seen, so that their names are looked up instead.
    var isBlind = false
    /// KEDA's questions.
    private var serving: Task<Void, any Error>?
    private var hasFound = false
    private var isDeciding = false
    private var isClosing = false
    private var term = 0
    private var savedAt = Dispatcher.now
    private var learned: LearnedState?

    /// - Parameter files: the configuration that holds.
    init(
        _ settings: ClusterSettings,
        _ core: AgentCore,
        _ exchange: PeerExchange,
        _ loops: MultiThreadedEventLoopGroup,
        files: @escaping @Sendable () -> AgentFiles,
        logger: Logger
    ) throws(AgentFailure) {
        let scaling = files().scaling
        self.settings = settings
        self.core = core
        self.files = files
        self.logger = logger
        dispatcher = core.dispatcher
        board = DemandBoard(core.dispatcher, core.metrics)
        do throws(ScalerServer.Failure) {
            scaler = try Self.scaler(settings, scaling.driver, board, logger)
        } catch {
            throw AgentFailure(description: error.description)
        }
        do throws(ClusterAccess.Failure) {
            let access = try Self.access(settings)
            namespace = scaling.models.compactMap { $0.target?.namespace }.first ?? access.namespace ?? "default"
            client = try APIClient(access, on: loops)
            var limits = APILimits()
            limits.timeout = settings.timing.lease.deadline / 2
            limits.attempts = 1
            electionClient = try APIClient(access, on: loops, limits: limits)
        } catch {
            throw AgentFailure(description: error.description)
        }
        election = LeaseElection(
            electionClient,
            name: "spindle-agent",
            namespace: namespace,
            identity: settings.identity,
            timing: settings.timing.lease,
            logger: logger
        )
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(2)
        configuration.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroup: loops, configuration: configuration)
        scales = ScaleKeeper(client, election, logger)
        self.exchange = exchange
        network = PeerNetwork(exchange, http, settings.timing, logger)
        probes = PodProbes(http, settings.timing)
        learnedMap = LearnedMap(client: client, namespace: namespace)
    }

    private static func scaler(
        _ settings: ClusterSettings,
        _ driver: ScalingConfig.Driver,
        _ answers: DemandBoard,
        _ logger: Logger
    ) throws(ScalerServer.Failure) -> ScalerServer? {
        guard driver == .keda else { return nil }
        return try ScalerServer(
            host: settings.scalerHost,
            port: settings.scalerPort,
            certificates: settings.certificates,
            answers: answers,
            pushInterval: .seconds(settings.timing.pushInterval),
            logger: logger
        )
    }

    private static func access(_ settings: ClusterSettings) throws(ClusterAccess.Failure) -> ClusterAccess {
        if let path = settings.kubeconfig { return try KubeConfig.access(reading: path) }
        if let access = try ClusterAccess.ofThisPod() { return access }
        throw ClusterAccess.Failure(
            description:
                "this environment is a cluster's, and this is no pod of one: give --kubeconfig, or run it there"
        )
    }

    var scaling: ScalingConfig { files().scaling }

    var routed: [RouterConfig.Model] { files().router.models }

    var targets: [ScalingConfig.Target] { scaling.models.compactMap(\.target) }

    // MARK: Life

    func begin() async throws(AgentFailure) {
        try await beginServing()
        guard scaling.driver == .agent else { return }
        for target in targets {
            do throws(APIFailure) {
                try await scales.proveRights(target)
            } catch {
                guard error.isForbidden else {
                    logger.warning("Cannot try to scale", metadata: ["model": "\(target.name)", "reason": "\(error)"])
                    continue
                }
                throw AgentFailure(description: "this agent may not scale \(target.kind) \(target.name): \(error)")
            }
        }
    }

    func run(_ commands: AsyncStream<ReplicaCommand>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.find() }
            group.addTask { await self.watchPods() }
            group.addTask { await self.election.run { await self.review() } }
            group.addTask { await self.probes.run { await self.bindAll() } }
            group.addTask { for await command in commands { await self.take(command) } }
            group.addTask { for await _ in self.exchange.turns { await self.hear() } }
            group.addTask { await self.repeatedly(every: self.settings.timing.reportInterval) { await self.tick() } }
            group.addTask { await self.repeatedly(every: self.settings.timing.scaleInterval) { await self.look() } }
            group.addTask { await self.serve() }
            await group.waitForAll()
        }
    }

    /// A port that is taken is an error of the start, like those of clients and admins.
    private func beginServing() async throws(AgentFailure) {
        guard let scaler else { return }
        serving = Task { try await scaler.run() }
        do throws(ScalerServer.Failure) {
            let port = try await scaler.port
            logger.info("KEDA may ask", metadata: ["port": "\(port)"])
        } catch {
            throw AgentFailure(
                description: "cannot listen for KEDA on \(settings.scalerHost):\(settings.scalerPort): \(error)"
            )
        }
    }

    private func serve() async {
        do {
            try await serving?.value
        } catch {
            logger.error("KEDA can ask no more", metadata: ["reason": "\(error)"])
        }
    }

    func beginShutdown() async {
        isClosing = true
        scaler?.close()
        if isDeciding {
            learned = dispatcher.read(\.scaler.learned)
            stepDown()
        }
        await election.release()
    }

    func shutdown(leaving: Bool) async {
        scaler?.close()
        await network.leave()
        if let state = learned { try? await learnedMap.write(state) }
        try? await http.shutdown().get()
        await electionClient.shutdown()
        await client.shutdown()
    }

    private func repeatedly(every seconds: Double, _ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            try? await Task.sleep(for: .seconds(seconds))
        }
    }

    // MARK: What runs already

    /// Looks at every model until all have been seen: nothing is decided before.
    private func find() async {
        if let state = await learnedMap.read() { dispatcher.update { $0.note(.learned(state), at: $1) } }
        var missing = targets
        let backoff = Backoff(first: 0.2, longest: 5)
        var failures = 0
        while !missing.isEmpty, !Task.isCancelled {
            var left: [ScalingConfig.Target] = []
            for target in missing {
                do throws(APIFailure) {
                    expect(try await scales.read(target), of: target.name)
                } catch {
                    // What is not there does not run; what may not be seen is taken as it comes.
                    if error.isMissing || error.isForbidden {
                        logger.warning(
                            "Cannot see a model",
                            metadata: ["model": "\(target.name)", "reason": "\(error)"]
                        )
                    } else {
                        left.append(target)
                    }
                }
            }
            missing = left
            if !missing.isEmpty {
                failures += 1
                await backoff.wait(after: failures)
            }
        }
        await findOtherWriters()
        hasFound = true
        board.found()
        review()
    }

    private func expect(_ scale: Scale, of model: String) {
        present[model] = scale.present
        dispatcher.update { state, now in
            state.scaler.id(of: model).map { state.note(.expected($0, replicas: scale.wanted), at: now) } ?? []
        }
        bind(model)
    }

    // MARK: Deciding

    /// Looks at what is to be done, after anything that may have changed it.
    func review() {
        let mayDecide =
            election.holds && hasFound && !isClosing
            // Whoever decides goes on when another agent comes.
            && (isDeciding || network.isComplete || Dispatcher.now - beganAt > settings.timing.peerPatience)
        if mayDecide != isDeciding {
            if mayDecide { stepUp() } else { stepDown() }
        }
        if isDeciding { decide() } else { follow() }
        if exchange.hasNews() { network.announce() }
    }

    private func stepUp() {
        isDeciding = true
        term = election.term
        logger.info("This agent decides")
        let learned = exchange.read(\.learned)
        dispatcher.update { state, now in
            let effects = learned.map { state.note(.learned($0), at: now) } ?? []
            return effects + state.note(.lead(true), at: now)
        }
        board.decideAlone()
    }

    private func stepDown() {
        isDeciding = false
        let decisions = dispatcher.read { [term] in $0.decisions(term: term) }
        logger.info("This agent decides no more")
        dispatcher.update { $0.note(.lead(false), at: $1) }
        exchange.set(nil, learned: nil)
        board.step(down: decisions, at: Dispatcher.now)
    }

    private func decide() {
        let decisions = dispatcher.read { [term] in $0.decisions(term: term) }
        exchange.set(decisions, learned: learned)
        board.look()
        guard scaling.driver == .agent else { return }
        for target in targets {
            guard let replicas = decisions.models[target.name]?.replicas, asked[target.name] != replicas else {
                continue
            }
            Task { if let asked = await scales.write(target, replicas: replicas) { self.asked[target.name] = asked } }
        }
    }

    /// Does as the agent does that decides.
    private func follow() {
        let now = Dispatcher.now
        guard let decisions = exchange.read({ $0.decisions(at: now) }) else { return board.look() }
        dispatcher.update { state, now in
            var effects: [DispatchState.Effect] = []
            for (name, decision) in decisions.models {
                guard let id = state.scaler.id(of: name) else { continue }
                let replicas = decision.replicas - decision.draining
                guard replicas != state.scaler.podsNeeded(of: id) else { continue }
                effects += state.note(.expected(id, replicas: replicas), at: now)
            }
            return effects
        }
        board.follow(decisions, at: now)
        bindAll()
    }

    private func take(_ command: ReplicaCommand) {
        if case .suspect(let replica) = command {
            Task { await examine(replica) }
        } else {
            review()
        }
    }

    private func hear() {
        exchange.apply()
        review()
    }

    private func tick() async {
        exchange.expire()
        exchange.apply()
        review()
        guard isDeciding, Dispatcher.now - savedAt > settings.timing.saveInterval else { return }
        savedAt = Dispatcher.now
        let state = dispatcher.read { $0.scaler.learned }
        learned = state
        do {
            try await learnedMap.write(state)
        } catch {
            logger.warning("Could not save what was learned", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: Looking

    private func findOtherWriters() async {
        guard scaling.driver == .agent else { return }
        await scales.findOthers(in: namespace, targets)
    }

    /// Looks at the replicas of models that change, and of all that this agent alone may scale.
    private func look() async {
        guard hasFound else { return }
        await findOtherWriters()
        let changing = changing
        if !changing.isEmpty { await listPodsIfSilent() }
        for target in targets
        where present[target.name] == nil || changing.contains(target.name) || scaling.driver == .agent && isDeciding {
            await look(at: target)
        }
        review()
    }

    /// What pods do that begin or end, the counts of their Deployments follow.
    func refresh(_ models: Set<String>) {
        let changing = changing
        for target in targets where models.contains(target.name) && changing.contains(target.name) {
            Task {
                await look(at: target)
                review()
            }
        }
    }

    private func look(at target: ScalingConfig.Target) async {
        guard let scale = try? await scales.read(target) else { return }
        // A model that a reload has brought may run already.
        if present[target.name] == nil { expect(scale, of: target.name) }
        present[target.name] = scale.present
        asked[target.name] = scale.wanted
        bind(target.name)
    }

    private var changing: Set<String> {
        dispatcher.read { state in Set(state.models.filter { state.isChanging($0.id) }.map(\.spec.name)) }
    }
}
