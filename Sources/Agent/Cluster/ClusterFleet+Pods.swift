import AgentConfig
import Foundation
import KubernetesAPI
import Logging
import NIOCore
import Scaling

// Which pods there are.

extension ClusterFleet {
    /// Watches the EndpointSlices of models and agents.
    func watchPods() async {
        let watcher = watcher
        let (news, next) = AsyncStream.makeStream(
            of: Watcher<EndpointSlice>.News.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await watcher.run { next.yield($0) }
                next.finish()
            }
            group.addTask { for await item in news { await self.take(item) } }
            group.addTask { await self.lookUpNames() }
            await group.waitForAll()
        }
    }

    private var watcher: Watcher<EndpointSlice> {
        Watcher(
            client,
            ResourcePath.of("discovery.k8s.io/v1", "endpointslices", in: namespace),
            selector: "app.kubernetes.io/name in (model-server,spindle-agent)",
            logger: logger
        )
    }

    /// Lists the pods where a watch has been silent although something should have come: it may hang.
    func listPodsIfSilent() async {
        guard !isBlind, Dispatcher.now - podsSeenAt > 2 * settings.timing.scaleInterval,
            let slices = try? await watcher.list()
        else { return }
        take(.objects(slices))
    }

    private func take(_ news: Watcher<EndpointSlice>.News) {
        podsSeenAt = Dispatcher.now
        switch news {
        case .objects(let slices):
            isBlind = false
            var pods: [String: [PodEndpoint]] = [:]
            for slice in slices.values {
                guard let service = slice.service else { continue }
                pods[service, default: []] += slice.pods
            }
            let moved = Set(pods.keys).union(self.pods.keys).filter { pods[$0] != self.pods[$0] }
            self.pods = pods
            network.connect(to: Set((pods[settings.peerService] ?? []).map(\.address.authority)))
            bindAll()
            refresh(moved)
        case .forbidden(let failure):
            if !isBlind {
                logger.warning(
                    "May not see EndpointSlices, and looks up the names of Services instead",
                    metadata: ["reason": "\(failure)"]
                )
            }
            isBlind = true
        }
    }

    /// While pods may not be seen: what the name of each model's Service stands for. Whether that serves, a probe tells.
    private func lookUpNames() async {
        while !Task.isCancelled {
            if isBlind {
                var pods: [String: [PodEndpoint]] = [:]
                for model in routed {
                    guard let url = model.address.flatMap(URL.init(string:)) else { continue }
                    for address in await Self.addresses(of: url) {
                        let isReady = await probes.probe(address, model.healthPath)
                        pods[model.name, default: []].append(
                            PodEndpoint(address: address, isReady: isReady, isEnding: false)
                        )
                    }
                }
                self.pods = pods
                bindAll()
            }
            try? await Task.sleep(for: .seconds(settings.timing.reportInterval))
        }
    }

    private static func addresses(of url: URL) async -> [SocketAddress] {
        guard let name = url.host else { return [] }
        let port = url.port ?? 80
        // It waits for DNS: not on a thread that others need.
        return await Task.detached {
            Host(name: name).addresses.sorted().compactMap { try? SocketAddress(ipAddress: $0, port: port) }
        }
        .value
    }

    /// Brings all replicas together with their pods.
    func bindAll() {
        var probed: [SocketAddress: String] = [:]
        for model in routed {
            for pod in pods[model.name] ?? [] where !pod.isEnding { probed[pod.address] = model.healthPath }
        }
        probes.watch(probed)
        for model in scaling.models { bind(model.name) }
    }

    func bind(_ model: String) {
        let drained = drainedElsewhere(of: model)
        let endpoints = (pods[model] ?? []).map { pod in
            var pod = pod
            if probes.hasFailed(pod.address) || drained.contains(pod.address.authority) { pod.isReady = false }
            return pod
        }
        let present = present[model]
        let news = dispatcher.update { state, now -> (PodNews, [DispatchState.Effect]) in
            guard let id = state.scaler.id(of: model) else { return (PodNews(), []) }
            return state.bind(id, to: endpoints, present: present, at: now)
        }
        for seconds in news.coldStarts {
            logger.info("A model is ready", metadata: ["model": "\(model)"])
            core.metrics.countColdStart(of: model, seconds: seconds)
        }
        for reason in news.lost {
            logger.warning("A model lost a pod", metadata: ["model": "\(model)", "reason": "\(reason)"])
            core.metrics.count(.failures, model)
        }
    }

    /// Looks at a pod that could not be reached until it answers, or is no longer that of its replica.
    func examine(_ replica: ReplicaID) async {
        let name = dispatcher.read { $0.name(of: replica.model) }
        guard let address = dispatcher.read({ $0.address(of: replica) }),
            let path = routed.first(where: { $0.name == name })?.healthPath
        else { return }
        while !Task.isCancelled, dispatcher.read({ $0.address(of: replica) }) == address {
            if await probes.probe(address, path) { return dispatcher.update { $0.trust(replica, at: $1) } }
            try? await Task.sleep(for: .milliseconds(250))
        }
    }

    /// Pods that the agent which decides lets go of.
    private func drainedElsewhere(of model: String) -> [String] {
        if dispatcher.read(\.scaler.decides) { return [] }
        let now = Dispatcher.now
        return exchange.read { $0.decisions(at: now)?.models[model]?.drained } ?? []
    }
}

extension EndpointSlice {
    /// One for each address that is ready, loading or ending.
    fileprivate var pods: [PodEndpoint] {
        guard let port = (ports?.first { $0.name == "http" || $0.name == "admin" } ?? ports?.first)?.port
        else { return [] }
        return (endpoints ?? []).compactMap { endpoint in
            guard let text = endpoint.addresses.first, let address = try? SocketAddress(ipAddress: text, port: port)
            else { return nil }
            return PodEndpoint(
                address: address,
                isReady: endpoint.conditions?.ready ?? true,
                isEnding: endpoint.conditions?.terminating ?? false
            )
        }
    }
}
